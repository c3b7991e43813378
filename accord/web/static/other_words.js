// Two windows of one agent write the same draft. The later save overwrites nothing: both texts are shown, and the agent
// says which one stays.

// `field` shows the words of the kind that `kind` gives; `settled` is called when it is decided for one.
export function begin({ form, field, kind, settled }) {
  const place = form.querySelector("[data-other]");
  const marks = {}; // by kind: which words this page knows to be stored
  const others = {}; // by kind: words of another window that are stored, and not decided about
  form.querySelectorAll("template[data-kept]").forEach((each) => { marks[each.dataset.kept] = each.dataset.mark; });

  function show() {
    const other = others[kind()];
    place.hidden = !other;
    place.querySelector("[data-other-words]").innerHTML = other?.html || "";
  }
  function decide(take) {
    const which = kind();
    const other = others[which];
    marks[which] = other.mark;
    delete others[which];
    show();
    field.focus();
    if (take) { // so that the browser's undo brings the words before them back
      document.execCommand("selectAll");
      document.execCommand("insertHTML", false, other.html);
    }
    settled();
  }
  place.querySelector("[data-other-take]").addEventListener("click", () => decide(true));
  place.querySelector("[data-other-keep]").addEventListener("click", () => decide(false));
  return {
    marks,
    show,
    of: (which) => others[which],
    tell(which, found) { others[which] = found; show(); },
  };
}
