// A saved view: what can be changed stands in the row. A click or Enter opens the field, Escape leaves it as it was.
// What was not stored is said, and words that were typed stay in their field until Escape or until they are stored.

import { say } from "./accord.js";

const LONGEST_SAVE_MS = 20000;
const list = document.getElementById("list");
let before = null; // the cell that is open, what stood in it, and whether its words are on their way or were refused
let opening = 0;

function close() {
  if (!before) return;
  const { holder, content } = before;
  before = null;
  holder.replaceChildren(...content);
  holder.querySelector(".cell")?.focus();
  renewed(holder.closest(".row"));
}

// What happened to a row while a field was open in it is read afterwards (inbox.js).
function renewed(row) {
  if (!("stale" in row.dataset)) return;
  delete row.dataset.stale;
  document.dispatchEvent(new CustomEvent("accord:row", { detail: row.id.slice(4) }));
}

function parsed(text) {
  const holder = document.createElement("template");
  holder.innerHTML = text.trim();
  return holder.content;
}

// Says why not: in the server's words where it has some.
function tell(made, otherwise) {
  const toast = made?.querySelector(".toast");
  if (toast) document.getElementById("toasts").append(toast);
  else say(otherwise);
}

// What the desk answers, as nodes; null where none came that is meant for this page.
async function asked(address, more = {}) {
  try {
    const answer = await fetch(address, { ...more, headers: { "X-Requested-With": "view" } });
    return answer.redirected ? null : parsed(await answer.text());
  } catch {
    return null;
  }
}

async function open(button) {
  if (before?.kept) { before.holder.querySelector("[name=value]").focus(); return; }
  close();
  const row = button.closest(".row").id;
  const mine = ++opening;
  const made = await asked(`${list.dataset.rows}${row.slice(4)}/${button.dataset.edit}/`);
  if (mine !== opening) return;
  const form = made?.querySelector(".cell-form");
  const holder = document.querySelector(`#${row} [data-column="${button.dataset.edit}"]`); // it may be another by now
  if (!form) tell(made, document.body.dataset.noAnswer);
  if (!form || !holder) return;
  before = { holder, content: [...holder.childNodes], kept: false };
  holder.replaceChildren(form);
  const field = form.querySelector("[name=value]");
  field.dataset.was = field.value;
  field.focus();
  if (field.tagName === "SELECT" && navigator.userActivation?.isActive) field.showPicker?.();
}

async function send(form) {
  const field = form.querySelector("[name=value]");
  if (form.ariaBusy) return;
  if (field.value === field.dataset.was) { close(); return; }
  const row = form.closest(".row");
  const edited = form.closest(".view-cell").dataset.column;
  const cell = before;
  cell.kept = true;
  form.ariaBusy = "true";
  const made = await asked(form.action, {
    method: "POST", body: new URLSearchParams(new FormData(form)), signal: AbortSignal.timeout(LONGEST_SAVE_MS),
  });
  form.ariaBusy = null;
  const fresh = made?.querySelector(".row");
  if (!fresh) { failed(form, made, cell); return; }
  if (before === cell) before = null;
  const there = document.getElementById(row.id) || row;
  if (there.hasAttribute("data-cursor")) fresh.dataset.cursor = "";
  fresh.querySelector(".pick input").checked = there.querySelector(".pick input").checked;
  fresh.dataset.fresh = "";
  if ("stale" in there.dataset) fresh.dataset.stale = "";
  there.replaceWith(fresh);
  fresh.querySelector(`[data-column="${edited}"] .cell`)?.focus();
  renewed(fresh);
}

// Nobody knows whether it was stored, so the row is read anew when the field is left: a choice at once, words with Escape.
function failed(form, made, cell) {
  tell(made, document.body.dataset.trouble);
  const row = document.getElementById(cell.holder.closest(".row").id) || cell.holder.closest(".row");
  row.dataset.stale = "";
  if (before !== cell) renewed(row);
  else if (form.querySelector("select")) close();
  else form.querySelector("[name=value]").focus();
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-edit]");
  if (button) { event.preventDefault(); open(button); }
});
list.addEventListener("change", (event) => {
  const form = event.target.closest(".cell-form");
  if (form && event.target.tagName === "SELECT") send(form);
});
list.addEventListener("submit", (event) => {
  const form = event.target.closest(".cell-form");
  if (form) { event.preventDefault(); send(form); }
});
list.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && before) { event.stopPropagation(); close(); }
}, true);
list.addEventListener("focusout", () => {
  setTimeout(() => { if (before && !before.kept && document.hasFocus() && !before.holder.contains(document.activeElement)) close(); }, 0);
});
