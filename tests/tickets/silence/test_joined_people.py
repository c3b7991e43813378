"""Two cards of one person: his absence goes along and comes back, and what he was asked already is not asked again."""

from datetime import timedelta

import pytest

from accord.channels.email.models import OutgoingMail
from accord.people.contacts import contact_for
from accord.people.models import Person
from accord.tickets import checking, merging_people, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import Absence, Ticket
from accord.tickets.silence import absences
from tests.tickets.silence.days import MONDAY, Days

DAY = timedelta(days=1)


@pytest.fixture
def home(days: Days) -> Person:
    """Hannah, as she writes from home."""
    days.rule()
    return contact_for("hannah@home.example", "Hannah", "en")


def resolved(days: Days, whose: Person) -> Ticket:
    ticket = days.world.ticket(requester=whose)
    resolving.resolve(ticket, ready_text("solved", "en"), by=days.world.ieva)
    days.work()
    return ticket


def away(ticket: Ticket, back: float) -> None:
    absences.away(ticket, ticket.requester_id, (MONDAY + back * DAY).date())


def until() -> dict[int, float]:
    """The day of return of everybody who is away."""
    midnight = MONDAY.replace(hour=0)
    return {row.pk: (row.until - midnight) / DAY for row in Absence.objects.all()}


@pytest.mark.parametrize(
    ("hers", "at_home", "together"), [(None, 12, 12), (5, 12, 12), (20, 12, 20), (20, None, 20), (None, None, None)]
)
def test_the_later_of_both_absences_counts_and_each_gets_his_own_back(
    days: Days, home: Person, hers: int | None, at_home: int | None, together: int | None
) -> None:
    hannah = days.world.hannah
    tickets = resolved(days, hannah), resolved(days, home)
    for ticket, back in zip(tickets, (hers, at_home), strict=True):
        if back is not None:
            away(ticket, back)
    before, due = until(), [days.due(ticket) for ticket in tickets]
    merging_people.merge(home, hannah, by=days.world.tiina)
    assert until() == ({hannah.pk: together} if together else {})
    merging_people.unmerge(home, by=days.world.tiina)
    assert until() == before and [days.due(ticket) for ticket in tickets] == due
    assert list(checking.problems(deep=True)) == []


def test_no_ticket_of_hers_is_reminded_before_she_is_back(days: Days, home: Person) -> None:
    tickets = resolved(days, days.world.hannah), resolved(days, home)
    away(tickets[1], 12)
    merging_people.merge(home, days.world.hannah, by=days.world.tiina)
    days.days(30)
    returned = MONDAY.replace(hour=0) + 12 * DAY
    for ticket in tickets:
        kind, at = days.steps(ticket)[0]
        assert kind == "ticket.reminded" and returned <= at <= returned + timedelta(minutes=1)  # by the pace


def test_what_was_heard_since_stays(days: Days, home: Person) -> None:
    hannah = days.world.hannah
    tickets = resolved(days, hannah), resolved(days, home)
    away(tickets[1], 12)
    merging_people.merge(home, hannah, by=days.world.tiina)
    days.days(1)
    away(tickets[0], 15)
    merging_people.unmerge(home, by=days.world.tiina)
    assert until() == {hannah.pk: 15, home.pk: 12}


def test_the_ladder_goes_on_and_nobody_is_asked_twice(days: Days, home: Person) -> None:
    ticket = resolved(days, home)
    days.days(4)
    merging_people.merge(home, days.world.hannah, by=days.world.tiina)
    days.days(1)
    merging_people.unmerge(home, by=days.world.tiina)
    days.days(30)
    assert [at - MONDAY for _kind, at in days.steps(ticket)] == [3 * DAY, 6 * DAY, 7 * DAY]
    assert OutgoingMail.objects.filter(ticket_id=ticket.pk, part__startswith="reminded").count() == 2
