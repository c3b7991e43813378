"""Rules: the list in its order, and one of them as a sentence to be filled in."""

from datetime import timedelta

from django.db.models import Count
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.automation.models import Rule, RuleRun, RuleTrial
from accord.automation.rules import breaking, editing, saying
from accord.automation.time_rules import older
from accord.automation.trying import starting
from accord.automation.trying.figures import DAY_S
from accord.core import clock
from accord.core.errors import Invalid, NotFound
from accord.core.ids import read_number
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings import rule_forms
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page

SECTION = "settings-rules"
_MONTH = timedelta(days=30)


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """All rules and time rules in their order, each as a sentence."""
    rows = list(Rule.objects.filter(removed_at__isnull=True).order_by("position", "id"))
    runs = dict(
        RuleRun.objects.filter(at__gt=clock.now() - _MONTH)
        .values_list("rule_id")
        .annotate(times=Count("id"))
        .values_list("rule_id", "times")
    )
    lines = [
        {
            "rule": row,
            "said": saying.said(editing.wording_of(row).said()),
            "times": runs.get(row.pk, 0),
            "broken": breaking.reasons(row),
        }
        for row in rows
    ]
    timed = [line for row, line in zip(rows, lines, strict=True) if row.timed]
    called = [line for row, line in zip(rows, lines, strict=True) if not row.timed]
    context = {
        "kinds": [
            (False, _("When something happens"), called),
            (True, _("When time has passed"), timed),
        ],
        "examples": rule_forms.examples(),
        "some": bool(rows),
    }
    return settings_page(request, "settings/rules.html", context, section=SECTION)


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """A new rule: empty, from an example, or as it was tried."""
    wording = rule_forms.empty(timed="timed" in request.GET)
    if request.GET.get("example"):
        wording = rule_forms.example(request.GET["example"])
    elif request.GET.get("trial"):
        wording = _tried(request)
    return _form(request, None, wording)


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One rule. Raises NotFound."""
    row = rule_of(number)
    return _form(request, row, _tried(request) if request.GET.get("trial") else editing.wording_of(row))


def _tried(request: AgentRequest) -> editing.Wording:
    """What was tried, with the wait that the page of the try offers."""
    wanted = request.GET.get("trial", "")
    trial = RuleTrial.objects.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None
    if trial is None:
        raise NotFound("trial")
    days = request.GET.get("days", "")
    if not (days.isdecimal() and len(days) < 4):
        return starting.wording_of(trial)
    if trial.said["timed"]:
        return starting.wording_of(trial, wait_s=int(days) * DAY_S)
    return starting.wording_of(trial, timed=True, triggers=["state_for"], wait_s=int(days) * DAY_S)


def rule_of(number: int) -> Rule:
    """The rule. Raises NotFound, also for a removed one."""
    row = Rule.objects.filter(pk=number, removed_at__isnull=True).first()
    if row is None:
        raise NotFound("rule")
    return row


def _form(request: AgentRequest, row: Rule | None, wording: editing.Wording) -> HttpResponse:
    form = rule_forms.RuleForm(request, wording)
    if request.method == "POST":
        with form.catching():
            posted = form.wording()
            if row is None:
                saved = editing.make(posted, by=request.user)
            else:
                saved = editing.change(row, posted, by=request.user, seen=_seen(request))
            return go("settings-rule", saved.pk)
    context = {
        **form.context(row.pk if row else None),
        "rule": row,
        "from_trial": bool(request.GET.get("trial")) and not form.posted,
        "broken": breaking.reasons(row) if row else [],
        "history": history("rule", row.pk) if row else [],
        "round": older.latest(row) if row and row.timed else None,
        "days": starting.DAYS,
        "last_trial": RuleTrial.objects.filter(rule=row).order_by("-id").first() if row else None,
    }
    return settings_page(request, "settings/rule.html", context, section=SECTION, status=form.status)


def _seen(request: AgentRequest) -> int | None:
    """Which wording the form was made from."""
    number = request.POST.get("seen", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None


@require_POST
@admin_page
def switch(request: AgentRequest, number: int) -> HttpResponse:
    """On or off."""
    row = editing.switch(rule_of(number), request.POST.get("on") == "1", by=request.user)
    return go("settings-rule", row.pk) if request.POST.get("stay") else go(SECTION, anchor=f"rule-{number}")


@require_POST
@admin_page
def copy(request: AgentRequest, number: int) -> HttpResponse:
    """A copy, switched off."""
    return go("settings-rule", editing.clone(rule_of(number), by=request.user).pk, done=False)


@require_POST
@admin_page
def remove(request: AgentRequest, number: int) -> HttpResponse:
    """It does nothing any more."""
    editing.remove(rule_of(number), by=request.user)
    return go(SECTION)


@require_POST
@admin_page
def order(request: AgentRequest) -> HttpResponse:
    """Another order: all ids as they were dragged (`id`), or one of them (`move`) a place `up` or `down`."""
    ids = [int(each) for each in request.POST.getlist("id") if each.isdecimal() and len(each) < 19]
    move = request.POST.get("move", "")
    moved = read_number(move)
    if moved is not None:
        ids = _moved(moved, request.POST.get("where") == "up")
    if not ids:
        raise Invalid("id")
    editing.order(ids, by=request.user)
    return go(SECTION, done=False, anchor=f"rule-{move}" if move else "")


def _moved(number: int, up: bool) -> list[int]:
    """All ids with this one a place earlier or later among those of its kind."""
    rows = list(Rule.objects.filter(removed_at__isnull=True).order_by("timed", "position", "id"))
    ids = [row.pk for row in rows]
    if number not in ids:
        raise NotFound("rule")
    place = ids.index(number)
    other = place - 1 if up else place + 1
    if 0 <= other < len(ids) and rows[other].timed == rows[place].timed:
        ids[place], ids[other] = ids[other], ids[place]
    return ids


@admin_page
def older_tickets(request: AgentRequest, number: int) -> HttpResponse:
    """How many tickets from before a time rule would cover; a POST begins with them."""
    row = rule_of(number)
    if request.method == "POST":
        older.start(row, by=request.user)
        return go("settings-rule", row.pk, done=False, anchor="older")
    context = {"rule": row, "number": older.number(row), "most": older.MOST_SHOWN}
    return settings_page(request, "settings/rule_older.html", context, section=SECTION)


@require_POST
@admin_page
def stop_older(request: AgentRequest, number: int) -> HttpResponse:
    """No more older tickets are covered."""
    row = rule_of(number)
    older.stop(row, by=request.user)
    return go("settings-rule", row.pk, done=False, anchor="older")
