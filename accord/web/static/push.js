// Push messages in this browser: turned on and off where the agent chooses what he is told.

const place = document.querySelector("[data-push]");
const part = (name) => place.querySelector(`[data-push-${name}]`);
const show = (name, yes = true) => { const found = part(name); if (found) found.hidden = !yes; };

function bytes(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
}
function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
async function present() {
  const worker = await navigator.serviceWorker.getRegistration("/");
  return worker ? worker.pushManager.getSubscription() : null;
}
async function look() {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
    show("off", false);
    show("never");
    return;
  }
  if (Notification.permission === "denied") {
    show("off", false);
    show("blocked");
    return;
  }
  const here = await present();
  const rows = [...place.querySelectorAll("[data-push-endpoint]")];
  const own = here ? rows.find((row) => row.dataset.pushEndpoint === here.endpoint) : null;
  if (own) own.querySelector("[data-push-here]").hidden = false;
  show("off", !own);
}
async function turnOn() {
  show("problem", false);
  if (await Notification.requestPermission() !== "granted") { look(); return; }
  const worker = await navigator.serviceWorker.register("/worker.js", { scope: "/" });
  await navigator.serviceWorker.ready;
  const before = await worker.pushManager.getSubscription();
  if (before && text(before.options.applicationServerKey || new ArrayBuffer(0)) !== place.dataset.push) await before.unsubscribe();
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(place.dataset.push) });
  const data = new FormData();
  data.append("csrfmiddlewaretoken", document.body.dataset.csrf);
  data.append("endpoint", subscription.endpoint);
  data.append("public", text(subscription.getKey("p256dh")));
  data.append("auth", text(subscription.getKey("auth")));
  const answer = await fetch(place.dataset.pushAdd, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) throw new Error((await answer.json()).problem);
  location.reload();
}
part("on")?.addEventListener("click", () => turnOn().catch((error) => {
  const said = part("problem");
  said.textContent = error.message;
  said.hidden = false;
}));
for (const form of place.querySelectorAll("[data-push-end]")) {
  form.addEventListener("submit", async (event) => {
    if (!("serviceWorker" in navigator)) return;
    event.preventDefault();
    const here = await present();
    if (here && here.endpoint === form.closest("[data-push-endpoint]").dataset.pushEndpoint) await here.unsubscribe();
    form.submit();
  });
}
part("try")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(event.target.action, { method: "POST", body: new FormData(event.target), headers: { "X-Requested-With": "fetch" } });
  part("said").textContent = answer.ok ? (await answer.json()).words : "";
});
look();

/* ---------------------------------------------------------------- as an app */
let asking = null;
const install = document.querySelector("[data-install]");
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  asking = event;
  install.hidden = false;
});
install?.addEventListener("click", async () => {
  await asking?.prompt();
  asking = null;
  install.hidden = true;
});
