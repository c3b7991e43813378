// Live updates: one stream a browser. The tab that holds the lock listens and tells the others over a
// BroadcastChannel; each tab hears of what happened since its own page was made, in order and once.

import { again, textAt } from "./reading.js";
import { isWriting, say as sayTo } from "./accord.js";

const body = document.body;
const channel = new BroadcastChannel(`accord-live-${body.dataset.person}`);
const recent = []; // what the leader heard, for tabs that come later
const mine = body.dataset.liveAfter || ""; // what came until then is in the page
let newest = mine; // where a stream goes on that this tab opens
const heard = new Set();
let chatted = null;
document.addEventListener("visibilitychange", () => {
  if (document.hidden || !chatted) return;
  document.dispatchEvent(new CustomEvent("accord:chat", { detail: chatted }));
  chatted = null;
});

function key(cursor) { return cursor.split(".").map(Number); }
function later(a, b) {
  const [x, y] = [key(a), key(b)];
  for (let place = 0; place < Math.max(x.length, y.length); place += 1) {
    if ((x[place] || 0) !== (y[place] || 0)) return (x[place] || 0) > (y[place] || 0);
  }
  return false;
}

function hear(kind, words) {
  if (kind === "ticket") {
    if (heard.has(words.cursor) || (mine && !later(words.cursor, mine))) return;
    heard.add(words.cursor);
    if (!newest || later(words.cursor, newest)) newest = words.cursor;
    document.dispatchEvent(new CustomEvent("accord:ticket", { detail: words }));
    countSoon();
    solveSoon();
  } else if (kind === "present") {
    showPresent(words);
    solveSoon();
  } else if (kind === "standing") {
    document.dispatchEvent(new CustomEvent("accord:standing", { detail: words }));
    if (String(words.person) === body.dataset.person) solveSoon();
  } else if (kind === "notices") {
    document.dispatchEvent(new CustomEvent("accord:notices"));
  } else if (kind === "chat") {
    solveSoon();
    if (document.hidden) chatted = words; // what nobody looks at is not read
    else document.dispatchEvent(new CustomEvent("accord:chat", { detail: words }));
  } else if (kind === "moved") {
    movedAt = Date.now();
  } else if (kind === "again") {
    loadAgain();
  } else if (kind === "state") {
    document.documentElement.dataset.live = words.state;
  }
}

// So much was missed that the page is made anew; but not under somebody who writes.
function loadAgain() {
  if (isWriting(document.activeElement) || document.querySelector("dialog[open]")) setTimeout(loadAgain, 2000);
  else location.reload();
}

channel.addEventListener("message", (event) => {
  const { kind, words, after } = event.data;
  if (kind === "ask") { // a new tab: what came after its page was made?
    if (source) recent.filter((each) => later(each.cursor, after || "0")).forEach((each) => channel.postMessage({ kind: "ticket", words: each }));
    return;
  }
  hear(kind, words);
});

let source = null;
function listen() {
  return new Promise(() => { // kept for as long as this tab lives: it is the one that listens
    const open = () => {
      source = new EventSource(`/live/stream?after=${encodeURIComponent(newest)}`);
      source.addEventListener("ticket", (event) => {
        const words = JSON.parse(event.data);
        recent.push(words);
        if (recent.length > 500) recent.shift();
        channel.postMessage({ kind: "ticket", words });
        hear("ticket", words);
      });
      source.addEventListener("present", (event) => {
        const words = JSON.parse(event.data);
        channel.postMessage({ kind: "present", words });
        hear("present", words);
      });
      source.addEventListener("standing", (event) => {
        const words = JSON.parse(event.data);
        channel.postMessage({ kind: "standing", words });
        hear("standing", words);
      });
      source.addEventListener("notices", () => {
        channel.postMessage({ kind: "notices", words: {} });
        hear("notices", {});
      });
      source.addEventListener("chat", (event) => {
        const words = JSON.parse(event.data);
        channel.postMessage({ kind: "chat", words });
        hear("chat", words);
      });
      source.addEventListener("again", () => {
        channel.postMessage({ kind: "again", words: {} });
        loadAgain();
      });
      source.addEventListener("open", () => tellState("on"));
      source.addEventListener("error", () => {
        tellState("off");
        if (source.readyState === EventSource.CLOSED) setTimeout(open, 5000);
      });
    };
    open();
  });
}
function tellState(state) {
  channel.postMessage({ kind: "state", words: { state } });
  hear("state", { state });
}
if (navigator.locks) navigator.locks.request("accord-live", listen);
else listen();
channel.postMessage({ kind: "ask", after: mine });

/* ---------------------------------------------------------------- counters */
const countSoon = again(async () => {
  const text = document.hidden ? null : await textAt("/live-state/counts/");
  if (text === null) return;
  const counts = JSON.parse(text);
  for (const element of document.querySelectorAll("[data-count]")) {
    const value = counts[element.dataset.count];
    if (value !== undefined) (element.querySelector("b") || element).textContent = value;
  }
}, 800);

/* ---------------------------------------------------------------- to solve */
// What the button would give: asked after the page is there, and again when anything has happened.
const kept = `accord-to-solve-${body.dataset.person}`;
function showSolve(found) {
  for (const element of document.querySelectorAll("[data-solve-count]")) element.textContent = found.count;
  for (const element of document.querySelectorAll("[data-chat-count]")) element.textContent = found.chats || "";
  for (const element of document.querySelectorAll("[data-solve-why]")) {
    element.textContent = found.why;
    element.hidden = !found.why;
  }
  for (const element of document.querySelectorAll("[data-presence-word]")) element.textContent = found.word;
  for (const element of document.querySelectorAll(".rail-foot .face")) element.dataset.presence = found.sign;
  for (const element of document.querySelectorAll("[data-presence-set]")) {
    element.hidden = (found.presence === "online") === (element.dataset.presenceSet === "online");
  }
}
const solveSoon = again(async () => {
  const text = document.hidden ? null : await textAt("/live-state/to-solve/");
  if (text === null) return;
  sessionStorage.setItem(kept, text);
  showSolve(JSON.parse(text));
});
try { if (sessionStorage.getItem(kept)) showSolve(JSON.parse(sessionStorage.getItem(kept))); } catch { sessionStorage.removeItem(kept); }
solveSoon(0);
setInterval(() => solveSoon(0), 60000); // "due in 4 min" goes on
document.addEventListener("visibilitychange", () => solveSoon(0));
document.getElementById("presence")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const data = new FormData(event.target);
  data.append("presence", event.submitter?.value || "online");
  event.submitter?.closest("details")?.removeAttribute("open");
  const how = { method: "POST", body: data, redirect: "manual", headers: { "X-Requested-With": "fetch" } };
  const answer = await fetch(event.target.action, how).catch(() => null);
  if (!answer || answer.status >= 400) sayTo(body.dataset.trouble);
  solveSoon(0);
});

/* The page of who is here is made again when somebody comes, goes or pauses, and each minute. */
const team = document.getElementById("team");
const teamSoon = again(async () => {
  const text = await textAt(team.dataset.again);
  if (text === null) return;
  const made = new DOMParser().parseFromString(text, "text/html");
  for (const part of ["#team", ".top"]) document.querySelector(part).replaceChildren(...made.querySelector(part).childNodes);
});
if (team) {
  document.addEventListener("accord:standing", () => teamSoon());
  setInterval(() => { if (!document.hidden) teamSoon(); }, 60000);
}

/* ------------------------------------------------------- does anything move */
const STILL_MS = 10 * 60 * 1000;
let movedAt = Date.now();
let toldAt = 0;
let still = false;
function moved() {
  movedAt = Date.now();
  if (movedAt - toldAt < 20000 && !still) return;
  toldAt = movedAt;
  channel.postMessage({ kind: "moved", words: {} });
  if (still) tellStill(false);
}
async function tellStill(now) {
  still = now;
  const data = new FormData();
  data.append("csrfmiddlewaretoken", body.dataset.csrf);
  data.append("active", now ? "" : "1");
  await fetch("/live-state/stir/", { method: "POST", body: data }).catch(() => null);
}
for (const kind of ["keydown", "pointerdown", "pointermove", "scroll"]) addEventListener(kind, moved, { passive: true });
setInterval(() => { // only the tab that listens says so
  if (!source) return;
  if (!still && Date.now() - movedAt > STILL_MS) tellStill(true);
  else if (still && Date.now() - movedAt < STILL_MS) tellStill(false);
}, 15000);

/* ---------------------------------------------------------------- presence */
const ticket = document.getElementById("ticket");
let doing = "look";
let quiet = 0;

async function say(what) {
  if (!ticket) return;
  doing = what;
  const data = new FormData();
  data.append("csrfmiddlewaretoken", body.dataset.csrf);
  data.append("ticket", ticket.dataset.ticket);
  data.append("doing", what);
  const answer = await fetch("/live-state/presence/", { method: "POST", body: data, keepalive: true }).catch(() => null);
  if (answer && answer.ok && what) showPresent(await answer.json());
}
function showPresent({ ticket: number, code, others }) {
  if (code) document.dispatchEvent(new CustomEvent("accord:there", { detail: { code, others } }));
  if (!ticket || String(number) !== ticket.dataset.ticket) return;
  const me = Number(body.dataset.person);
  const there = others.filter((each) => each.person !== me);
  const list = new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" });
  const writing = there.filter((each) => each.doing !== "look").map((each) => each.name);
  document.dispatchEvent(new CustomEvent("accord:present", {
    detail: { ticket: number, here: list.format(there.map((each) => each.name)), writing: list.format(writing) },
  }));
}
if (ticket) {
  say("look");
  setInterval(() => { if (!document.hidden) say(doing); }, 20000);
  document.addEventListener("accord:writing", (event) => {
    if (doing !== event.detail.kind) say(event.detail.kind);
    clearTimeout(quiet);
    quiet = setTimeout(() => say("look"), 10000);
  });
  addEventListener("pagehide", () => say(""));
}
