// The inbox: a cursor that J and K move, picking with X, the bulk bar, and rows that change while one looks.
// The list never moves under the pointer: a changed row is coloured in its place, new ones wait behind a line.

import { piece, signOf } from "./accord.js";
import { again, textAt } from "./reading.js";

const list = document.getElementById("list");
const bar = document.getElementById("bulk-bar");
const form = document.getElementById("bulk");
const pickAll = document.getElementById("pick-all");
const fresh = document.getElementById("fresh");
const view = list.dataset.view;

const rows = () => [...list.querySelectorAll(".row")];
const boxes = () => [...list.querySelectorAll(".pick input")];

/* ---------------------------------------------------------------- picking */

function showPicked() {
  const picked = boxes().filter((box) => box.checked).length;
  bar.hidden = picked === 0;
  const words = bar.querySelector("[data-text]");
  words.textContent = words.dataset.text.replace("%n", picked);
  if (pickAll) {
    pickAll.checked = picked > 0 && picked === boxes().length;
    pickAll.indeterminate = picked > 0 && picked < boxes().length;
  }
}

let lastPicked = null;
list.addEventListener("click", (event) => {
  const box = event.target.closest(".pick input");
  if (!box) return;
  if (event.shiftKey && lastPicked && lastPicked.isConnected) {
    const all = boxes();
    const [from, to] = [all.indexOf(lastPicked), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
  }
  lastPicked = box;
});
list.addEventListener("change", showPicked);
if (pickAll) {
  pickAll.addEventListener("change", () => {
    boxes().forEach((box) => { box.checked = pickAll.checked; });
    showPicked();
  });
}

/* --------------------------------------------------------------- bulk bar */

const dialogs = document.getElementById("bulk-dialogs");

async function openBulk(id) {
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  if (!dialogs.childElementCount) {
    const made = await piece(bar.dataset.dialogs);
    if (made === null) return;
    dialogs.innerHTML = made;
  }
  const dialog = document.getElementById(id);
  dialog.showModal();
  const first = dialog.querySelector("input:checked, input:not([type=radio]), button:not([data-close])");
  if (first) first.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-bulk]");
  if (opener) openBulk(opener.dataset.bulk);
  if (event.target.closest("[data-clear]")) clearPicked();
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

function clearPicked() {
  boxes().forEach((box) => { box.checked = false; });
  showPicked();
}

// Enter or Ctrl Enter in a dialog of the bar does what its filled button says, not the form's first button.
dialogs.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.closest("button")) return;
  const main = event.target.closest("dialog")?.querySelector(".btn-primary");
  if (main) { event.preventDefault(); form.requestSubmit(main); }
});

/* ----------------------------------------------------------------- cursor */

function cursorRow() { return list.querySelector(".row[data-cursor]"); }

function setCursor(row) {
  cursorRow()?.removeAttribute("data-cursor");
  if (!row) { peekAt(null); return; }
  row.dataset.cursor = "";
  row.querySelector(".subject").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  peekAt(row);
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.indexOf(cursorRow());
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step;
  if (next >= all.length) { list.querySelector("[data-next]")?.click(); return; }
  setCursor(all[Math.max(0, next)]);
}

function pick(row) {
  const box = row?.querySelector(".pick input");
  if (box) { box.checked = !box.checked; lastPicked = box; showPicked(); }
}

list.addEventListener("focusin", (event) => {
  const row = event.target.closest(".row");
  if (row && event.target.matches(".subject") && row !== cursorRow()) {
    cursorRow()?.removeAttribute("data-cursor");
    row.dataset.cursor = "";
    peekAt(row);
  }
});

const isWriting = (target) => target instanceof HTMLElement
  && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName)
    || (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type)));

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (isWriting(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const sign = signOf(event);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!cursorRow()) return; // the page scrolls until somebody is in the list
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    if (boxes().some((box) => box.checked)) clearPicked();
    else setCursor(null);
  } else if (document.body.dataset.keys === "off") {
    return;
  } else if (sign === "j" || sign === "k") {
    event.preventDefault();
    if (event.shiftKey && cursorRow() && !cursorRow().querySelector(".pick input").checked) pick(cursorRow());
    move(sign === "j" ? 1 : -1);
    if (event.shiftKey) { const box = cursorRow()?.querySelector(".pick input"); if (box && !box.checked) pick(cursorRow()); }
  } else if (sign === "x" && cursorRow()) {
    event.preventDefault();
    pick(cursorRow());
  } else if (event.key === "Enter" && cursorRow() && (event.target === document.body || list.contains(event.target))) {
    if (event.target.closest("a, button, summary")) return; // the browser follows it
    event.preventDefault();
    cursorRow().querySelector(".subject").click();
  } else if (bar.hidden && cursorRow() && /^[athr]$/.test(sign)) {
    // A verb's key without a selection is meant for the row under the cursor.
    pick(cursorRow());
  }
}, true);

/* ---------------------------------------------- who is where, and the peek */

const looks = document.getElementById("looks");
const there = new Map(); // code -> who else is there

function showThere(row) {
  if (!row) return;
  row.querySelector("[data-there]")?.remove();
  const others = there.get(row.id.slice(4)) || [];
  if (!others.length) return;
  const sign = looks.content.firstElementChild.cloneNode(true);
  const writing = others.filter((each) => each.doing !== "look");
  const shown = writing.length ? writing : others;
  const names = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(shown.map((each) => each.name));
  const words = writing.length ? sign.dataset.writing : shown.length > 1 ? sign.dataset.lookingMore : sign.dataset.looking;
  sign.querySelector("span").textContent = words.replace("%n", names);
  row.querySelector(".contact").after(sign);
}
function hearThere({ code, others }) {
  const me = Number(document.body.dataset.person);
  there.set(code, others.filter((each) => each.person !== me));
  showThere(document.getElementById(`row-${code}`));
}
document.addEventListener("accord:there", (event) => hearThere(event.detail));
fetch("/live-state/there/", { headers: { "X-Requested-With": "inbox" } })
  .then((answer) => (answer.ok ? answer.json() : { there: [] }))
  .then((told) => told.there.forEach(hearThere))
  .catch(() => {});

const peek = document.getElementById("peek");
const nothing = peek?.innerHTML;
const wide = matchMedia("(min-width: 112rem)");
let peeked = "";
let asking = 0;

function peekAt(row) {
  if (!peek || !wide.matches) return;
  const code = row ? row.id.slice(4) : "";
  if (code === peeked) return;
  peeked = code;
  clearTimeout(asking);
  if (!code) { peek.innerHTML = nothing; return; }
  asking = setTimeout(async () => { // who runs through the list asks for none of those passed by
    const text = await textAt(`/tickets/${code}/peek/`, "inbox").catch(() => null);
    if (peeked !== code) return;
    if (text === null) peeked = ""; // asked again when one comes to it again; another's ticket does not stay meanwhile
    peek.innerHTML = text ?? `<p class="peek-none">${document.body.dataset.noAnswer}</p>`;
    peek.scrollTop = 0;
  }, 120);
}
list.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse" || cursorRow()) return;
  const row = event.target.closest(".row");
  if (row) peekAt(row);
});

/* -------------------------------------------------------------- what happens */

const arrived = new Set();
const pending = new Set();
const MOST_OTHERS = 20; // of tickets that are not in the list only so many are asked for: whether anything is new

const rowsSoon = again(async () => { // several events of one change come together
  let others = 0;
  for (const code of [...pending]) {
    pending.delete(code);
    if (!document.getElementById(`row-${code}`) && (others += 1) > MOST_OTHERS) continue;
    await readRow(code).catch((error) => { pending.add(code); throw error; });
  }
});
function readSoon(code) {
  if (!code) return;
  pending.add(code);
  rowsSoon();
}
document.addEventListener("accord:ticket", (event) => readSoon(event.detail.code));
document.addEventListener("accord:row", (event) => readSoon(event.detail)); // view.js: a field in it was left

async function readRow(code) {
  const text = await textAt(`${list.dataset.rows || "/inbox/row/"}${code}/?view=${encodeURIComponent(view)}`, "inbox");
  const before = document.getElementById(`row-${code}`); // after the wait: it may be another by now
  if (text === null) { before?.setAttribute("data-gone", ""); return; }
  const holder = document.createElement("template");
  holder.innerHTML = text.trim();
  const row = holder.content.querySelector(".row");
  if (!row) return;
  if (!before) {
    if (!row.hasAttribute("data-gone") && !new URLSearchParams(location.search).get("q")) announce(code);
    return;
  }
  if (before.matches(":active")) throw new Error("not under a pressing hand"); // read again in a moment
  if (before.querySelector(".cell-form")) { before.dataset.stale = ""; return; } // view.js asks when the field is left
  row.querySelector(".pick input").checked = before.querySelector(".pick input").checked;
  const focused = before.contains(document.activeElement);
  const column = focused && document.activeElement.closest("[data-column]")?.dataset.column;
  if (before.hasAttribute("data-cursor")) row.dataset.cursor = "";
  row.dataset.fresh = "";
  before.replaceWith(row);
  showThere(row);
  if (peeked === code) { peeked = ""; peekAt(row); }
  if (focused) (row.querySelector(`[data-column="${column}"] .cell`) || row.querySelector(".subject")).focus({ preventScroll: true });
  showPicked();
}

function announce(code) {
  arrived.add(code);
  if (!fresh) return;
  fresh.querySelector("span").textContent = fresh.dataset.text.replace("%n", arrived.size);
  fresh.hidden = false;
}

fresh?.addEventListener("click", (event) => { event.preventDefault(); location.reload(); });

/* -------------------------------------------------------------------- start */

document.addEventListener("htmx:afterSwap", showPicked);

const told = document.getElementById("told");
if (told) {
  document.getElementById("toasts").append(told.content.cloneNode(true));
  const address = new URL(location.href); // so that a reload does not tell it again
  ["did", "n", "refused", "codes"].forEach((name) => address.searchParams.delete(name));
  history.replaceState(null, "", address);
}
showPicked(); // a browser may keep boxes ticked over a reload
