"""Thanks that were taken for more do not begin a ladder anew: an agent says so, and it goes on where it stood."""

from datetime import datetime, timedelta

import pytest

from accord.channels.email.models import OutgoingMail
from accord.events.models import Event
from accord.tickets import assigning, checking, delivering, rejudging, replying, resolving, tagging
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.models import Message, MessageKind, State, Ticket
from accord.tickets.receiving import receive
from accord.tickets.writing import Words
from tests.tickets.silence.days import MONDAY, Days

REMINDED, CLOSED = "ticket.reminded", "ticket.closed"
DAY = timedelta(days=1)


def on(day: float) -> datetime:
    return MONDAY + day * DAY


def resolved(days: Days) -> Ticket:
    days.rule()
    ticket = days.world.ticket()
    resolving.resolve(ticket, ready_text("solved", "en"), by=days.world.ieva)
    days.work()
    return ticket


def writes(days: Days, ticket: Ticket, text: str = "Thanks, it is warm.") -> None:
    ticket.refresh_from_db()
    receive(ticket, Words(text=text), by=days.world.hannah, address="hannah@example.com")
    assert ticket.state == State.OPEN and days.row(ticket) is None


def only_thanks(days: Days, ticket: Ticket) -> None:
    said = Message.objects.filter(ticket=ticket, kind=MessageKind.INCOMING).order_by("-id")[0]
    ticket.refresh_from_db()
    rejudging.only_thanks(ticket, said, by=days.world.ieva)
    assert ticket.state == State.RESOLVED
    assert list(checking.problems(deep=True)) == []


@pytest.mark.parametrize(
    ("wrote", "judged", "steps"),
    [
        (1, 1.5, [3, 6, 7]),  # as if he had not written
        (1, 2.5, [3.5, 6.5, 7.5]),  # no step within a day of the agent's word
        (4, 4.5, [3, 6, 7]),  # reminded once: not once more
        (4, 9, [3, 10, 11]),
        (6.25, 6.5, [3, 6, 7.5]),  # reminded twice: closed, but not in the same hour
        (6.25, 20, [3, 6, 21]),
    ],
)
def test_it_goes_on_where_it_stood(days: Days, wrote: float, judged: float, steps: list[float]) -> None:
    ticket = resolved(days)
    days.until(on(wrote))
    writes(days, ticket)
    days.until(on(judged))
    only_thanks(days, ticket)
    days.days(30)
    assert [at for _kind, at in days.steps(ticket)] == [on(day) for day in steps]
    assert [kind for kind, _at in days.steps(ticket)] == [REMINDED, REMINDED, CLOSED]
    assert OutgoingMail.objects.filter(ticket_id=ticket.pk, part__startswith="reminded").count() == 2


def test_twice_taken_for_more(days: Days) -> None:
    ticket = resolved(days)
    days.until(on(4))
    writes(days, ticket)
    only_thanks(days, ticket)
    days.until(on(4.5))
    writes(days, ticket, "Thank you so much, it is warm.")
    only_thanks(days, ticket)
    days.days(30)
    assert [at for _kind, at in days.steps(ticket)] == [on(3), on(6), on(7)]


def test_what_begins_it_anew_still_does(days: Days) -> None:
    ticket = resolved(days)
    days.until(on(4))
    tagging.tag(ticket, "keep-open", by=days.world.ieva)
    tagging.untag(ticket, "keep-open", by=days.world.ieva)
    days.until(on(5))
    writes(days, ticket)
    only_thanks(days, ticket)
    days.days(30)
    assert [at for _kind, at in days.steps(ticket)] == [on(3), on(7), on(10), on(11)]


def test_an_agents_word_on_a_resolved_ticket_counts(days: Days) -> None:
    ticket = resolved(days)
    days.until(on(4))
    replying.reply(ticket, Words(text="Mind the lid."), by=days.world.ieva)
    days.until(on(5))
    writes(days, ticket)
    only_thanks(days, ticket)
    days.days(30)
    assert [at for _kind, at in days.steps(ticket)] == [on(3), on(7), on(8)]


def test_an_earlier_resolution_counts_for_nothing(days: Days) -> None:
    ticket = resolved(days)
    days.until(on(4))
    writes(days, ticket, "It stops again.")
    replying.reply(ticket, Words(text="Hold it."), by=days.world.ieva, resolve=Explanation("solved"))
    days.until(on(5))
    writes(days, ticket)
    only_thanks(days, ticket)
    days.days(30)
    assert [at for _kind, at in days.steps(ticket)] == [on(3), on(7), on(10), on(11)]


def test_who_could_not_be_told_is_not_told_by_it(days: Days) -> None:
    ticket = resolved(days)
    days.until(on(3.5))
    delivering.not_told(ticket, "reminded", "hannah@example.com", "5.1.1 no such user")
    writes(days, ticket)
    told = Event.objects.filter(kind="ticket.could_not_be_told").count()
    only_thanks(days, ticket)
    row = days.row(ticket)
    assert row is not None and row.untold == "bounced" and days.due(ticket) is None
    assert Event.objects.filter(kind="ticket.could_not_be_told").count() == told


def test_where_no_rule_is_on_any_more_nothing_begins(days: Days) -> None:
    ticket = resolved(days)
    days.until(on(4))
    writes(days, ticket)
    assigning.transfer(ticket, days.world.billing, by=days.world.omar)
    said = Message.objects.filter(ticket=ticket, kind=MessageKind.INCOMING).order_by("-id")[0]
    rejudging.only_thanks(ticket, said, by=days.world.tiina)
    assert ticket.state == State.RESOLVED and days.row(ticket) is None
