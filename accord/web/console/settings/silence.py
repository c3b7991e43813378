"""Silence: what each department does when customers say nothing, drawn as what they get and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from accord.core import clock
from accord.core.errors import Invalid, NotFound
from accord.people.models import Department
from accord.tickets.models import SilenceRule
from accord.tickets.silence import catching_up, choosing, ladder
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form
from accord.web.moments import locale

SECTION = "settings-silence"
NUMBERS = (*choosing.DAYS, *choosing.HOURS)
RULES = (ladder.ANSWERED, ladder.RESOLVED)


@dataclass(frozen=True)
class Rung:
    """One step of the drawing: the day it counts to, what happens, and the date if it all began now."""

    day: int
    title: str
    words: str
    mark: str
    at: datetime


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The departments and what each does."""
    rules = {rule.pk: rule for rule in SilenceRule.objects.all()}
    rows = [
        (department, summary(rules.get(department.pk) or SilenceRule(department=department)))
        for department in Department.objects.filter(is_active=True).order_by("position", "name")
    ]
    preset = SilenceRule()
    return settings_page(
        request, "settings/silence.html", {"rows": rows, "drawings": drawings(preset)}, section=SECTION
    )


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """The rules of one department. Raises NotFound."""
    department = _department(number)
    rule = choosing.rule_of(department)
    initial = {name: getattr(rule, name) for name in (*choosing.SWITCHES, *NUMBERS)}
    weekdays = {f"weekday_{day}": str(day) in rule.weekdays for day in range(1, 8)}
    form = Form(request, **initial, **weekdays, weekdays="")
    if request.method == "POST":
        with form.catching():
            choosing.choose(department, by=request.user, **_values(form))
            return go("silence-department", department.pk)
    context = {
        "form": form,
        "department": department,
        "rule": rule,
        "drawings": drawings(rule),
        "weekdays": [(f"weekday_{day}", _day_name(day)) for day in range(1, 8)],
        "round": catching_up.latest(department),
        "history": history("department", department.pk),
    }
    return settings_page(
        request, "settings/silence_department.html", context, section=SECTION, status=form.status
    )


@admin_page
def older(request: AgentRequest, number: int) -> HttpResponse:
    """How many older tickets a rule would speak of; a POST begins with their reminders."""
    department = _department(number)
    which = request.POST.get("rule") or request.GET.get("rule") or ladder.RESOLVED
    if which not in RULES:
        raise Invalid("rule")
    if request.method == "POST":
        catching_up.start(department, which, by=request.user)
        return go("silence-department", department.pk, done=False, anchor="older")
    context = {
        "department": department,
        "which": which,
        "number": catching_up.older(department, which),
        "most": catching_up.MOST_SHOWN,
        "on": ladder.is_on(choosing.rule_of(department), which),
    }
    return settings_page(request, "settings/silence_older.html", context, section=SECTION)


@require_POST
@admin_page
def stop(request: AgentRequest, number: int) -> HttpResponse:
    """No more older tickets are reminded."""
    department = _department(number)
    catching_up.stop(department, by=request.user)
    return go("silence-department", department.pk, done=False, anchor="older")


def _department(number: int) -> Department:
    department = Department.objects.filter(pk=number).first()
    if department is None:
        raise NotFound("department")
    return department


def _values(form: Form) -> dict[str, Any]:
    values: dict[str, Any] = {name: form.on(name) for name in choosing.SWITCHES}
    for name in NUMBERS:
        digits = form[name].strip()
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > 4:
            raise Invalid(name, sentence=_("Write a whole number."))
        values[name] = int(digits)
    values["weekdays"] = "".join(str(day) for day in range(1, 8) if form.on(f"weekday_{day}"))
    return values


def _day_name(day: int) -> str:
    """The ISO weekday in the reader's language."""
    return str(locale().days["stand-alone"]["abbreviated"][day - 1])


def summary(rule: SilenceRule) -> list[str]:
    """What a department does, a sentence for each rule."""
    sentences = []
    if rule.answered_on:
        sentences.append(
            ngettext(
                "After %(count)s silent day an answered ticket is resolved, and the customer is asked.",
                "After %(count)s silent days an answered ticket is resolved, and the customer is asked.",
                rule.answered_days,
            )
            % {"count": rule.answered_days}
        )
    if rule.resolved_on:
        sentence = _(
            "A resolved ticket is asked about again on day %(first)s and %(last)s, and closes on day %(close)s."
        )
        sentences.append(sentence % {"first": rule.first_day, "last": rule.last_day, "close": rule.close_day})
    return sentences or [_("Nothing closes by itself.")]


def drawings(rule: SilenceRule) -> dict[str, list[Rung]]:
    """What a customer gets and when, for each rule, as if he had been told now."""
    now = clock.now()
    asked = ladder.forecast(rule, ladder.RESOLVE, ladder.due(rule, ladder.RESOLVE, now))
    then = ladder.forecast(rule, ladder.FIRST, ladder.due(rule, ladder.FIRST, now))
    assert asked.resolves and then.first and then.last and then.closes  # both ladders from their feet
    return {
        ladder.ANSWERED: [
            Rung(0, _("Our answer"), _("It has arrived, and the customer is silent."), "answered", now),
            Rung(
                rule.answered_days,
                _("“Is it solved?”"),
                _("The ticket is resolved; the customer gets the question with two buttons."),
                "resolved",
                asked.resolves,
            ),
        ],
        ladder.RESOLVED: [
            Rung(0, _("“Is it solved?”"), _("The mail names the days below."), "resolved", now),
            Rung(rule.first_day, _("First reminder"), _("The same question again."), "resolved", then.first),
            Rung(
                rule.last_day, _("Last reminder"), _("It says on which day we close."), "resolved", then.last
            ),
            Rung(
                rule.close_day,
                pgettext("state", "Closed"),
                _("The mail says what an answer still does."),
                "closed",
                then.closes,
            ),
        ],
    }
