// A saved view: what can be changed stands in the row. A click or Enter opens the field, Escape leaves it as it was.

const list = document.getElementById("list");
let before = null; // the cell that is open, and what stood in it

function close() {
  if (!before) return;
  const { holder, content } = before;
  before = null;
  holder.replaceChildren(...content);
  holder.querySelector(".cell")?.focus();
}

function tell(html) {
  document.getElementById("toasts").insertAdjacentHTML("beforeend", html);
}

async function open(button) {
  close();
  const row = button.closest(".row");
  const holder = button.parentElement;
  const address = `${list.dataset.rows}${row.id.slice(4)}/${button.dataset.edit}/`;
  const answer = await fetch(address, { headers: { "X-Requested-With": "view" } }).catch(() => null);
  if (!answer) return;
  if (!answer.ok) { tell(await answer.text()); return; }
  before = { holder, content: [...holder.childNodes] };
  holder.innerHTML = await answer.text();
  const field = holder.querySelector("[name=value]");
  field.dataset.was = field.value;
  field.focus();
  if (field.tagName === "SELECT") field.showPicker?.();
}

async function send(form) {
  const field = form.querySelector("[name=value]");
  if (field.value === field.dataset.was) { close(); return; }
  const row = form.closest(".row");
  const name = row.id;
  const edited = form.closest(".view-cell").dataset.column;
  const answer = await fetch(form.action, {
    method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Requested-With": "view" },
  }).catch(() => null);
  if (!answer) return;
  const text = (await answer.text()).trim();
  if (!answer.ok) { close(); tell(text); return; }
  before = null;
  const holder = document.createElement("template");
  holder.innerHTML = text;
  const fresh = holder.content.querySelector(".row");
  if (!fresh) return;
  if (row.hasAttribute("data-cursor")) fresh.dataset.cursor = "";
  fresh.querySelector(".pick input").checked = row.querySelector(".pick input").checked;
  fresh.dataset.fresh = "";
  (document.getElementById(name) || row).replaceWith(fresh);
  fresh.querySelector(`[data-column="${edited}"] .cell`)?.focus();
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
  setTimeout(() => { if (before && document.hasFocus() && !before.holder.contains(document.activeElement)) close(); }, 0);
});
