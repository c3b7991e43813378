"""DOMAIN 6.3 by mail: thanks and nothing more, on each state, in the customer's own language."""

import pytest

from accord.channels.email.models.incoming import Fate
from accord.tickets import closing, rejudging, replying, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, State, Ticket
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, sent, taken
from tests.world import World

OURS = "answer@support.example.com"
QUOTE = "\n\nOn Mon, 3 Mar 2025 at 10:12, Support <support@example.com> wrote:\n> Order 4711. Is it solved?\n"
SIGNED = "\n\n-- \nHannah Whitfield\nTel. +44 20 0000 0000, https://example.com"


def answered(desk: World) -> Ticket:
    ticket = desk.ticket()
    replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    sent(ticket, OURS)
    return ticket


def resolved(desk: World) -> Ticket:
    ticket = answered(desk)
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    return ticket


def closed(desk: World) -> Ticket:
    ticket = resolved(desk)
    closing.close(ticket, by=desk.ieva, basis="moved")
    return ticket


@pytest.mark.parametrize(
    "text",
    [
        "Thank you very much!",
        "Много благодаря за помощта!",
        "Suur tänu, nüüd töötab.",
        "Liels paldies, viss strādā!",
        "Спасибо большое, всё заработало",
        "Najlepša hvala za pomoč.",
    ],
)
@pytest.mark.parametrize(
    ("make", "state"), [(answered, State.OPEN), (resolved, State.RESOLVED), (closed, State.CLOSED)]
)
def test_6_3_thanks_in_each_language_on_each_state(desk: World, text: str, make: object, state: State) -> None:
    ticket = make(desk)  # type: ignore[operator]
    row = taken(mail(text=text + SIGNED + QUOTE, In_Reply_To=f"<{OURS}>"))
    ticket.refresh_from_db()
    message = Message.objects.get(pk=row.ticket_message_id or 0)
    assert (row.fate, row.ticket_id, message.marks) == (Fate.APPENDED, ticket.pk, ["courtesy"])
    assert ticket.state == state and Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    ["Thanks, but it stops.", "Thank you. When does it come?", "Thanks, order 7", "Thanks in advance", "Спасибо, нет"],
)
def test_6_3_what_is_more_than_thanks_opens_a_resolved_ticket(desk: World, text: str) -> None:
    ticket = resolved(desk)
    taken(mail(text=text, In_Reply_To=f"<{OURS}>"))
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN


def test_6_3_overruled_on_a_closed_ticket_the_words_become_a_follow_up(desk: World) -> None:
    ticket = closed(desk)
    row = taken(mail(text="Thank you very much!", In_Reply_To=f"<{OURS}>"))
    there = rejudging.more_than_thanks(ticket, Message.objects.get(pk=row.ticket_message_id or 0), by=desk.ieva)
    assert (there.follow_up_of, there.state, there.requester) == (ticket, State.NEW, desk.hannah)
