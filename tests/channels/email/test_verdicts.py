"""Mails under our own address: our own come back, or somebody else's that a form or a group passes on."""

import pytest

from accord.channels.email.models.incoming import Fate
from accord.tickets.models import State
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.world import World

GROUP = {
    "list_id": "<support.example.com>",
    "precedence": "list",
    "list_unsubscribe": "<mailto:support+unsubscribe@example.com>",
}
VIA = "'Jane Roe' via Support <support@example.com>"


@pytest.mark.parametrize(
    "author", [{"reply_to": "Jane Roe <jane@example.net>"}, {"x_original_from": "Jane Roe <jane@example.net>"}]
)
def test_a_group_that_writes_under_our_address_passes_on_who_wrote(desk: World, author: dict[str, str]) -> None:
    """Google Groups puts its own address into From where the domain of the sender forbids relays (DMARC)."""
    row = taken(mail(VIA, **GROUP, **author))
    ticket = ticket_of(row)
    assert (row.fate, ticket.state) == (Fate.OPENED, State.NEW)
    assert (ticket.requester.email, ticket.requester.name) == ("jane@example.net", "Jane Roe")


def test_an_answer_by_a_group_joins_its_ticket(desk: World) -> None:
    ticket = ticket_of(taken(mail(VIA, reply_to="jane@example.net", **GROUP)))
    ours = sent(ticket, "ours@example.com", to="jane@example.net")
    row = taken(mail(VIA, text="More.", reply_to="jane@example.net", in_reply_to=f"<{ours.message_id}>", **GROUP))
    assert (row.fate, row.ticket_id) == (Fate.APPENDED, ticket.pk)


@pytest.mark.parametrize("headers", [{}, {"auto_submitted": "auto-generated"}, {"precedence": "bulk"}])
def test_a_form_under_our_address_opens_the_ticket_of_its_visitor(desk: World, headers: dict[str, str]) -> None:
    row = taken(mail("Website <support@example.com>", reply_to="jane@example.net", **headers))
    assert (row.fate, ticket_of(row).requester.email) == (Fate.OPENED, "jane@example.net")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"reply_to": "support@example.com"},
        {"reply_to": "support@example.com", **GROUP},
        {"auto_submitted": "auto-replied", "reply_to": "jane@example.net"},
        {"x_original_from": "jane@example.net"},  # no group says so
    ],
)
def test_our_own_mail_opens_nothing(desk: World, headers: dict[str, str]) -> None:
    assert taken(mail("support@example.com", **headers)).reason == "own_address"
