// The list of Settings shows only the pages that are about what one types. Without this script the form leads to a page
// that shows the same (console/settings/finding.py, which reads words in the same way).

const list = document.querySelector("[data-sections]");
const field = list.querySelector("input[type=search]");
const count = list.querySelector("[role=status]");
const none = list.querySelector(".sections-none");
const SHORT = 4;

const here = list.querySelector("[aria-current]"); // in sight, however long the list is
if (here) list.scrollTop = here.offsetTop - list.clientHeight / 2;

// Small letters without accents, and spaces for all that is neither letter nor digit.
function plain(text) {
  return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]/gu, " ");
}

const groups = [...list.querySelectorAll(".sections-list > section")].map((part) => ({
  part,
  pages: [...part.querySelectorAll("li")].map((item) => ({
    item,
    link: item.querySelector("a"),
    name: ` ${plain(item.querySelector(".cut").textContent)}`,
    texts: [ // what it is found by: the page as a whole, or one of its options
      ` ${plain(`${part.querySelector("h2").textContent} ${item.textContent} ${item.dataset.words}`)}`,
      ...(item.dataset.parts || "").split("|").map((each) => ` ${plain(each)}`),
    ],
  })),
}));

const has = (text, word) => text.includes(word.length < SHORT ? ` ${word}` : word);
let marked = null;

function shownPages() {
  return groups.flatMap((group) => group.pages).filter((page) => !page.item.hidden);
}

// Enter opens the first page whose name has the words, else the first that is about them.
function mark(page) {
  delete marked?.item.dataset.first;
  marked = page || null;
  if (marked) marked.item.dataset.first = "";
}

function filter() {
  const words = plain(field.value).split(" ").filter(Boolean);
  list.toggleAttribute("data-searching", words.length > 0);
  for (const group of groups) {
    for (const page of group.pages) page.item.hidden = !page.texts.some((text) => words.every((word) => has(text, word)));
    group.part.hidden = group.pages.every((page) => page.item.hidden);
  }
  const pages = shownPages();
  none.hidden = pages.length > 0;
  mark(words.length ? pages.find((page) => words.every((word) => has(page.name, word))) || pages[0] : null);
  if (!words.length) count.textContent = "";
  else if (!pages.length) count.textContent = count.dataset.none;
  else count.textContent = pages.length === 1 ? count.dataset.one : count.dataset.some.replace("#", pages.length);
}

function empty() {
  field.value = "";
  filter();
  field.focus();
}

field.addEventListener("input", filter);
field.form.addEventListener("submit", (event) => {
  if (!marked) return;
  event.preventDefault();
  location.assign(marked.link.href);
});
list.querySelector("[data-sections-all]").addEventListener("click", empty);
list.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && field.value) { event.preventDefault(); empty(); return; }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = shownPages().map((page) => page.link);
  const place = links.indexOf(document.activeElement);
  if (!step || (event.target !== field && place < 0) || !links.length) return;
  event.preventDefault();
  const next = place < 0 ? (step > 0 ? links.indexOf(marked?.link ?? links[0]) : links.length - 1) : place + step;
  (links[next] || field).focus();
});
if (!field.value) filter();  // what the browser kept, as when one comes back
