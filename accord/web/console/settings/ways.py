"""Agents and what they are given: languages, skills, how much at once, and their hours."""

from datetime import date, timedelta
from typing import Any

from babel.dates import format_date
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accord.core.errors import Invalid, NotFound
from accord.people import presence, ways_of_working, working_hours
from accord.people.models import Person, WayOfWorking
from accord.people.models.person import PersonKind
from accord.queue import choices
from accord.tickets.tags.known import currents
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form
from accord.web.look import language_name
from accord.web.moments import locale
from accord.web.presences import sentence, sign

SECTION = "settings-ways"
_MONDAY = date(2024, 1, 1)


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """All agents, with what differs from the usual."""
    agents = list(Person.objects.filter(kind=PersonKind.AGENT, is_active=True).order_by("name", "email"))
    ways = ways_of_working.ways_of(each.pk for each in agents)
    standings = presence.standings(each.pk for each in agents)
    rows = [
        {
            "person": each,
            "words": words(ways.get(each.pk)),
            "sign": sign(standings[each.pk]),
            "standing": sentence(standings[each.pk]),
        }
        for each in agents
    ]
    return settings_page(request, "settings/ways.html", {"rows": rows}, section=SECTION)


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One agent. Raises NotFound."""
    person = Person.objects.filter(pk=number, kind=PersonKind.AGENT, is_active=True).first()
    if person is None:
        raise NotFound("person")
    form = Form(request, **_initial(ways_of_working.way_of(person)))
    if request.method == "POST":
        with form.catching():
            ways_of_working.change(person, by=request.user, **_values(form))
            return go("settings-way", person.pk)
    context = {
        "form": form,
        "person": person,
        "tongues": [(f"language_{key}", language_name(key)) for key, _name in settings.LANGUAGES],
        "days": [(f"day_{day}", _day_name(int(day))) for day in working_hours.WEEKDAYS],
        "kinds": [(f"most_{kind}", label, choices.usual_capacity(kind)) for kind, label in _kinds()],
        "history": history("person", person.pk),
    }
    return settings_page(request, "settings/way.html", context, section=SECTION, status=form.status)


def words(way: WayOfWorking | None) -> str:
    """What differs from the usual, in a line."""
    if way is None:
        return _("As everybody.")
    parts = []
    if way.only_to_solve:
        parts.append(_("only through To Solve"))
    if not way.is_given:
        parts.append(_("nothing is handed to him"))
    parts += [language_name(each) for each in way.languages]
    parts += currents(way.skills)
    if way.hours:
        parts.append(_("own hours"))
    return " · ".join(str(each) for each in parts) or _("As everybody.")


def _kinds() -> list[tuple[str, str]]:
    return [
        (choices.WRITTEN, _("Written tickets")),
        (choices.CHAT, _("Chats")),
        (choices.CALL, _("Calls")),
    ]


def _initial(way: WayOfWorking) -> dict[str, Any]:
    return {
        "only_to_solve": way.only_to_solve,
        "is_given": way.is_given,
        "skills": ", ".join(currents(way.skills)),
        **{f"language_{key}": key in way.languages for key, _name in settings.LANGUAGES},
        **{f"most_{kind}": way.capacity.get(kind, "") for kind in choices.KINDS},
        **{f"day_{day}": working_hours.write(way.hours.get(day, [])) for day in working_hours.WEEKDAYS},
    }


def _values(form: Form) -> dict[str, Any]:
    spans = {day: working_hours.read(form[f"day_{day}"], f"day_{day}") for day in working_hours.WEEKDAYS}
    return {
        "only_to_solve": form.on("only_to_solve"),
        "is_given": form.on("is_given"),
        "languages": [key for key, _name in settings.LANGUAGES if form.on(f"language_{key}")],
        "skills": ways_of_working.skills(form["skills"]),
        "capacity": {kind: most for kind in choices.KINDS if (most := _most(form, kind)) is not None},
        "hours": {day: each for day, each in spans.items() if each},
    }


def _most(form: Form, kind: str) -> int | None:
    """The number of his own, None where the usual one holds."""
    text = form[f"most_{kind}"].strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9 or int(text) > ways_of_working.MOST_AT_ONCE:
        most = ways_of_working.MOST_AT_ONCE
        raise Invalid(f"most_{kind}", sentence=_("Write a whole number up to %(most)s."), most=most)
    return int(text)


def _day_name(day: int) -> str:
    return format_date(_MONDAY + timedelta(days=day), "EEEE", locale=locale()).capitalize()
