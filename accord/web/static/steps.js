// The editor of actions and the fields for texts with variables, on the pages of rules and macros. Without it the
// forms still work: an action is chosen, saved, and its fields appear.

import { say } from "./accord.js";
import { again } from "./reading.js";

document.querySelectorAll("[data-steps]").forEach(editor);
enhance(document);

function editor(box) {
  const rows = box.querySelector("[data-rows]");
  const add = box.querySelector("[data-add]");
  let next = Number(box.dataset.next);

  async function fetched(action, number) {
    const query = new URLSearchParams({ name: box.dataset.steps, purpose: box.dataset.purpose, n: number, a: action });
    const made = document.createElement("template");
    try {
      const answer = await fetch(`${box.dataset.rowUrl}?${query}`, { headers: { "X-Requested-With": "fetch" } });
      made.innerHTML = answer.ok ? (await answer.text()).trim() : "";
    } catch { /* the same as an answer without a row */ }
    const row = made.content.querySelector("[data-row]");
    if (!row) say(document.body.dataset.noAnswer);
    return row;
  }
  function tools() {
    const all = [...rows.children];
    all.forEach((row, place) => {
      row.querySelector("[data-remove]").hidden = false;
      row.querySelector("[data-up]").hidden = place === 0;
      row.querySelector("[data-down]").hidden = place === all.length - 1;
    });
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  add.addEventListener("change", async () => {
    if (!add.value) return;
    const wanted = add.value;
    add.value = ""; // so that the same can be chosen again
    const row = await fetched(wanted, next++);
    if (!row) return;
    rows.append(row);
    enhance(row);
    tools();
    row.querySelector(".step-fields :is(input, select, textarea, [contenteditable])")?.focus();
  });
  rows.addEventListener("change", async (event) => {
    if (!event.target.matches("[data-choose]")) return;
    const old = event.target.closest("[data-row]");
    const number = String(next++);
    old.dataset.asked = number;
    const row = await fetched(event.target.value, number);
    if (old.dataset.asked !== number) return; // another was chosen meanwhile
    if (!row) {
      event.target.value = [...event.target.options].find((each) => each.defaultSelected)?.value || ""; // as its fields are
      return;
    }
    old.replaceWith(row);
    enhance(row);
    tools();
    row.querySelector("[data-choose]").focus();
  });
  rows.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (event.target.closest("[data-remove]")) { row.remove(); tools(); add.focus(); }
    if (event.target.closest("[data-up]")) { row.previousElementSibling.before(row); tools(); event.target.closest("button").focus(); }
    if (event.target.closest("[data-down]")) { row.nextElementSibling.after(row); tools(); event.target.closest("button").focus(); }
  });
  tools();
}

/* A textarea becomes a small editor; its HTML travels beside the plain text. */
function enhance(part) {
  part.querySelectorAll("textarea[data-rich]").forEach((plain) => {
    if (plain.disabled) return;
    const kept = plain.nextElementSibling;
    const field = document.createElement("div");
    field.className = "editor area";
    field.contentEditable = "true";
    field.role = "textbox";
    field.ariaMultiLine = "true";
    field.ariaLabel = plain.getAttribute("aria-label");
    field.lang = plain.lang;
    field.innerHTML = kept instanceof HTMLTemplateElement ? kept.innerHTML.trim() : "";
    const html = document.createElement("input");
    html.type = "hidden";
    html.name = `${plain.name}-html`;
    html.value = field.innerHTML;
    plain.hidden = plain.disabled = true;
    plain.after(field, html);
    field.addEventListener("input", () => { html.value = field.textContent.trim() ? field.innerHTML : ""; });
    field.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text/plain");
      if (text) { event.preventDefault(); document.execCommand("insertText", false, text); }
    });
  });
}

/* A variable that is picked goes where one wrote last. */
let last = null;
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-variables], .editor")) last = event.target;
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-variable]");
  if (!button) return;
  const field = last?.isConnected ? last : document.querySelector(".words .editor");
  if (!field) return;
  field.focus();
  document.execCommand("insertText", false, button.dataset.variable);
});

/* What it would do to a real ticket, while one writes. */
document.querySelectorAll("[data-preview]").forEach((box) => {
  const form = document.getElementById(box.dataset.form);
  const soon = again(async () => {
    const data = new FormData(form);
    const code = document.getElementById(box.dataset.ticket);
    if (code) data.set("preview-ticket", code.value);
    const answer = await fetch(box.dataset.preview, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    if (answer.status === 429 || answer.status >= 500) throw new Error(`preview: ${answer.status}`);
    if (answer.ok && !answer.redirected) box.innerHTML = await answer.text();
  }, 400);
  const changed = () => soon();
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  document.getElementById(box.dataset.ticket)?.addEventListener("input", changed);
  soon(0);
});
