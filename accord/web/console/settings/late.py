"""Late answers: what each department does inside when an answer is late, step by step."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accord.core.errors import Invalid, NotFound
from accord.people.models import Department
from accord.sla.lateness import choosing
from accord.tickets.models import LateRule
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

SECTION = "settings-late"
LABELS = {
    choosing.ASSIGNEE: gettext_lazy("Remind the agent who has it"),
    choosing.SUPERVISOR: gettext_lazy("Tell the supervisors"),
    choosing.ANOTHER: gettext_lazy("Give it to another agent"),
    choosing.PROPOSE: gettext_lazy("Propose to end it with an explanation"),
}


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The departments and what each does."""
    rules = {rule.pk: rule for rule in LateRule.objects.all()}
    departments = Department.objects.filter(is_active=True).order_by("position", "name")
    rows = [(each, summary(rules.get(each.pk) or LateRule(department=each))) for each in departments]
    return settings_page(request, "settings/late.html", {"rows": rows}, section=SECTION)


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """The ladder of one department. Raises NotFound."""
    department = Department.objects.filter(pk=number).first()
    if department is None:
        raise NotFound("department")
    rule = choosing.rule_of(department)
    form = Form(request, **{name: getattr(rule, name) for name in choosing.FIELDS})
    if request.method == "POST":
        with form.catching():
            choosing.choose(department, by=request.user, **_values(form))
            return go("late-department", department.pk)
    context = {
        "form": form,
        "department": department,
        "steps": [(f"{step}_h", LABELS[step]) for step in choosing.STEPS],
        "history": history("department", department.pk),
    }
    return settings_page(
        request, "settings/late_department.html", context, section=SECTION, status=form.status
    )


def _values(form: Form) -> dict[str, Any]:
    values: dict[str, Any] = {"is_on": form.on("is_on")}
    for name in choosing.FIELDS[1:]:
        digits = form[name].strip()
        if digits and not (digits.isascii() and digits.isdecimal() and len(digits) < 6):
            raise Invalid(name, sentence=_("Write a whole number."))
        values[name] = int(digits) if digits else None
    return values


def summary(rule: LateRule) -> list[str]:
    """What a department does, a sentence for each step."""
    if not rule.is_on:
        return [_("Nobody is reminded.")]
    return [f"{after(hours)}: {LABELS[step]}" for step, hours in choosing.steps_of(rule)]


def after(hours: int) -> str:
    """How long after the answer was due."""
    if not hours:
        return _("At once")
    if hours % 24 == 0:
        return ngettext("After %(count)s day", "After %(count)s days", hours // 24) % {"count": hours // 24}
    return ngettext("After %(count)s hour", "After %(count)s hours", hours) % {"count": hours}
