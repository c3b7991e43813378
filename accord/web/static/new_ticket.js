// A new ticket: what is asked of somebody who phoned or came by, and what of somebody who is written to.

const form = document.querySelector(".new-ticket form");

function show() {
  const how = form.elements.how.value;
  for (const part of form.querySelectorAll("[data-how]")) part.hidden = part.dataset.how !== how;
  form.elements.address.required = how !== "phone";
}

form.addEventListener("change", (event) => {
  if (event.target.name !== "how") return;
  show();
  if (form.elements.how.value === "phone") form.elements.phone.focus();
});
addEventListener("pageshow", show); // a browser that goes back keeps what was chosen
