// The composer: a textarea that becomes a small rich-text field, a draft that is saved while one writes, files that
// are dropped or pasted in. Without this script the textarea still sends.

import { isWriting, say } from "./accord.js";
import { begin as otherWords } from "./other_words.js";

const form = document.querySelector(".composer-in");
if (form) begin(form);

function begin(form) {
  const plain = form.querySelector("[data-editor]");
  const field = document.createElement("div");
  field.className = "editor msg-body";
  field.contentEditable = "true";
  field.role = "textbox";
  field.ariaMultiLine = "true";
  field.ariaLabel = plain.getAttribute("aria-label");
  field.dataset.placeholder = plain.placeholder;
  plain.hidden = true;
  plain.disabled = true;
  plain.after(field);

  const html = form.elements.html;
  const kind = form.elements.kind;
  const saved = form.querySelector("[data-saved]");
  const files = form.querySelector("[data-files]");
  const kept = {};
  form.querySelectorAll("template[data-kept]").forEach((each) => { kept[each.dataset.kept] = each.innerHTML.trim(); });
  let placeholderReply = plain.placeholder;

  function show(which) {
    if (dirty.has(kind.value)) save();
    kept[kind.value] = field.innerHTML;
    kind.value = which;
    field.innerHTML = kept[which] || "";
    form.toggleAttribute("data-note", which === "note");
    field.dataset.placeholder = which === "note" ? plain.dataset.placeholderNote : placeholderReply;
    form.querySelectorAll("[data-only]").forEach((each) => { each.hidden = each.dataset.only !== which; });
    form.querySelectorAll("[data-kind]").forEach((tab) => tab.setAttribute("aria-selected", String(tab.dataset.kind === which)));
    others.show();
  }
  const wordsOf = (which) => (which === kind.value ? field.innerHTML : kept[which] || "");
  field.innerHTML = kept[kind.value] || "";
  form.querySelectorAll("[data-kind]").forEach((tab) => tab.addEventListener("click", () => { show(tab.dataset.kind); field.focus(); }));

  /* ------------------------------------------------------------ format */
  function format(what, asked) {
    field.focus();
    const run = (name, value) => document.execCommand(name, false, value);
    if (what === "bold" || what === "italic") run(what);
    if (what === "list") run("insertUnorderedList");
    if (what === "quote") run("formatBlock", "blockquote");
    if (what === "link") {
      const address = prompt(asked, "https://");
      if (address && /^(https?:|mailto:)/i.test(address)) run("createLink", address);
    }
    changed();
  }
  form.querySelectorAll("[data-format]").forEach((button) => {
    button.addEventListener("mousedown", (event) => event.preventDefault()); // keep the selection
    button.addEventListener("click", () => format(button.dataset.format, button.dataset.ask));
  });

  /* -------------------------------------------- macros and canned texts */
  // Their module comes when the first is wanted: most answers need none.
  const composer = { form, field, changed, show, kind: () => kind.value };
  const nothingCame = () => say(document.body.dataset.noAnswer);
  const macros = (use) => import("./macros.js").then((module) => use(module.begin(composer)), nothingCame);
  form.querySelector("[data-macros]")?.addEventListener("click", () => macros((each) => each.pick()));
  field.addEventListener("input", (event) => { if (event.data === "#") macros((each) => each.complete()); });
  const picked = `macros ${form.dataset.macros}`;
  const gone = sessionStorage.getItem(`${picked} sent`); // with an answer of which this page may say that it was taken
  if (gone && !document.getElementById("done")) sessionStorage.setItem(picked, gone);
  sessionStorage.removeItem(`${picked} sent`);
  if (sessionStorage.getItem(picked)) macros((each) => each.resume());

  /* ------------------------------------- colleagues, and who reads a note */
  // Their module comes with the first @ in a note.
  let mentions = null;
  field.addEventListener("input", (event) => {
    if (event.data === "@" && kind.value === "note" && form.dataset.colleagues) mentions ??= import("./mentions.js").then((module) => module.begin(composer));
  });
  const audience = form.querySelector("[data-readers]");
  form.addEventListener("change", (event) => {
    if (event.target.name !== "readers") return;
    const some = form.querySelector("[name=readers]:checked");
    audience.textContent = some ? audience.dataset.some : audience.dataset.all;
    form.toggleAttribute("data-private", Boolean(some));
  });

  field.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) { event.preventDefault(); send(event.clipboardData.files); return; }
    const text = event.clipboardData.getData("text/plain");
    if (text) { event.preventDefault(); document.execCommand("insertText", false, text); }
  });

  /* ------------------------------------------------------------- draft */
  // One save at a time, so that an older one never comes over a newer one, nor after the answer was sent.
  const SAVE_AFTER_MS = 1200;
  const SAVE_AGAIN_MS = 5000;
  const LONGEST_SAVE_MS = 20000;
  const MOST_KEPT_ALIVE = 20000; // signs: browsers let 64 kB outlive their page
  const away = `words ${document.body.dataset.person} ${form.dataset.draft}`;
  const dirty = new Set(); // the kinds whose words are not stored yet
  let timer = 0;
  let failed = false;
  let saving = Promise.resolve(true);
  const others = otherWords({ form, field, kind: () => kind.value, settled: changed });
  const ABOUT = ["to", "cc", "bcc", "subject", "readers"]; // what is stored besides the words
  const about = () => Object.fromEntries(ABOUT.map((name) => [name, new FormData(form).getAll(name)]));
  const atFirst = about();
  const known = {}; // by kind: what of it this page has stored; what it leaves as it was, may be another window's by now
  const underway = {}; // by kind: words that were sent to be stored, of which this page does not know yet whether they are
  function changed() {
    dirty.add(kind.value);
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
    document.dispatchEvent(new CustomEvent("accord:writing", { detail: { kind: kind.value } }));
  }
  // Stores what is not stored; gives whether all of it is.
  function save() {
    clearTimeout(timer);
    saving = saving.then(async () => {
      for (const which of [...dirty]) await store(which);
      failed = dirty.size > 0;
      if (failed) timer = setTimeout(save, SAVE_AGAIN_MS);
      return !failed;
    });
    return saving;
  }
  async function store(which) {
    if (others.of(which)) return; // once it is decided
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const [was, now] = [known[which] ?? atFirst, about()];
    for (const name of ABOUT) {
      if (String(now[name]) === String(was[name])) data.append("left", name);
      else for (const each of now[name]) data.append(name, each);
    }
    const words = wordsOf(which);
    data.append("kind", which);
    data.append("html", words);
    data.append("mark", others.marks[which] || "");
    data.append("sent", underway[which] || "");
    const size = words.length + (underway[which] || "").length;
    underway[which] = words;
    dirty.delete(which);
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body: data, headers: { "X-Requested-With": "fetch" },
        keepalive: size < MOST_KEPT_ALIVE, signal: AbortSignal.timeout(LONGEST_SAVE_MS),
      });
      if (answer.redirected || answer.status === 403) sessionStorage.setItem(away, JSON.stringify({ kind: which, html: words }));
      if (answer.redirected || (!answer.ok && answer.status !== 409)) throw new Error(String(answer.status));
      const found = await answer.json();
      const newest = underway[which] === words; // else a later save tells what is stored
      if (answer.status === 409 && newest) others.tell(which, found);
      if (!answer.ok) throw new Error("changed elsewhere");
      if (newest) { others.marks[which] = found.mark; underway[which] = ""; }
      known[which] = now;
      saved.textContent = found.saved;
      sessionStorage.removeItem(away);
    } catch {
      dirty.add(which);
      saved.textContent = "";
    }
  }
  field.addEventListener("input", changed);
  form.addEventListener("change", (event) => { if (event.target.name && event.target.type !== "file") changed(); });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    save();
    [...dirty].forEach(store); // at once: this page may not be there when the one before is answered
  });
  addEventListener("beforeunload", (event) => { if (failed && !sessionStorage.getItem(away)) event.preventDefault(); });

  // Who was signed out while he wrote finds his words when he is back, and so does who was refused.
  const back = JSON.parse(sessionStorage.getItem(away) || "null");
  const first = back?.kind || form.dataset.begin;
  if (first && first !== kind.value && form.querySelector(`[data-kind="${first}"]`)) show(first);
  if (back && back.kind === kind.value) { field.innerHTML = back.html; changed(); }

  /* ------------------------------------------------------------- files */
  const uploads = new Set(); // each gives whether all of it is stored
  function send(list) {
    const upload = storeFiles(kind.value, [...list]).finally(() => {
      uploads.delete(upload);
      files.toggleAttribute("aria-busy", uploads.size > 0);
    });
    uploads.add(upload);
    files.setAttribute("aria-busy", "true");
  }
  async function storeFiles(which, list) {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("kind", which);
    for (const file of list) data.append("files", file);
    const result = await changeFiles(data);
    for (const file of result?.files || []) addFile(file, which);
    return Boolean(result) && !result.error;
  }
  // Asks for a change of the draft's files; nothing when it could not be asked. Says what went wrong.
  async function changeFiles(data) {
    try {
      const answer = await fetch(form.dataset.upload, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
      const result = await answer.json();
      if (result.error) say(result.error);
      return result;
    } catch {
      say(form.dataset.trouble);
      return null;
    }
  }
  function addFile(file, which) {
    const chip = document.createElement("span");
    chip.dataset.only = which;
    chip.hidden = which !== kind.value;
    chip.className = "file";
    const name = document.createElement("span");
    name.className = "cut";
    name.textContent = file.name;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.dataset.removeFile = file.id;
    remove.textContent = "×";
    remove.setAttribute("aria-label", file.name);
    chip.append(name, remove);
    files.append(chip);
  }
  files.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-remove-file]");
    if (!button) return;
    const chip = button.closest(".file");
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("kind", chip.dataset.only || kind.value);
    data.append("remove", button.dataset.removeFile);
    const removal = changeFiles(data).then(Boolean).finally(() => uploads.delete(removal));
    uploads.add(removal);
    if (await removal) chip.remove();
  });
  const input = form.querySelector("[data-file-input]");
  input.addEventListener("change", () => { send(input.files); input.value = ""; });
  for (const name of ["dragover", "drop"]) {
    form.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      if (name === "drop") send(event.dataTransfer.files);
    });
  }

  /* -------------------------------------------------------------- send */
  // What is sent stands in the draft first, with its files: whatever becomes of the sending, the words are there.
  const SENT_AGAIN_MS = 15000;
  let sending = false;
  let ready = false;
  form.addEventListener("submit", (event) => {
    html.value = field.innerHTML;
    if (ready) return;
    event.preventDefault();
    if (!sending) sendOff(event.submitter);
  });
  async function sendOff(submitter) {
    const button = submitter || form.querySelector("[data-send]");
    const rest = () => { sending = false; button.removeAttribute("aria-busy"); };
    sending = true;
    button.setAttribute("aria-busy", "true");
    const whole = (await Promise.all(uploads)).every(Boolean);
    dirty.add(kind.value);
    const stored = whole && await save();
    if (!stored) {
      rest();
      if (sessionStorage.getItem(away)) location.assign(location.pathname); // to sign in, and back to the words
      else if (others.of(kind.value)) form.querySelector("[data-other-keep]").focus();
      else if (whole) say(form.dataset.trouble);
      return;
    }
    clearTimeout(timer);
    dirty.clear();
    const waiting = sessionStorage.getItem(picked);
    if (waiting) sessionStorage.setItem(`${picked} sent`, waiting);
    sessionStorage.removeItem(picked);
    ready = true;
    form.requestSubmit(submitter);
    ready = false;
    setTimeout(rest, SENT_AGAIN_MS); // a page that is here still was stopped on its way
  }
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const resolve = form.querySelector("[data-send-resolve]");
      form.requestSubmit(event.shiftKey && resolve && !resolve.hidden ? resolve : form.querySelector("[data-send]"));
    }
    if (event.key === "Escape" && isWriting(event.target)) { event.target.blur(); event.stopPropagation(); }
  });
}
