// Chats: the newest words in sight, Enter sends, the list follows.

import { whenAnswered } from "./accord.js";
import { again, textAt } from "./reading.js";

const lines = document.getElementById("chat-lines");
function down() { if (lines) lines.scrollTop = lines.scrollHeight; }
down();
document.addEventListener("htmx:afterSwap", (event) => { if (event.target === lines) down(); });

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-enter-sends]") || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.requestSubmit();
});
// What was sent leaves the field at once, so that the next words stay and nothing is sent twice; it comes back, before
// what was begun since, when it did not arrive.
document.addEventListener("htmx:beforeSend", (event) => {
  const field = event.target.matches?.("form.chat-form") && event.target.elements.text;
  if (!field) return;
  const words = field.value;
  field.value = "";
  whenAnswered(event, (xhr) => {
    if (xhr.status >= 200 && xhr.status < 400) return;
    const now = document.getElementById(field.id) || field;
    now.value = [words, now.value].filter(Boolean).join("\n");
  });
});

// Somebody's half-written words in the side panel stay where they are.
document.addEventListener("htmx:beforeSwap", (event) => {
  const panel = event.target;
  if (!panel.matches?.(".chats-beside")) return;
  const begun = [...panel.querySelectorAll("textarea")].filter((each) => each.value).map((each) => [each.id, each.value]);
  if (event.detail.requestConfig.verb !== "get") kept = begun;
  else if (begun.length) event.detail.shouldSwap = false;
});
let kept = [];
document.addEventListener("htmx:afterSwap", (event) => {
  if (!event.target.matches?.(".chats-beside")) return;
  for (const [id, words] of kept.splice(0)) {
    const field = document.getElementById(id);
    if (field) field.value = words;
  }
});

const list = document.getElementById("chat-list");
const listSoon = again(async () => {
  const text = await textAt(location.href);
  const fresh = text && new DOMParser().parseFromString(text, "text/html").getElementById("chat-list");
  if (fresh) list.replaceChildren(...fresh.childNodes);
}, 0);
if (list) document.addEventListener("accord:chat", () => listSoon());
