// What every page of the console can do: keys, the command bar, dialogs and toasts. No dependencies.
// A key is bound to an element by data-key (one sign, or two such as "g i"); pressing it clicks the element, or
// focuses it when it is a field. data-command="words" puts an element into the command bar.

const body = document.body;

/* ---------------------------------------------------------------- dialogs */

let returnTo = null;

export function openDialog(dialog, back = document.activeElement) {
  if (!dialog || dialog.open) return;
  returnTo = back;
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], input:not([type=hidden]), textarea, select, button:not([data-close])");
  const chosen = first?.type === "radio" && dialog.querySelector(`[name="${first.name}"]:checked`);
  (chosen || first)?.focus();
}

// A page may keep its dialogs elsewhere until the first of them is wanted: in what stands at data-dialogs.
// An opener with data-from names where its dialog is fetched anew each time.
async function dialogOf(id, from) {
  if (from) {
    const made = await piece(from);
    document.getElementById(id)?.remove();
    document.body.insertAdjacentHTML("beforeend", made ?? "");
    return document.getElementById(id);
  }
  const rest = document.getElementById("dialogs");
  if (!document.getElementById(id) && rest && !rest.childElementCount) {
    const made = await piece(rest.dataset.dialogs);
    if (!rest.childElementCount) rest.innerHTML = made ?? "";
  }
  return document.getElementById(id);
}

export function closeDialog(dialog) {
  if (dialog && dialog.open) dialog.close();
}

document.addEventListener("close", (event) => {
  if (event.target instanceof HTMLDialogElement && returnTo && returnTo.isConnected) returnTo.focus();
}, true);

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    event.preventDefault();
    const menu = opener.closest(".msg-menu"); // it closes, so who comes back is put on what opened it
    menu?.removeAttribute("open");
    dialogOf(opener.dataset.open, opener.dataset.from).then((dialog) => openDialog(dialog, menu?.querySelector("summary")));
    return;
  }
  const asking = event.target.closest("[data-confirm]");
  if (asking && !confirm(asking.dataset.confirm)) event.preventDefault();
  const closer = event.target.closest("[data-close]");
  if (closer) closeDialog(closer.closest("dialog"));
  const toastCloser = event.target.closest("[data-close-toast]");
  if (toastCloser) toastCloser.closest(".toast").remove();
  if (event.target instanceof HTMLDialogElement) closeDialog(event.target); // the space around it
});

/* ----------------------------------------------------------------- toasts */

const TOAST_MS = 8000;

function keepToast(toast) {
  let timer = setTimeout(() => toast.remove(), TOAST_MS);
  const stay = () => clearTimeout(timer);
  const leave = () => { timer = setTimeout(() => toast.remove(), TOAST_MS); };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("pointerleave", leave);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("focusout", leave);
}

const toasts = document.getElementById("toasts");
if (toasts) {
  toasts.querySelectorAll(".toast").forEach(keepToast);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (!(node instanceof HTMLElement) || !node.classList.contains("toast")) continue;
        toasts.querySelectorAll(".toast").forEach((other) => { if (other !== node) other.remove(); });
        keepToast(node);
      }
    }
  }).observe(toasts, { childList: true });
}

/* Says what could not be done. */
export function say(words) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.kind = "refused";
  toast.setAttribute("role", "alert");
  toast.textContent = words;
  toasts.append(toast);
}

// A piece of a page that somebody asked for by a press, as text. Null where none came that is meant for us: that is said,
// and the next press asks again.
export async function piece(address, more = {}) {
  try {
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" }, ...more });
    const text = await answer.text();
    if (answer.ok && !answer.redirected) return text;
    if (answer.headers.get("X-Toast")) { toasts.insertAdjacentHTML("beforeend", text); return null; }
  } catch { /* said like any other answer that is none */ }
  say(body.dataset.noAnswer);
  return null;
}

// How a request of htmx ended, once it has. Asked of the request itself: htmx tells it to the element that asked, or to
// the one that it asked for, and where a newer reading has replaced that meanwhile nobody who listens to the page hears it.
export function whenAnswered(event, then) {
  const { xhr } = event.detail;
  xhr.addEventListener("loadend", () => then(xhr));
}

// htmx drops answers of 4xx and 5xx; those with X-Toast are a sentence (errors.py, console/pages.py). What somebody sent
// and what failed without one is said as well.
document.addEventListener("htmx:beforeSend", (event) => {
  const sent = event.target.matches?.("form") && event.detail.requestConfig.verb !== "get";
  whenAnswered(event, (xhr) => {
    if (xhr.getResponseHeader("X-Toast")) toasts.insertAdjacentHTML("beforeend", xhr.responseText);
    else if (sent && (xhr.status === 0 || xhr.status >= 500)) say(body.dataset.trouble);
  });
});

/* ---------------------------------------------------------- running clocks */

export function tellClocks() {
  for (const each of document.querySelectorAll("time[data-runs]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(each.dateTime)) / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const told = parts.slice(0, each.dataset.runs === "minutes" ? 2 : 3)
      .map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
    if (each.textContent !== told) each.textContent = told;
  }
}
setInterval(tellClocks, 1000);

/* ------------------------------------------------------------------- keys */

// By position as well as by sign, so that the keys work on a Cyrillic layout.
export function signOf(event) {
  const typed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (/^[a-z0-9/?]$/.test(typed)) return typed;
  const place = /^Key([A-Z])$/.exec(event.code);
  return place ? place[1].toLowerCase() : typed;
}

export function isWriting(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
    && !/^(checkbox|radio|button|submit)$/.test(target.type || "");
}

let began = "";
let beganTimer = 0;

function elementFor(keys) {
  const all = [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)];
  return all.find((element) => element.offsetParent !== null || element.closest("dialog[open]")) || all[0];
}

function use(element) {
  if (isWriting(element)) { element.focus(); if (element.select) element.select(); return; }
  element.click();
}

const GO = { "g i": "/inbox/todo/", "g t": "/", "g m": "/inbox/mine/", "g s": "/settings/" };

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && signOf(event) === "k") {
    event.preventDefault();
    openCommands();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || body.dataset.keys === "off") return;
  if (isWriting(event.target) || document.querySelector("dialog[open]")) return;
  const sign = signOf(event);
  const keys = began ? `${began} ${sign}` : sign;
  began = "";
  clearTimeout(beganTimer);
  const element = elementFor(keys);
  if (element) { event.preventDefault(); use(element); return; }
  if (GO[keys]) { event.preventDefault(); location.assign(GO[keys]); return; }
  if (sign === "?") { event.preventDefault(); openDialog(document.getElementById("keys")); return; }
  if (sign === "g") { began = "g"; beganTimer = setTimeout(() => { began = ""; }, 1500); }
});

/* ------------------------------------------------------------ command bar */

const commands = document.getElementById("commands");
const input = document.getElementById("command-input");
const list = document.getElementById("command-list");

function candidates() {
  const found = [];
  const all = [...document.querySelectorAll("[data-command], .rail .nav a, .rail .solve a:not(.why)")];
  const elsewhere = (element) => element.closest(".rail") !== null; // what can be done on this page comes first
  for (const element of [...all.filter((each) => !elsewhere(each)), ...all.filter(elsewhere)]) {
    if (element.closest("dialog, .bulk[hidden]")) continue; // nothing is selected that the bar could act on
    const name = element.dataset.command || element.querySelector("span")?.textContent || element.textContent;
    found.push({ name: name.trim(), key: element.dataset.key || "", run: () => use(element) });
  }
  return found;
}

function showCommands() {
  const wanted = input.value.trim().toLocaleLowerCase();
  const words = wanted.split(/\s+/);
  const rows = candidates().filter((each) => words.every((word) => each.name.toLocaleLowerCase().includes(word)));
  if (wanted) {
    rows.push({
      name: list.dataset.search.replace("…", () => input.value.trim()),
      key: "",
      run: () => location.assign(`${list.dataset.searchUrl}?q=${encodeURIComponent(input.value.trim())}`),
    });
  }
  list.replaceChildren(...rows.slice(0, 12).map((each, place) => {
    const item = document.createElement("li");
    item.role = "option";
    item.id = `command-${place}`;
    item.setAttribute("aria-selected", place === 0 ? "true" : "false");
    item.append(each.name);
    if (each.key) {
      const key = document.createElement("kbd");
      key.textContent = each.key.toUpperCase();
      item.append(key);
    }
    item.addEventListener("click", () => { closeDialog(commands); each.run(); });
    return item;
  }));
  input.setAttribute("aria-activedescendant", rows.length ? "command-0" : "");
}

function openCommands() {
  if (!commands) return;
  input.value = "";
  showCommands();
  openDialog(commands);
}

function move(step) {
  const items = [...list.children];
  if (!items.length) return;
  const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const next = (now + step + items.length) % items.length;
  items[now]?.setAttribute("aria-selected", "false");
  items[next].setAttribute("aria-selected", "true");
  items[next].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", items[next].id);
}

if (commands) {
  input.addEventListener("input", showCommands);
  commands.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      list.querySelector('[aria-selected="true"]')?.click();
    }
  });
}

/* An answer that can still be undone says so on whatever page comes next. */
export function offerUndo(toast, until) {
  document.getElementById("toasts").prepend(toast);
  toast.querySelector("[data-undo]").addEventListener("submit", () => sessionStorage.removeItem("undo"));
  setTimeout(() => toast.remove(), Math.max(0, until - Date.now()));
}
const undo = JSON.parse(sessionStorage.getItem("undo") || "null");
if (undo && undo.until > Date.now() && !document.getElementById("done")?.dataset.seconds && document.getElementById("toasts")) {
  const holder = document.createElement("template");
  holder.innerHTML = undo.toast;
  offerUndo(holder.content.firstElementChild, undo.until);
}
