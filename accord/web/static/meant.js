// Fields for mail addresses and phone numbers with data-meant: while one writes, they offer whoever may be meant. Of
// somebody who was chosen name and address are written, too, where the form asks for them and nothing stands there.

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
const before = (field) => (field.type !== "text" ? "" : field.value.slice(0, field.value.lastIndexOf(",") + 1));

async function offer(field) {
  const written = field.value;
  const kept = before(field);
  const letters = written.slice(kept.length).trim();
  const options = letters ? await textAt(`${field.dataset.meant}${field.dataset.meant.includes("?") ? "&" : "?"}q=${encodeURIComponent(letters)}`).catch(() => null) : "";
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
  if (!option) timer = setTimeout(() => offer(field), WAIT_MS);
  else if (["address", "phone"].includes(field.name)) {
    for (const part of ["name", "address"]) {
      const other = field.form?.elements[part];
      if (other && !other.value) other.value = option.dataset[part] ?? "";
    }
  }
});
