// The lines of a checklist: writing into the last one brings another; Enter goes to the next.

const lines = document.querySelector("[data-lines]");

lines?.addEventListener("input", (event) => {
  const last = lines.lastElementChild;
  if (!last.contains(event.target) || event.target.name !== "item" || !event.target.value) return;
  const fresh = last.cloneNode(true);
  fresh.querySelector("[name=item]").value = "";
  fresh.querySelector("[name=item]").removeAttribute("aria-label");
  fresh.querySelector("[name=item]").setAttribute("aria-label", String(lines.childElementCount + 1));
  fresh.querySelector("[name=must]").checked = false;
  fresh.querySelector("[name=must]").value = String(lines.childElementCount);
  lines.append(fresh);
});

lines?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.name !== "item") return;
  event.preventDefault();
  event.target.closest("li").nextElementSibling?.querySelector("[name=item]").focus();
});
