// The bell: how much is unread, a toast for what is new, and the panel with the list.

import { piece, say } from "./accord.js";
import { again, textAt } from "./reading.js";

const body = document.body;
const seenKey = `accord-notices-seen-${body.dataset.person}`;
const countKey = `accord-notices-${body.dataset.person}`;
const panel = document.getElementById("notices");
const toasts = document.getElementById("toasts");

function showCount(unread, count) {
  for (const element of document.querySelectorAll("[data-notices-count]")) element.textContent = count;
  for (const bell of document.querySelectorAll("[data-notices-bell]")) bell.toggleAttribute("data-unread", unread > 0);
  if (navigator.setAppBadge) (unread ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => null);
}
function keep(key, value) { try { localStorage.setItem(key, value); } catch { /* a browser that keeps nothing */ } }
function kept(key) { try { return localStorage.getItem(key); } catch { return null; } }

function markRead(name, value) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", body.dataset.csrf);
  data.append(name, value);
  return fetch("/notifications/read/", { method: "POST", body: data, keepalive: true, headers: { "X-Requested-With": "fetch" } }).catch(() => null);
}
async function ask() {
  const seen = kept(seenKey);
  const text = document.hidden ? null : await textAt(`/live-state/notices/?after=${seen === null ? "" : seen}`);
  if (text === null) return;
  const found = JSON.parse(text);
  keep(countKey, JSON.stringify([found.unread, found.count]));
  keep(seenKey, String(found.newest));
  showCount(found.unread, found.count);
  if (found.toast && !panel?.open) toasts.insertAdjacentHTML("beforeend", found.toast);
  await renew();
}
const askSoon = again(ask);
try { showCount(...JSON.parse(kept(countKey) || "[0,\"\"]")); } catch { /* asked for in a moment */ }
askSoon(0);
document.addEventListener("accord:notices", async () => {
  const ticket = document.getElementById("ticket");
  if (ticket && !document.hidden && document.hasFocus()) await markRead("ticket", ticket.dataset.ticket); // it stands before him
  askSoon();
});
document.addEventListener("visibilitychange", () => askSoon(0));

/* ------------------------------------------------------------------- panel */
const fits = matchMedia("(min-width: 48rem)");
const all = "/notifications/?panel=1";
function fill(text) {
  if (text !== null) panel.innerHTML = text;
  return text !== null;
}
async function renew() {
  if (!panel?.open) return;
  const here = document.activeElement?.dataset?.news;
  if (fill(await textAt(all)) && here) panel.querySelector(`[data-news="${here}"]`)?.focus();
}
document.addEventListener("click", async (event) => {
  const bell = event.target.closest("[data-notices-bell]");
  if (!bell || !panel || !fits.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!fill(await piece(all))) return;
  panel.showModal();
  (panel.querySelector("[data-news]") || panel.querySelector("[data-close]")).focus();
});
panel?.addEventListener("close", () => document.querySelector(".rail [data-notices-bell]")?.focus());

document.addEventListener("keydown", (event) => { // arrows go from one to the next, in the panel and on the page
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...(event.target.closest("[data-news-list]")?.querySelectorAll("[data-news]") || [])];
  const now = links.indexOf(event.target);
  if (now < 0) return;
  event.preventDefault();
  links[now + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
});

/* ------------------------------------------------------------ read, unread */
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-news-form]");
  if (!form || !form.closest("dialog")) return; // the page itself is made again
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!answer?.ok) { say(body.dataset.trouble); return; }
  if (!fill(await piece(all))) return;
  (panel.querySelector("[data-news]") || panel.querySelector("[data-close]")).focus();
  askSoon(0);
});
document.addEventListener("click", (event) => { // what leads to no ticket is read by opening it; a ticket says so itself
  const link = event.target.closest("a[data-news]");
  if (!link) return;
  markRead("id", link.dataset.news);
});
