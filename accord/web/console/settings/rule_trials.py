"""Trying a rule on history: begun from its form, shown while it goes on, with the tickets behind each number."""

from datetime import timedelta

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accord.automation.models import Rule, RuleTrial
from accord.automation.rules import saying
from accord.automation.rules.editing import Wording
from accord.automation.trying import showing, starting
from accord.automation.trying.figures import DAY_S, Figures
from accord.core.errors import Invalid, NotFound
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings import rule_forms
from accord.web.console.settings.rules import SECTION, rule_of
from accord.web.console.settings.sections import go, settings_page


@require_POST
@admin_page
def start(request: AgentRequest) -> HttpResponse:
    """Try what stands in the form, saved or not; what is wrong with it is said on the form."""
    number = request.POST.get("rule", "")
    row: Rule | None = rule_of(int(number)) if number.isdecimal() and len(number) < 19 else None
    form = rule_forms.RuleForm(request, rule_forms.empty(timed=False))
    days = request.POST.get("days", "")
    with form.catching():
        if not (days.isdecimal() and len(days) < 4):
            raise Invalid("days")
        wording = form.wording()
        named = Wording(**{**wording.__dict__, "name": wording.name.strip() or "?"})
        trial = starting.start(named, int(days), by=request.user, rule=row)
        return go("rule-trial", trial.pk, done=False)
    context = {**form.context(row.pk if row else None), "rule": row, "days": starting.DAYS, "broken": [], "history": []}
    return settings_page(request, "settings/rule.html", context, section=SECTION, status=form.status)


def _trial(number: int) -> RuleTrial:
    trial = RuleTrial.objects.select_related("rule").defer("ids").filter(pk=number).first()
    if trial is None:
        raise NotFound("trial")
    return trial


@admin_page
def show(request: AgentRequest, number: int) -> HttpResponse:
    """How far it is, and what came out so far."""
    trial = _trial(number)
    figures = Figures.of(trial) if trial.figures else Figures()
    bars = showing.bars(figures)
    context = {
        "trial": trial,
        "figures": figures,
        "bars": bars,
        "top": max((bar.percent or 0 for bar in bars), default=0) or 1,
        "said": saying.said(trial.said),
        "wait_days": figures.wait_s // DAY_S if figures.wait_s % DAY_S == 0 else None,
        "percent": round(100 * figures.again / figures.applied, 1) if figures.applied else 0.0,
        "days_seen": _every_day(trial, figures.by_day),
        "most_a_day": max(figures.by_day.values(), default=1),
    }
    return settings_page(request, "settings/rule_trial.html", context, section=SECTION)


def _every_day(trial: RuleTrial, counts: dict[str, int]) -> list[tuple[str, int]]:
    """How often on each day of the window, also on those without."""
    if not counts:
        return []
    days = [(trial.at - timedelta(days=back)).date().isoformat() for back in range(trial.days, -1, -1)]
    return [(day, counts.get(day, 0)) for day in days]


@require_POST
@admin_page
def stop(request: AgentRequest, number: int) -> HttpResponse:
    """It ends with what it has."""
    starting.stop(_trial(number), by=request.user)
    return go("rule-trial", number, done=False)


@admin_page
def tickets(request: AgentRequest, number: int) -> HttpResponse:
    """The tickets behind a number: after a wait of so many days, all of them or those that were too early."""
    trial = _trial(number)
    figures = Figures.of(trial) if trial.figures else Figures()
    days, after = request.GET.get("days", ""), request.GET.get("after", "0")
    wait_s = int(days) * DAY_S if days.isdecimal() and len(days) < 4 else figures.wait_s
    early, refused = "early" in request.GET, "refused" in request.GET
    start_at = int(after) if after.isdecimal() and len(after) < 19 else 0
    listed, place = showing.behind(trial, request.access, wait_s, early=early, refused=refused, after=start_at)
    query = request.GET.copy()
    if place is not None:
        query["after"] = str(place)
    context = {
        "trial": trial,
        "listed": listed,
        "next": f"?{query.urlencode()}" if place is not None else "",
        "early": early,
        "refused": refused,
        "days": wait_s // DAY_S if figures.curve else None,
    }
    return settings_page(request, "settings/rule_trial_tickets.html", context, section=SECTION)
