// Forms of new tickets: only the one of the chosen department is shown; one that is hidden is not sent.

const department = document.querySelector('select[name="department"]');
const forms = [...document.querySelectorAll("[data-departments]")];
function show() {
  for (const form of forms) {
    const here = form.dataset.departments.split(" ").includes(department.value);
    form.hidden = !here;
    form.disabled = !here;
  }
}
if (department && forms.length) {
  department.addEventListener("change", show);
  show();
}
