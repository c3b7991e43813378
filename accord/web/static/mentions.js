// Naming a colleague in a note: after an @ the names that can follow are offered below the words.

let names = null;

export function begin({ form, field, changed, kind }) {
  const list = document.createElement("div");
  list.className = "mentions";
  list.setAttribute("role", "listbox");
  list.id = "mentions";
  list.hidden = true;
  field.after(list);
  let chosen = 0;

  async function known() {
    if (names) return names;
    const answer = await fetch(form.dataset.colleagues, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) return []; // asked for again with the next letter
    names = (await answer.json()).names;
    return names;
  }

  // What stands between the @ and the caret, with the place of the @; nothing where the caret stands in no name.
  function typed() {
    const place = getSelection();
    const node = place.anchorNode;
    if (!place.isCollapsed || node?.nodeType !== Node.TEXT_NODE || !field.contains(node)) return null;
    const before = node.data.slice(0, place.anchorOffset);
    const at = before.lastIndexOf("@");
    if (at < 0 || before.length - at > 40 || /[\p{L}\p{N}_.]$/u.test(before.slice(0, at))) return null;
    return { node, at, end: place.anchorOffset, text: before.slice(at + 1).toLocaleLowerCase() };
  }

  function hide() { list.hidden = true; list.replaceChildren(); field.removeAttribute("aria-activedescendant"); }

  function mark() {
    [...list.children].forEach((each, number) => each.setAttribute("aria-selected", String(number === chosen)));
    field.setAttribute("aria-activedescendant", `mention-${chosen}`);
  }

  async function show() {
    const asked = typed();
    if (kind() !== "note" || !asked) return hide();
    const fits = (await known()).filter((name) => name.toLocaleLowerCase().split(" ").some((_part, number, parts) => parts.slice(number).join(" ").startsWith(asked.text)));
    if (!fits.length || !typed()) return hide();
    list.replaceChildren(...fits.slice(0, 6).map((name, number) => {
      const option = document.createElement("button");
      option.type = "button";
      option.role = "option";
      option.id = `mention-${number}`;
      option.textContent = name;
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(name); });
      return option;
    }));
    chosen = 0;
    list.hidden = false;
    mark();
  }

  function take(name) {
    const asked = typed();
    if (!asked) return hide();
    asked.node.replaceData(asked.at, asked.end - asked.at, `@${name}\u00a0`);
    getSelection().collapse(asked.node, asked.at + name.length + 2);
    hide();
    changed();
  }

  field.addEventListener("input", show);
  field.addEventListener("blur", hide);
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { chosen = (chosen + step + list.children.length) % list.children.length; mark(); }
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") take(list.children[chosen].textContent);
    else if (event.key === "Escape") hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  show();
}
