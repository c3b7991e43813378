// Settings of panels and buttons: a variable that is picked goes where one wrote last, and trying one out.

import { piece } from "./accord.js";

let last = null;
document.addEventListener("focusin", (event) => {
  if (event.target.matches("#beside-form :is(input[name=url], textarea)")) last = event.target;
});

document.addEventListener("click", (event) => {
  const variable = event.target.closest("[data-variable]");
  if (variable) {
    const field = last?.isConnected ? last : document.querySelector("#beside-form [name=url]");
    field.focus();
    field.setRangeText(variable.dataset.variable, field.selectionStart, field.selectionEnd, "end");
    return;
  }
  const button = event.target.closest("[data-try]");
  if (button) tryOut(button);
});

async function tryOut(button) {
  const data = new FormData(document.getElementById("beside-form"));
  data.set("preview-ticket", document.getElementById("preview-ticket").value);
  button.setAttribute("aria-busy", "true");
  button.disabled = true;
  try {
    const made = await piece(button.dataset.try, { method: "POST", body: data });
    if (made !== null) document.getElementById("tried").innerHTML = made;
  } finally {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
}
