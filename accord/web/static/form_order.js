// The fields of a form are put into another order by dragging; the numbers beside them, which are what is sent, follow.

document.querySelectorAll("[data-form-rows]").forEach((list) => {
  let dragged = null;
  list.addEventListener("dragstart", (event) => { dragged = event.target.closest("li"); if (dragged) dragged.dataset.dragged = ""; });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (event.clientY > box.top + box.height / 2) over.after(dragged);
    else over.before(dragged);
  });
  list.addEventListener("dragend", () => {
    if (dragged) delete dragged.dataset.dragged;
    dragged = null;
    list.querySelectorAll(":scope > li").forEach((row, place) => { row.querySelector("input.place").value = place + 1; });
  });
});
