// What belongs to a ticket: the clock that runs, and reading the part again when somebody else changed it.

import { tellClocks } from "./accord.js";

const place = document.getElementById("related");

if (place) {
  place.addEventListener("htmx:afterSwap", () => {
    tellClocks();
    place.querySelector("[autofocus]")?.focus();
  });
  // What is read again comes under somebody's hands: not while they press, not over what they just sent, and not
  // where it says what is there already.
  let there = "";
  const plain = (html) => html.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
  place.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target !== place) window.htmx.trigger(place, "htmx:abort");
  });
  place.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 200) return;
    const now = plain(event.detail.xhr.responseText);
    const again = event.detail.requestConfig.elt === place;
    if (again && (now === there || place.matches(":active"))) event.detail.shouldSwap = false;
    else there = now;
  });
  let waiting = 0;
  document.addEventListener("accord:ticket", (event) => {
    if (String(event.detail.ticket) !== document.getElementById("ticket").dataset.ticket) return;
    clearTimeout(waiting);
    // Not under somebody who fills something in.
    waiting = setTimeout(() => {
      const busy = place.querySelector(".related-form:not(details:not([open]) *), details[open]") || place.contains(document.activeElement);
      if (place.childElementCount && !busy) window.htmx?.trigger(place, "related-again");
    }, 400);
  });
}
