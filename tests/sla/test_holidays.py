"""Holidays by country: the library's, kept in the database, renewed by a timer."""

from datetime import date

import pytest

from accord.core.errors import Invalid
from accord.events.models import Timer
from accord.sla import holiday_days, setting_hours
from accord.sla.countries import COUNTRIES
from accord.sla.holiday_days import Days
from accord.sla.models import BusinessHours, Holiday, Level
from tests.sla.levels import MONDAY, OFFICE, at, later, level, office, rule, running
from tests.world import World


def test_the_countries_that_are_offered_are_those_that_the_library_knows() -> None:
    import holidays

    assert set(COUNTRIES) == set(holidays.list_supported_countries(include_aliases=False))


def test_a_process_of_its_own_knows_the_days_and_their_names() -> None:
    found = holiday_days.ask("BG", "", 2026, 2026)
    days = dict(found["days"])
    assert days["2026-03-03"]["bg"] == "Ден на Освобождението на България от османско иго"
    assert days["2026-12-24"]["en"] == "Christmas Eve"
    with pytest.raises(holiday_days.UnknownCountry):
        holiday_days.ask("QQ", "", 2026, 2026)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, int, int]]:
    """The questions to the library, which knows one day a year here."""
    questions = []

    def ask(country: str, region: str, first: int, last: int) -> Days:
        questions.append((country, region, first, last))
        if country == "QQ":
            raise holiday_days.UnknownCountry(country)
        return Days(
            days=[(f"{year}-11-17", {"en": "Day of the Mill"}) for year in range(first, last + 1)],
            regions=["A"],
        )

    monkeypatch.setattr(holiday_days, "ask", ask)
    return questions


def test_a_holiday_does_not_count_unless_it_is_worked_on(
    world: World, asked: list[tuple[str, str, int, int]]
) -> None:
    with at(MONDAY):
        hours = office(world, country="BG")
        promise = level(world, hours=hours, targets={"first_answer": [9 * 3600] * 4})
        rule(world, promise)
        ticket = world.ticket()  # Monday 10:00; 7 hours are left of it, Tuesday is off
    assert asked == [("BG", "", 2026, 2029)]
    assert running(ticket)["first_answer"].due_at == later(days=2, hours=1)
    with at(MONDAY):
        setting_hours.remove_day(Holiday.objects.get(day=date(2026, 11, 17)), by=world.omar)
        second = world.ticket()
    assert running(second)["first_answer"].due_at == later(days=1, hours=1)


def test_the_days_are_renewed_and_what_a_person_said_stays(
    world: World, asked: list[tuple[str, str, int, int]]
) -> None:
    with at(MONDAY):
        hours = office(world, country="BG", region="")
        worked = Holiday.objects.get(day=date(2026, 11, 17))
        setting_hours.remove_day(worked, by=world.omar)
        setting_hours.add_day(hours, by=world.omar, day=date(2026, 12, 31), name="Stocktaking", spans="9-12")
    timer = Timer.objects.get(kind=setting_hours.TIMER)
    with at(later(days=400)):
        setting_hours.renew(timer)
    assert asked[-1] == ("BG", "", 2027, 2030)
    assert Holiday.objects.get(day=date(2026, 11, 17)).worked
    assert {row.day.year for row in Holiday.objects.filter(own=False)} == {2026, 2027, 2028, 2029, 2030}
    assert Holiday.objects.get(own=True).spans == [[540, 720]]
    hours.refresh_from_db()
    assert (hours.known_until, hours.regions) == (2030, ["A"])


def test_a_country_that_is_not_known_changes_nothing(
    world: World, asked: list[tuple[str, str, int, int]]
) -> None:
    with pytest.raises(Invalid):
        office(world, country="QQ")
    assert not BusinessHours.objects.exists()
    assert not Level.objects.exists()


def test_without_a_country_there_are_no_holidays_any_more(
    world: World, asked: list[tuple[str, str, int, int]]
) -> None:
    hours = office(world, country="BG")
    setting_hours.save_hours(hours, by=world.omar, name="Office", time_zone="UTC", week=OFFICE)
    assert not Holiday.objects.exists() and not Timer.objects.filter(kind=setting_hours.TIMER).exists()
