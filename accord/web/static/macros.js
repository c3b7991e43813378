// Macros in the composer: a picker with a preview, `#keyword` with completion, and changes that wait until one sends.
// Loaded by composer.js when the first of them is wanted.

import { closeDialog, openDialog, say } from "./accord.js";

let made = null;
export function begin(composer) { return (made ||= make(composer)); }

function make({ form, field, changed, show, kind }) {
  const base = form.dataset.macros;
  const memory = `macros ${base}`;
  let list = null;
  let words = {};
  let waiting = [];

  // Null where no answer came that is meant for us: asked again when it is wanted again.
  async function get(address) {
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
      return answer.ok && !answer.redirected ? await answer.json() : null;
    } catch {
      return null;
    }
  }
  const sayNothingCame = () => say(document.body.dataset.noAnswer);
  async function load() {
    const found = list ? null : await get(base);
    if (found) { list = found.macros; words = found.words; }
    return list;
  }
  const preview = (macro) => get(`${base}${macro.id}/`);

  function element(name, cls, text) {
    const it = document.createElement(name);
    if (cls) it.className = cls;
    if (text) it.textContent = text;
    return it;
  }

  /* ------------------------------------------------- words into the field */
  let caret = null;
  function keepCaret() {
    const at = getSelection();
    caret = at.rangeCount && field.contains(at.anchorNode) ? at.getRangeAt(0).cloneRange() : null;
  }
  function put(found) {
    if (found.html) {
      const other = form.querySelector(`[data-kind="${found.into}"]`);
      if (found.into !== kind() && other) { show(found.into); caret = null; }
      field.focus();
      const at = getSelection();
      at.removeAllRanges();
      if (!caret || !field.contains(caret.startContainer)) { caret = document.createRange(); caret.selectNodeContents(field); caret.collapse(false); }
      at.addRange(caret);
      document.execCommand("insertHTML", false, found.html);
    }
    if (found.changes.length) wait({ id: found.id, title: found.title, changes: found.changes.map((each) => each.sentence) });
    changed();
  }

  /* -------------------------------------------- changes that wait to be sent */
  const chips = element("div", "macro-waiting");
  chips.setAttribute("aria-live", "polite");
  form.querySelector("[data-files]").before(chips);
  function wait(one) {
    waiting = [...waiting.filter((each) => each.id !== one.id), one];
    draw();
  }
  function draw() {
    chips.replaceChildren(...waiting.map((one) => {
      const chip = element("span", "macro-chip");
      const id = element("input");
      id.type = "hidden"; id.name = "macro"; id.value = one.id;
      const back = element("button", "btn-link", words.undo || "×");
      back.type = "button";
      back.addEventListener("click", () => { waiting = waiting.filter((each) => each !== one); draw(); field.focus(); });
      chip.append(id, element("b", "", one.title), element("span", "", `${words.sending || ""} ${one.changes.join("; ")}`), back);
      return chip;
    }));
    if (waiting.length) sessionStorage.setItem(memory, JSON.stringify(waiting));
    else sessionStorage.removeItem(memory);
  }

  /* ------------------------------------------------------------ the picker */
  let dialog = null;
  let looking = null; // the preview of what is marked; gives null where none came
  async function pick() {
    keepCaret();
    if (!await load()) { sayNothingCame(); return; }
    if (!dialog) build();
    const input = dialog.querySelector("input");
    input.value = "";
    fill(input.value);
    openDialog(dialog);
    input.focus();
  }
  function build() {
    dialog = element("dialog", "dialog macro-dialog");
    dialog.setAttribute("aria-label", words.title);
    dialog.innerHTML = '<div class="macro-pick"><div class="macro-left"><input class="input" type="search" role="combobox" aria-expanded="true" aria-controls="macro-list" autocomplete="off"><ul id="macro-list" role="listbox"></ul></div><div class="macro-right" aria-live="polite"></div></div>';
    const input = dialog.querySelector("input");
    input.placeholder = words.find;
    input.setAttribute("aria-label", words.find);
    input.addEventListener("input", () => fill(input.value));
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) { event.preventDefault(); move(dialog.querySelector("ul"), step, look); }
      if (event.key === "Enter" && !event.target.matches("button, a")) { event.preventDefault(); use(event.ctrlKey || event.metaKey); }
    });
    document.body.append(dialog);
  }
  const folded = (text) => text.toLocaleLowerCase();
  function matching(text) {
    const parts = folded(text).split(/\s+/).filter(Boolean);
    return list.filter((each) => { const all = folded(`${each.folder} ${each.title} #${each.keyword}`); return parts.every((part) => all.includes(part)); });
  }
  function option(macro, place, choose) {
    const item = element("li");
    item.role = "option";
    item.id = `macro-${place}-${macro.id}`;
    item.dataset.id = macro.id;
    item.setAttribute("aria-selected", String(place === 0));
    item.append(element("span", "cut", macro.title));
    if (macro.keyword) item.append(element("span", "tag", `#${macro.keyword}`));
    if (macro.folder) item.append(element("small", "quiet cut", macro.folder));
    item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(item); });
    return item;
  }
  function fill(text) {
    const box = dialog.querySelector("ul");
    const found = matching(text).slice(0, 60);
    box.replaceChildren(...found.map((each, place) => option(each, place, (item) => { select(box, item); look(item); })));
    if (found.length) { look(box.firstElementChild); return; }
    asked += 1;
    looking = null;
    const right = dialog.querySelector(".macro-right");
    const more = element("a", "btn", words.make);
    more.href = words.home;
    right.replaceChildren(element("p", "quiet", list.length ? words.none : words.empty), more);
  }
  function select(box, item) {
    box.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
  }
  function move(box, step, then) {
    const items = [...box.children];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    const next = items[(at + step + items.length) % items.length];
    if (next) { select(box, next); then?.(next); }
  }
  let asked = 0;
  function look(item) {
    dialog.querySelector("input").setAttribute("aria-activedescendant", item.id);
    looking = preview({ id: item.dataset.id });
    const mine = ++asked;
    looking.then((found) => {
      if (mine !== asked) return;
      if (found) showPreview(found);
      else offerAgain(item);
    });
  }
  function offerAgain(item) {
    const retry = element("button", "btn", words.again);
    retry.type = "button";
    retry.addEventListener("click", () => { dialog.querySelector("input").focus(); look(item); });
    dialog.querySelector(".macro-right").replaceChildren(element("p", "quiet", document.body.dataset.noAnswer), retry);
  }
  function showPreview(found) {
    const right = dialog.querySelector(".macro-right");
    const text = element("div", "msg-body macro-words");
    text.lang = found.language;
    if (found.html) text.innerHTML = found.html; else text.append(element("span", "quiet", words.nothing));
    const changes = element("ul", "macro-changes");
    for (const change of found.changes) {
      const line = element("li", "", change.sentence);
      if (change.problem) { line.dataset.wrong = ""; line.append(element("small", "", ` ${change.problem}`)); }
      changes.append(line);
    }
    const foot = element("p", "macro-foot");
    const go = element("button", "btn btn-primary", words.put);
    go.type = "button";
    go.append(element("kbd", "", "↵"));
    go.addEventListener("click", () => use(false));
    foot.append(go);
    if (found.changes.length) {
      const only = element("button", "btn", words.now);
      only.type = "button";
      only.append(element("kbd", "", "Ctrl ↵"));
      only.addEventListener("click", () => use(true));
      foot.append(only);
    }
    right.replaceChildren(text, changes, foot);
  }
  async function use(changesOnly) {
    const found = await looking;
    if (!found || !dialog.open) return;
    closeDialog(dialog);
    if (!changesOnly) { put(found); return; }
    const post = element("form");
    post.method = "post";
    post.action = `${base}${found.id}/`;
    post.append(form.elements.csrfmiddlewaretoken.cloneNode());
    document.body.append(post);
    post.submit();
  }

  /* ------------------------------------------------------ #keyword, completed */
  const menu = element("ul", "macro-menu");
  menu.role = "listbox";
  menu.hidden = true;
  document.body.append(menu);
  let typed = null;
  function typing() {
    const at = getSelection();
    if (!at.isCollapsed || !field.contains(at.anchorNode) || at.anchorNode.nodeType !== Node.TEXT_NODE) return null;
    const before = at.anchorNode.data.slice(0, at.anchorOffset);
    const found = /(?:^|[\s(])#([\p{L}\p{N}_-]{0,40})$/u.exec(before);
    return found ? { node: at.anchorNode, start: at.anchorOffset - found[1].length - 1, end: at.anchorOffset, word: folded(found[1]) } : null;
  }
  let told = false;
  async function complete() {
    if (!await load()) {
      if (!told) sayNothingCame(); // once: each letter asks again
      told = true;
      return;
    }
    told = false;
    typed = typing();
    const word = typed?.word;
    const found = typed ? list.filter((each) => each.keyword.startsWith(word) && each.keyword).sort((a, b) => Number(b.keyword === word) - Number(a.keyword === word)).slice(0, 8) : [];
    menu.hidden = !found.length;
    if (menu.hidden) return;
    menu.replaceChildren(...found.map((each, place) => option(each, place, (item) => { select(menu, item); choose(); })));
    const range = document.createRange();
    range.setStart(typed.node, typed.start);
    range.setEnd(typed.node, typed.end);
    const place = range.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(place.left, innerWidth - 288))}px`;
    const below = innerHeight - place.bottom > menu.offsetHeight + 8;
    menu.style.top = `${below ? place.bottom + 4 : place.top - menu.offsetHeight - 4}px`;
  }
  async function choose() {
    const item = menu.querySelector('[aria-selected="true"]');
    const spot = typed;
    menu.hidden = true;
    if (!item || !spot) return;
    const found = await preview({ id: item.dataset.id });
    if (!found) { sayNothingCame(); complete(); return; }
    const range = document.createRange();
    range.setStart(spot.node, spot.start);
    range.setEnd(spot.node, Math.min(spot.end, spot.node.length));
    range.deleteContents();
    caret = range;
    put({ ...found, into: kind() });
  }
  field.addEventListener("input", () => { if (!menu.hidden || typing()) complete(); });
  field.addEventListener("keydown", (event) => {
    if (menu.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); move(menu, step); }
    if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); event.stopPropagation(); choose(); }
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); menu.hidden = true; }
  });
  field.addEventListener("blur", () => { menu.hidden = true; });

  async function resume() {
    waiting = JSON.parse(sessionStorage.getItem(memory) || "[]");
    draw(); // what waits is sent with the answer, whether its labels come or not
    if (await load()) draw();
  }
  return { pick, complete, resume };
}
