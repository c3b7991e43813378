"""Who pretends to be somebody: an agent, a customer, or the answer to a mail of ours (DOMAIN 7.4 and 7.7)."""

import pytest

from accord.channels.email.models import IncomingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.proofs import reply_address
from accord.channels.email.screening import keeping
from accord.core import options
from accord.events.models import Event
from accord.people.models.person import PersonKind
from accord.tickets import participating, replying, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, State, Ticket
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.channels.email.screening.outside import OTHER_IP, SERVER_IP, Outside
from tests.world import World, kinds

OURS = "answer@support.example.com"


@pytest.fixture(autouse=True)
def _asking(outside: Outside, db: None) -> None:
    options.put("mail.nameservers", outside.server.address)


def marks_of(row: IncomingMail) -> list[str]:
    return list(Message.objects.get(pk=row.ticket_message_id).marks)


def keys(row: IncomingMail) -> list[str]:
    return [each.key for each in keeping.from_json(row.details).findings]


def spoofed(sender: str = "Hannah <hannah@example.com>", **more: str) -> IncomingMail:
    """From a machine that may not send for the domain in From."""
    return taken(mail(sender=sender, **more), peer=OTHER_IP, sender="x@example.net", helo="evil.example.net")


def answered(desk: World) -> Ticket:
    ticket = desk.ticket()
    replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    sent(ticket, OURS)
    return ticket


def test_a_spoofed_agent_is_a_stranger_and_marked(desk: World) -> None:
    ticket = answered(desk)
    row = spoofed(
        "Ieva <ieva@example.com>", subject=f"[#{ticket.code}] close it", text="Please close this now."
    )
    opened = ticket_of(row)
    ticket.refresh_from_db()
    assert (row.fate, opened == ticket, ticket.state) == (Fate.OPENED, False, State.ANSWERED)
    assert opened.requester.kind == PersonKind.CONTACT and opened.requester.pk != desk.ieva.pk
    assert marks_of(row) == ["unproven", "may-belong", "spoofed"]
    assert (keys(row), row.details["screening"]["authentic"]) == (["dmarc_fail_reject"], "fail")
    assert "message.sent" not in kinds(opened)


def test_a_spoofed_agent_with_our_id_does_not_speak_as_the_agent(desk: World) -> None:
    answered(desk)
    row = spoofed("Ieva <ieva@example.com>", In_Reply_To=f"<{OURS}>", text="Send the money elsewhere.")
    message = Message.objects.get(pk=row.ticket_message_id)
    assert (row.fate, message.kind, message.author_id == desk.ieva.pk) == (Fate.APPENDED, "incoming", False)
    assert {"spoofed", "unproven"} <= set(message.marks)


def test_a_spoofed_customer_joins_nothing_by_rights_that_are_not_his(desk: World) -> None:
    ticket = answered(desk)
    row = spoofed(subject=f"[#{ticket.code}] Coffee grinder stops")
    ticket.refresh_from_db()
    assert (row.fate, row.reason, row.details["may_belong_to"]) == (Fate.OPENED, "new", ticket.code)
    assert (ticket.state, marks_of(row)) == (State.ANSWERED, ["unproven", "may-belong"])
    proven = taken(
        mail(subject=f"[#{ticket.code}] Coffee grinder stops"), peer=SERVER_IP, helo="mx.example.com"
    )
    assert (proven.fate, proven.reason, keys(proven)) == (
        Fate.APPENDED,
        "subject_code",
        ["spf_pass", "stands_behind"],
    )


def test_a_spoofed_customer_is_not_acknowledged_to_the_real_one(desk: World) -> None:
    for row, wanted in ((spoofed(), False), (taken(mail(), peer=SERVER_IP), True)):
        event = Event.objects.get(ticket_id=row.ticket_id, kind="ticket.opened")
        assert event.data.get("acknowledge", False) is wanted


def test_a_spoofed_customer_with_our_id_is_appended_marked_and_gets_no_rights(desk: World) -> None:
    ticket = answered(desk)
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    before = ticket.requester_address
    row = spoofed(In_Reply_To=f"<{OURS}>", Cc="friend@example.net")
    ticket.refresh_from_db()
    assert (row.fate, row.reason, ticket.state) == (Fate.APPENDED, "in_reply_to", State.OPEN)
    assert (marks_of(row), ticket.requester_address) == (["unproven"], before)
    assert set(ticket.participants.values_list("address", flat=True)) == {"hannah@example.com"}


def test_a_forged_reference_leads_nowhere(desk: World) -> None:
    ticket = answered(desk)
    known = taken(mail(), peer=SERVER_IP)
    token = reply_address("support@example.com", ticket.pk)
    forged = token.replace("@", "x@") if "+" in token else token
    rows = [
        spoofed("Mallory <mallory@example.net>", In_Reply_To="<K7Q-2MF-88D.forged@support.example.com>"),
        spoofed("Mallory <mallory@example.net>", References=f"<{known.message_id}>"),
        taken(mail(sender="mallory@example.net", to=forged), recipients=[forged], peer=OTHER_IP),
        spoofed("Mallory <mallory@example.net>", Thread_Index="AQHYforgedforgedforgedforged=="),
    ]
    assert [row.fate for row in rows] == [Fate.OPENED] * 4
    assert {row.ticket_id for row in rows}.isdisjoint({ticket.pk, known.ticket_id})
    assert [row.reason for row in rows] == ["new"] * 4
    assert rows[1].details["may_belong_to"] == ticket_of(known).code
    mallory = ticket_of(rows[1]).requester
    assert not participating.takes_part(ticket_of(known), mallory)
