"""Service levels: which there are, which tickets get which, and what each promises."""

from datetime import datetime

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.conditions.groups import Groups
from accord.core import clock
from accord.core.errors import Invalid, NotFound
from accord.sla import catching_up, known, presets, setting_up
from accord.sla.hours import add_business
from accord.sla.kinds import KINDS
from accord.sla.models import BusinessHours, Level, LevelRule
from accord.sla.steps import DEEDS
from accord.tickets.models import Priority
from accord.web.console.clocks import target_words
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings import level_form
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

SECTION = "settings-levels"
OFTEN = ("first_answer", "next_answer", "first_resolution")  # the others are folded until one has a time


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The levels, the rules in their order, and how many older tickets have none."""
    levels = list(Level.objects.filter(removed=False).select_related("hours"))
    rules = [(rule, *_told(rule)) for rule in LevelRule.objects.select_related("level")]
    context = {
        "levels": [(level, summary(level)) for level in levels],
        "rules": rules,
        "presets": presets.PRESETS.values(),
        "round": catching_up.latest(),
        "older": catching_up.older() if any(level.is_on for level in levels) else 0,
        "most": catching_up.MOST_SHOWN,
        "history": history("sla", 1),
    }
    return settings_page(request, "settings/levels_all.html", context, section=SECTION)


def _told(rule: LevelRule) -> tuple[str, str]:
    """The rule's conditions as a sentence, and what is wrong with them."""
    try:
        groups = Groups.parse(rule.conditions)
    except Invalid as error:
        return "", str(error)
    wrong = groups.problems()
    return groups.sentence(), str(wrong[0]) if wrong else ""


def summary(level: Level) -> list[str]:
    """What a level promises, a line for each clock."""
    told = []
    for key, kind in KINDS.items():
        row = level.targets.get(key)
        if row:
            times = [target_words(each) if each is not None else "–" for each in row]
            alike = len(set(times)) == 1
            gaps = {"clock": kind.label, "time": times[1], "times": " / ".join(reversed(times))}
            told.append(
                _("%(clock)s within %(time)s") % gaps
                if alike
                else _("%(clock)s within %(times)s (urgent to low)") % gaps
            )
    return told


@require_POST
@admin_page
def begin(request: AgentRequest) -> HttpResponse:
    """Set up one of the levels to begin with."""
    preset = presets.PRESETS.get(request.POST.get("preset", ""))
    if preset is None:
        raise NotFound("preset")
    presets.take(preset.key, by=request.user, name=str(preset.name), hours_name=_("Office hours"))
    return go(SECTION)


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """A new level."""
    return _form(request, Level(steps=[{"at": -1800, "do": "tell_assignee", "answers": True}]))


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One level. Raises NotFound."""
    return _form(request, _level(number))


@require_POST
@admin_page
def remove(request: AgentRequest, number: int) -> HttpResponse:
    """No ticket gets it any more."""
    setting_up.remove_level(_level(number), by=request.user)
    return go(SECTION)


@require_POST
@admin_page
def bring(request: AgentRequest) -> HttpResponse:
    """Older tickets get their level from now on; or that is stopped."""
    if request.POST.get("stop"):
        catching_up.stop(by=request.user)
    else:
        catching_up.start(by=request.user)
    return go(SECTION, done=False, anchor="older")


def _level(number: int) -> Level:
    level = Level.objects.filter(pk=number, removed=False).select_related("hours").first()
    if level is None:
        raise NotFound("level")
    return level


def _form(request: AgentRequest, level: Level) -> HttpResponse:
    form = Form(
        request,
        name=level.name,
        hours=level.hours_id or "",
        is_on=level.is_on,
        count_postponed=level.count_postponed,
        count_waiting=level.count_waiting,
        targets="",
        steps="",
    ).of(level)
    if request.method == "POST":
        with form.catching():
            form.demand_unchanged()
            saved = setting_up.save_level(
                level,
                by=request.user,
                name=form["name"],
                hours=_hours(form["hours"]),
                targets=level_form.read_targets(request.POST),
                steps=level_form.read_steps(request.POST),
                count_postponed=form.on("count_postponed"),
                count_waiting=form.on("count_waiting"),
                is_on=form.on("is_on"),
            )
            return go("settings-level", saved.pk)
    lines = level_form.lines(level, request.POST if form.posted else None)
    context = {
        "form": form,
        "level": level if level.pk else None,
        "often": [line for line in lines if line.kind.key in OFTEN],
        "rarely": [line for line in lines if line.kind.key not in OFTEN],
        "priorities": Priority.choices,
        "units": level_form.UNITS,
        "steps": level_form.step_lines(level, request.POST if form.posted else None),
        "deeds": [(deed.key, deed.label) for deed in DEEDS.values()],
        "all_hours": list(BusinessHours.objects.values_list("id", "name")),
        "example": _example(level) if level.pk else [],
    }
    return settings_page(request, "settings/level.html", context, section=SECTION, status=form.status)


def _hours(text: str) -> BusinessHours | None:
    if not text:
        return None
    found = BusinessHours.objects.filter(pk=int(text) if text.isdecimal() and len(text) < 19 else 0).first()
    if found is None:
        raise Invalid("hours", sentence=_("Those business hours are no longer there."))
    return found


def _example(level: Level) -> list[tuple[Promise, datetime]]:
    """When each clock would be due if a ticket of normal priority came now."""
    setup = known.known().levels.get(level.pk)
    now = clock.now()
    found = []
    for key, kind in KINDS.items():
        target = setup.target(key, Priority.NORMAL) if setup is not None else None
        if setup is not None and target is not None:
            found.append((kind.label, add_business(now, target, setup.hours)))
    return found
