// The customer's pages work without this file. With it a language is switched at once and nothing is sent twice.

for (const select of document.querySelectorAll("select[data-submits]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

const SENT_AGAIN_MS = 15000; // where a browser does not say that it was stopped; the desk takes the same words once

function rest(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((each) => each.removeAttribute("aria-busy"));
}
function restAll() { document.querySelectorAll("form[data-sent]").forEach(rest); }

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(rest, SENT_AGAIN_MS, form);
  });
}

// Whoever presses the browser's Stop button can send again at once.
let newest = null;
window.navigation?.addEventListener("navigate", (event) => {
  newest = event;
  event.signal.addEventListener("abort", () => setTimeout(() => { // a newer way out of the page ends an older one, too
    if (newest === event) restAll();
  }));
});

// A page that the browser kept may be used again.
addEventListener("pageshow", restAll);
