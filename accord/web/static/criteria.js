// The editor of conditions: sets and terms come and go, the value fits the question, and the server says what it finds.
// What stands works without this; the words all come from the server, in templates.

document.querySelectorAll("[data-criteria]").forEach((editor) => {
  const name = editor.dataset.criteria;
  const groups = () => [...editor.querySelectorAll(":scope > .criteria-group")];
  let last = 0;
  editor.querySelectorAll("[data-group-number], [data-term]").forEach((each) => {
    last = Math.max(last, Number(each.dataset.groupNumber ?? each.dataset.term) || 0);
  });

  // A template's "G" and "T" become numbers: they only say what belongs together and in which order.
  function numbered(root, group, term) {
    root.querySelectorAll("[name]").forEach((field) => {
      field.name = field.name.replace(`${name}-G-`, `${name}-${group}-`).replace(/-T-(c|op|v|u)$/, `-${term}-$1`);
    });
    return root;
  }
  function fromTemplate(selector) {
    return editor.querySelector(selector).content.cloneNode(true);
  }

  function newTerm(group) {
    const term = numbered(fromTemplate("template[data-group]"), group.dataset.groupNumber, ++last).querySelector("[data-term]");
    term.dataset.term = last;
    group.querySelector("ul").append(term);
    open(term);
    return term;
  }
  function newGroup() {
    const number = ++last;
    const group = numbered(fromTemplate("template[data-group]"), number, ++last).querySelector(".criteria-group");
    group.dataset.groupNumber = number;
    group.querySelector("[data-term]").dataset.term = last;
    groups().at(-1).after(group);
    show();
    return group;
  }

  function choose(term) {
    const key = term.querySelector("[data-choose]").value;
    const rest = term.querySelector("[data-rest]");
    rest.replaceChildren();
    term.querySelector(".error")?.remove();
    delete term.dataset.wrong;
    if (!key) return;
    const template = editor.querySelector(`template[data-c="${CSS.escape(key)}"]`);
    if (!template) return;
    rest.append(numbered(template.content.cloneNode(true), term.closest(".criteria-group").dataset.groupNumber, term.dataset.term));
    fit(term);
  }
  // Only the field that fits the question is there and is sent.
  function fit(term) {
    const asked = term.querySelector("[data-op]");
    if (!asked) return;
    const kind = asked.selectedOptions[0].dataset.kind;
    term.querySelectorAll(".criteria-value").forEach((value) => {
      const on = value.dataset.kind === kind;
      value.hidden = !on;
      value.querySelectorAll("input, select").forEach((field) => { if (!field.matches("[data-narrow]")) field.disabled = !on; });
    });
  }
  function open(root) {
    root.querySelectorAll("[data-remove], [data-add-term]").forEach((button) => { button.hidden = false; });
  }
  function show() {
    editor.querySelector(".criteria-add").hidden = false;
    open(editor);
  }

  function summary(list) {
    const chosen = [...list.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.nextElementSibling.textContent);
    list.querySelector("summary").textContent = chosen.join(", ") || list.dataset.none;
  }

  editor.addEventListener("change", (event) => {
    const term = event.target.closest("[data-term]");
    if (event.target.matches("[data-choose]")) {
      choose(term); // the focus stays: whoever types "su" has chosen twice by then
    } else if (event.target.matches("[data-op]")) {
      fit(term);
    }
    const list = event.target.closest("[data-choices]");
    if (list) summary(list);
    later();
  });
  editor.addEventListener("input", (event) => {
    if (event.target.matches("[data-narrow]")) {
      const wanted = event.target.value.toLocaleLowerCase();
      event.target.parentElement.querySelectorAll("li").forEach((item) => {
        item.hidden = !item.textContent.toLocaleLowerCase().includes(wanted);
      });
      return;
    }
    later();
  });
  editor.addEventListener("click", (event) => {
    const group = event.target.closest(".criteria-group");
    if (event.target.closest("[data-add-term]")) {
      newTerm(group).querySelector("[data-choose]").focus();
    } else if (event.target.closest("[data-add-group]")) {
      newGroup().querySelector("[data-choose]").focus();
    } else if (event.target.closest("[data-remove]")) {
      const term = event.target.closest("[data-term]");
      const beside = term.previousElementSibling || term.nextElementSibling;
      term.remove();
      if (!beside && groups().length > 1) {
        group.remove();
        groups()[0].querySelector("[data-choose]").focus();
      } else {
        (beside || newTerm(group)).querySelector("[data-choose]").focus();
      }
      later();
    }
  });
  editor.addEventListener("keydown", (event) => {
    const list = event.target.closest("[data-choices][open]");
    if (event.key === "Escape" && list) {
      event.stopPropagation();
      list.open = false;
      list.querySelector("summary").focus();
    } else if (event.key === "Enter" && event.target.matches("[data-narrow]")) {
      event.preventDefault(); // it is no field of the form
    }
  });
  document.addEventListener("click", (event) => {
    editor.querySelectorAll("[data-choices][open]").forEach((list) => { if (!list.contains(event.target)) list.open = false; });
  });

  // How many tickets match now, and what is wrong, while somebody writes.
  const told = editor.querySelector("[data-matching]");
  let timer = 0;
  let asking = null;
  function later() {
    if (!told) return;
    clearTimeout(timer);
    timer = setTimeout(count, 350);
  }
  async function count() {
    asking?.abort();
    asking = new AbortController();
    const fields = new URLSearchParams({ name });
    editor.querySelectorAll("[name]").forEach((field) => {
      if (!field.disabled && (field.type !== "checkbox" || field.checked)) fields.append(field.name, field.value);
    });
    const answer = await fetch(`${editor.dataset.countUrl}?${fields}`, {
      headers: { "X-Requested-With": "criteria" }, signal: asking.signal,
    }).catch(() => null);
    if (answer?.ok) told.innerHTML = await answer.text();
  }

  show();
  editor.querySelectorAll("[data-term]").forEach(fit);
  later();
});
