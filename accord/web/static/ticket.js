// The ticket page: dialogs filled from ready texts, live thread, who is here.

import { isWriting, offerUndo, piece, signOf } from "./accord.js";
import { again, renew, source, textAt } from "./reading.js";

const ticket = document.getElementById("ticket");
const done = document.getElementById("done");
if (done) {
  const toast = done.content.cloneNode(true).firstElementChild;
  if (done.dataset.seconds) {
    const until = Date.now() + Number(done.dataset.seconds) * 1000 - 500;
    sessionStorage.setItem("undo", JSON.stringify({ until, toast: toast.outerHTML }));
    offerUndo(toast, until);
  } else document.getElementById("toasts").append(toast);
  history.replaceState(null, "", location.pathname + location.hash);
}
if (location.pathname.endsWith("/messages/")) history.replaceState(null, "", `/tickets/${ticket.dataset.code}/`); // else a reload sends it again
if (!location.hash) document.querySelector("#thread > :last-child")?.scrollIntoView({ block: "end" });

/* A reason brings its ready text, unless the words were changed by hand. */
document.addEventListener("change", (event) => {
  const radio = event.target;
  if (radio.name !== "reason" || !radio.dataset.what) return;
  const form = radio.form;
  for (const part of form.querySelectorAll("[data-part]")) {
    if (part.value === "" || part.value === part.defaultValue || part.dataset.ready === part.value) {
      part.value = radio.dataset[part.dataset.part];
      part.dataset.ready = part.value;
    }
    mark(part);
  }
});
function mark(part) { part.closest(".part").toggleAttribute("data-done", part.value.trim() !== ""); }
document.addEventListener("input", (event) => { if (event.target.dataset?.part) mark(event.target); });

/* Ctrl Enter does what a dialog is for. */
document.addEventListener("keydown", (event) => {
  const dialog = event.target.closest?.("dialog[open]");
  if (dialog && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    dialog.querySelector("form:not([method=dialog])")?.requestSubmit();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off") return;
  if (isWriting(event.target) || document.querySelector("dialog[open]")) return;
  if (signOf(event) === "o") {
    const folds = [...document.querySelectorAll(".fold")];
    const open = folds.some((fold) => !fold.open);
    folds.forEach((fold) => { fold.open = open; });
  }
});
document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy);
  const opener = event.target.closest("#dialog-more [data-open]");
  if (opener) document.getElementById("dialog-more").close();
});

/* Merging: what was typed names the ticket. */
let searching = 0;
document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-merge-search]");
  if (!field) return;
  clearTimeout(searching);
  searching = setTimeout(async () => {
    const asked = field.value;
    const made = await piece(`${field.dataset.mergeSearch}?q=${encodeURIComponent(asked)}`);
    if (made !== null && field.value === asked) document.getElementById("merge-choices").innerHTML = made;
  }, 200);
});

/* Live: when something happened on this ticket, the thread is read again; what is being written stays. */
const thread = document.getElementById("thread");
const facts = document.querySelector("#head .facts");
for (const place of [thread, facts]) [...place.children].forEach(source); // as they came
const threadSoon = again(readThread);
document.addEventListener("accord:ticket", (event) => {
  if (String(event.detail.ticket) !== ticket.dataset.ticket) return;
  threadSoon();
  const later = document.getElementById("later");
  if (later.childElementCount || event.detail.kind.startsWith("reply.")) window.htmx?.trigger(later, "again");
});
async function readThread() {
  const pictures = new URLSearchParams(location.search).get("images") === "1" ? "?images=1" : "";
  const text = await textAt(`/tickets/${ticket.dataset.code}/thread/${pictures}`);
  if (text === null) return;
  if (thread.matches(":active") || facts.matches(":active")) { threadSoon(300); return; } // not under a pressing hand
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const near = document.documentElement.scrollHeight - innerHeight - scrollY < 240;
  const open = new Set([...thread.querySelectorAll("[id] details[open]")].map((each) => each.closest("[id]").id));
  const head = fresh.getElementById("head");
  const made = head ? renew(facts, head.querySelector(".facts").children) : [];
  head?.remove();
  made.push(...renew(thread, withEarlier([...fresh.body.children])));
  made.forEach((each) => window.htmx?.process(each));
  if (!document.querySelector("#dialogs dialog[open]")) document.getElementById("dialogs").replaceChildren();
  open.forEach((id) => { thread.querySelector(`#${id} details`)?.setAttribute("open", ""); });
  if (near) thread.lastElementChild?.scrollIntoView({ block: "end" });
}

/* What stands before the newest window, fetched by a press or left behind by newer words, stays. */
function withEarlier(fresh) {
  const first = fresh.findIndex((each) => each.id);
  const shown = [...thread.children];
  const at = first < 0 ? -1 : shown.findIndex((each) => each.id === fresh[first].id);
  const before = shown.slice(0, Math.max(at, 0));
  return before.some((each) => each.id) ? [...before, ...fresh.slice(first)] : fresh;
}

/* The clocks are told anew twice a minute, but not under somebody who reads them. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.matches?.(".clocks-place") && event.target.querySelector("details[open]")) event.detail.shouldSwap = false;
});

/* Who is here, and who writes. */
document.addEventListener("accord:present", (event) => {
  if (event.detail.ticket !== Number(ticket.dataset.ticket)) return;
  names(document.getElementById("present"), event.detail.here);
  names(document.getElementById("writing"), event.detail.writing);
});
function names(element, words) {
  if (!element) return;
  element.hidden = !words;
  element.querySelector("[data-names]").textContent = words || "";
}
