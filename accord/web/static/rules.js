// Rules are put into another order by dragging; with the keyboard the arrows beside them do it, without this script too.

import { say } from "./accord.js";

document.querySelectorAll("[data-order-url]").forEach((list) => {
  let dragged = null;
  let before = [];
  list.querySelectorAll(":scope > li").forEach((line) => { line.draggable = true; });

  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-rule]");
    if (!dragged) return;
    before = [...list.children];
    dragged.dataset.dragged = "";
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.rule);
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-rule]");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (event.clientY > box.top + box.height / 2) over.after(dragged);
    else over.before(dragged);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", async () => {
    if (!dragged) return;
    delete dragged.dataset.dragged;
    dragged = null;
    const body = new URLSearchParams();
    body.set("csrfmiddlewaretoken", list.querySelector("[name=csrfmiddlewaretoken]").value);
    document.querySelectorAll("[data-order-url] > [data-rule]").forEach((line) => body.append("id", line.dataset.rule));
    const how = { method: "POST", body, headers: { "X-Requested-With": "fetch" }, redirect: "manual" };
    const answer = await fetch(list.dataset.orderUrl, how).catch(() => null);
    if (!answer) { list.append(...before); say(document.body.dataset.trouble); return; } // as it is still stored
    if (answer.type !== "opaqueredirect" && !answer.ok) location.reload();
    else ends();
    if ("inRail" in list.dataset) document.body.dispatchEvent(new Event("rail-again"));
  });
  // The first has nothing before it, the last nothing after it.
  function ends() {
    const lines = [...list.querySelectorAll(":scope > li")];
    lines.forEach((line, place) => {
      line.querySelector("[value=up]").disabled = place === 0;
      line.querySelector("[value=down]").disabled = place === lines.length - 1;
    });
  }
});
