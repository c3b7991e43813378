// The service worker of the console: it shows push messages and opens what they are about. It keeps no pages.

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

addEventListener("push", (event) => {
  let words = {};
  try { words = event.data ? event.data.json() : {}; } catch { words = { title: event.data.text() }; }
  event.waitUntil(told(words));
});

// Who looks at the desk sees it there. Safari takes push away from pages that show nothing.
const maySkip = /Chrome\/|Firefox\//.test(navigator.userAgent);

async function told(words) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (maySkip && words.tag !== "test" && pages.some((page) => page.focused && page.visibilityState === "visible")) return;
  await self.registration.showNotification(words.title || "Accord", {
    body: words.body || "",
    tag: words.tag || "accord",
    icon: "/static/app-192.png",
    badge: "/static/app-badge.png",
    data: { url: words.url || "/notifications/" },
  });
}

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data?.url || "/notifications/", self.location.origin)));
});

async function open(url) {
  if (url.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const same = pages.find((page) => new URL(page.url).pathname === url.pathname);
  if (same) { await same.focus(); return; }
  await self.clients.openWindow(url.href);
}
