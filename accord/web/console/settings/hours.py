"""Business hours: the week as somebody writes it down, the holidays of a country, own days."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.core import clock, options
from accord.core.errors import Invalid, NotFound
from accord.sla import setting_hours
from accord.sla.countries import COUNTRIES
from accord.sla.models import BusinessHours, Holiday
from accord.sla.presets import OFFICE
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form
from accord.web.moments import day_of, locale

SECTION = "settings-hours"
ALWAYS = 1440


@dataclass(frozen=True)
class Day:
    """A day that differs, as the page shows it."""

    row: Holiday
    when: str
    name: str
    times: str


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The business hours that there are."""
    rows = [
        (each, drawn(each.week), each.levels.filter(removed=False).count())
        for each in BusinessHours.objects.all()
    ]
    context = {"rows": rows, "weekdays": weekdays()}
    return settings_page(request, "settings/hours_all.html", context, section=SECTION)


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """New hours."""
    return _form(request, BusinessHours(time_zone=str(options.get("workspace.time_zone")), week=OFFICE))


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One set of hours with its days. Raises NotFound."""
    return _form(request, _hours(number))


@require_POST
@admin_page
def remove(request: AgentRequest, number: int) -> HttpResponse:
    """They go, if no level counts by them."""
    setting_hours.remove_hours(_hours(number), by=request.user)
    return go(SECTION)


@require_POST
@admin_page
def add_day(request: AgentRequest, number: int) -> HttpResponse:
    """An own day: closed, or open at other times."""
    hours = _hours(number)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Invalid("day", sentence=_("Choose a day.")) from None
    setting_hours.add_day(
        hours,
        by=request.user,
        day=day,
        name=request.POST.get("name", ""),
        spans=request.POST.get("spans", ""),
    )
    return go("settings-hours-one", hours.pk, anchor="days")


@require_POST
@admin_page
def day(request: AgentRequest, number: int) -> HttpResponse:
    """An own day goes; a country's holiday is worked on, or no longer."""
    row = Holiday.objects.select_related("hours").filter(pk=number).first()
    if row is None:
        raise NotFound("day")
    hours = row.hours_id
    setting_hours.remove_day(row, by=request.user)
    return go("settings-hours-one", hours, anchor="days")


def _hours(number: int) -> BusinessHours:
    hours = BusinessHours.objects.filter(pk=number).first()
    if hours is None:
        raise NotFound("hours")
    return hours


def _form(request: AgentRequest, hours: BusinessHours) -> HttpResponse:
    fields = {f"day_{place}": setting_hours.write_day(spans) for place, spans in enumerate(hours.week)}
    form = Form(
        request,
        name=hours.name,
        time_zone=hours.time_zone,
        country=hours.country,
        region=hours.region,
        week="",
        **fields,
    ).of(hours)
    if request.method == "POST":
        with form.catching():
            form.demand_unchanged()
            saved = setting_hours.save_hours(
                hours,
                by=request.user,
                name=form["name"],
                time_zone=form["time_zone"],
                week=setting_hours.read_week([form[f"day_{place}"] for place in range(7)]),
                country=form["country"] if form["country"] in COUNTRIES else "",
                region=form["region"],
            )
            return go("settings-hours-one", saved.pk)
    context = {
        "form": form,
        "hours": hours if hours.pk else None,
        "weekdays": weekdays(),
        "drawing": drawn(hours.week),
        "zones": sorted(clock.known_zones()),
        "countries": countries(),
        "regions": [(each, each) for each in hours.regions],
        "days": _days(hours) if hours.pk else [],
    }
    return settings_page(request, "settings/hours.html", context, section=SECTION, status=form.status)


def weekdays() -> list[str]:
    """The days of the week in the reader's language, Monday first."""
    return [str(locale().days["stand-alone"]["wide"][day]) for day in range(7)]


def drawn(week: list[list[list[int]]]) -> list[list[tuple[float, float]]]:
    """Each day's spans as (from, width) in parts of a hundred."""
    return [
        [(round(begin / 14.4, 2), round((end - begin) / 14.4, 2)) for begin, end in spans] for spans in week
    ]


def countries() -> list[tuple[str, str]]:
    """The countries whose holidays are known, by their names in the reader's language."""
    names = locale().territories
    return sorted(
        ((code, str(names.get(code, code))) for code in COUNTRIES), key=lambda each: each[1].casefold()
    )


def _days(hours: BusinessHours) -> list[Day]:
    """The days from today on that differ, in order."""
    today = clock.now().date()
    language = get_language() or "en"
    rows = hours.holidays.filter(day__gte=today).order_by("day", "-own")[:80]
    return [
        Day(
            row,
            day_of(row.day, today),
            row.name
            if row.own
            else str(row.names.get(language) or row.names.get("en") or row.names.get("") or ""),
            setting_hours.write_day(row.spans),
        )
        for row in rows
    ]
