"""Automatic hand-out: which departments do it and how, and how much an agent can hold."""

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accord.core import options
from accord.core.errors import Invalid, NotFound
from accord.people import ways_of_working, workspace
from accord.people.models import Department, Membership
from accord.people.models.department import Level
from accord.queue import choices, handing_back, rules
from accord.queue.models import HandOut, Method
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

SECTION = "settings-hand-out"
NUMBERS = {"capacity": (choices.CAPACITY, 1, 500), "back_after": (handing_back.HOURS, 1, 8760)}
TICKS = ("last_agent", "by_language", "by_skill")


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The departments and what each does; what holds for all agents."""
    form = Form(request, **{name: options.get(key) for name, (key, _least, _most) in NUMBERS.items()})
    if request.method == "POST":
        with form.catching(), transaction.atomic():
            for name, (key, least, most) in NUMBERS.items():
                workspace.change(key, _number(form[name], name, least, most), by=request.user)
            return go(SECTION)
    chosen = {row.pk: row for row in HandOut.objects.all()}
    departments = Department.objects.filter(is_active=True).order_by("position", "name")
    rows = [(each, summary(chosen.get(each.pk) or HandOut(department=each))) for each in departments]
    context = {"form": form, "rows": rows, "option": options.options, "numbers": NUMBERS}
    return settings_page(request, "settings/hand_outs.html", context, section=SECTION, status=form.status)


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One department. Raises NotFound."""
    department = Department.objects.filter(pk=number, is_active=True).first()
    if department is None:
        raise NotFound("department")
    rule = rules.rule_of(department)
    form = Form(request, method=rule.method, **{name: getattr(rule, name) for name in TICKS})
    if request.method == "POST":
        with form.catching():
            rules.choose(
                department, by=request.user, method=form["method"], **{name: form.on(name) for name in TICKS}
            )
            return go("hand-out-department", department.pk)
    member = Membership.objects.filter(department=department, person__is_active=True).exclude(
        level=Level.READER
    )
    ways = ways_of_working.ways_of(member.values_list("person_id", flat=True))
    context = {
        "form": form,
        "department": department,
        "methods": Method.choices,
        "agents": member.count(),
        "speaking": sum(bool(way.languages) for way in ways.values()),
        "skilled": sorted({skill for way in ways.values() for skill in way.skills}),
        "history": history("department", department.pk),
    }
    return settings_page(request, "settings/hand_out.html", context, section=SECTION, status=form.status)


def summary(rule: HandOut) -> str:
    """What a department does, in a sentence."""
    return {
        Method.ROUND_ROBIN: _("Hands out in turn."),
        Method.LEAST_LOADED: _("Hands out to who has the least to do."),
        Method.LONGEST_IDLE: _("Hands out to who has been free the longest."),
    }.get(Method(rule.method), _("Hands nothing out. Agents take tickets by To Solve."))


def _number(text: str, name: str, least: int, most: int) -> int:
    text = text.strip()
    if not text.isdecimal() or len(text) > 5 or not least <= int(text) <= most:
        raise Invalid(name, sentence=_("Write a number from %(least)s to %(most)s."), least=least, most=most)
    return int(text)
