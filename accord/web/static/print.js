// The print page: its one button.
document.querySelector("[data-print]")?.addEventListener("click", () => print());
