/* The language whose fields were touched last is the one that the preview shows; the code of a colour follows its field. */
const shown = document.querySelector("[data-shown]");
document.querySelectorAll("[data-language]").forEach((fold) => {
  fold.addEventListener("focusin", () => {
    if (!shown || shown.value === fold.dataset.language) return;
    shown.value = fold.dataset.language;
    shown.form.dispatchEvent(new Event("input"));
  });
});
document.querySelectorAll("[data-colour]").forEach((picker) => {
  const words = document.getElementById(picker.dataset.colour);
  picker.addEventListener("input", () => { words.value = picker.value; words.dispatchEvent(new Event("input", { bubbles: true })); });
  words.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(words.value)) picker.value = words.value; });
});
/* A part or a variable stands where one wrote last. */
let last = document.querySelector("[data-takes-parts]");
document.querySelectorAll("[data-takes-parts]").forEach((field) => field.addEventListener("focus", () => { last = field; }));
document.querySelectorAll("[data-put]").forEach((button) => {
  button.addEventListener("click", () => {
    if (!last) return;
    const [from, to] = [last.selectionStart, last.selectionEnd];
    last.setRangeText(button.dataset.put, from, to, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
  });
});
/* The preview follows what is written; without this script its button shows it. */
document.querySelectorAll("[data-live]").forEach((button) => {
  const form = document.getElementById(button.dataset.live);
  let timer = 0;
  function show() { const was = document.activeElement; form.requestSubmit(button); was?.focus({ preventScroll: true }); }
  document.addEventListener("input", (event) => {
    if (event.target.form !== form || event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(show, 600);
  });
  show();
});
