// Fields for mail addresses with data-meant: while one writes, they offer whoever may be meant. Of somebody who was
// chosen the name is written, too, where the form asks for it and nothing stands there.

import { textAt } from "./reading.js";

const WAIT_MS = 150;
let number = 0;

function listOf(field) {
  if (field.list) return field.list;
  const list = document.createElement("datalist");
  list.id = `meant-${number += 1}`;
  field.after(list);
  field.setAttribute("list", list.id);
  return list;
}

const chosen = (field) => [...(field.list?.options ?? [])].find((each) => each.value === field.value);

// Where several addresses fit, what was written before the last comma stays before each that is offered.
const before = (field) => (field.type === "email" ? "" : field.value.slice(0, field.value.lastIndexOf(",") + 1));

async function offer(field) {
  const written = field.value;
  const kept = before(field);
  const letters = written.slice(kept.length).trim();
  const options = letters ? await textAt(`${field.dataset.meant}?q=${encodeURIComponent(letters)}`).catch(() => null) : "";
  if (options === null || field.value !== written) return;
  const list = listOf(field);
  list.innerHTML = options;
  if (kept) for (const each of list.options) each.value = `${kept} ${each.value}`;
}

let timer = 0;
document.addEventListener("input", (event) => {
  const field = event.target.closest?.("[data-meant]");
  if (!field) return;
  clearTimeout(timer);
  const option = chosen(field);
  const name = field.name === "address" ? field.form?.elements.name : null;
  if (!option) timer = setTimeout(() => offer(field), WAIT_MS);
  else if (name && !name.value) name.value = option.dataset.name;
});
