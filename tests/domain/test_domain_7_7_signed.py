"""DOMAIN 7.7 from the wire to the ticket: a real signature and a real name server say who wrote, nothing else does.

Each mail is signed as its program would, comes from a machine that its domain does not name, and goes through spool,
screening and intake; the key is asked of a name server.
"""

from collections.abc import Iterator

import pytest

from accord.channels.email import proofs
from accord.channels.email.models import IncomingMail, OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.screening import names
from accord.core import files, options
from accord.events.delivering import deliver
from accord.tickets import assigning
from accord.tickets.models import Message, MessageKind, State, Ticket
from tests.channels.email.mails import mail, taken
from tests.channels.email.screening.outside import OTHER_IP, Outside, make, signed
from tests.world import World

pytestmark = pytest.mark.django_db
IEVA = "Ieva <ieva@example.com>"
TEXT = "Hold the button for three seconds."


@pytest.fixture
def outside(desk: World) -> Iterator[Outside]:
    """example.com publishes its key and asks to refuse what it did not sign or send itself."""
    with make() as made:
        options.put("mail.nameservers", made.server.address)
        yield made


@pytest.fixture
def ticket(desk: World) -> Ticket:
    made = desk.ticket()
    assigning.assign(made, desk.ieva, by=desk.tiina)
    return made


def written(desk: World, ticket: Ticket) -> tuple[bytes, str]:
    """Ieva's answer to her own reply address for the ticket."""
    address = proofs.agent_address("support@example.com", ticket.pk, desk.ieva.pk)
    return mail(IEVA, TEXT, to=address), address


def came(raw: bytes, address: str) -> IncomingMail:
    return taken(raw, [address], peer=OTHER_IP, sender="ieva@example.com", helo="laptop.example.net")


def is_a_strangers(row: IncomingMail, desk: World) -> bool:
    message = Message.objects.get(pk=row.ticket_message_id)
    return message.kind == MessageKind.INCOMING and message.author != desk.ieva and "spoofed" in message.marks


def test_7_7_a_signed_answer_with_its_token_goes_out_to_the_customer(
    desk: World, outside: Outside, ticket: Ticket
) -> None:
    raw, address = written(desk, ticket)
    row = came(signed(raw), address)
    assert (row.fate, row.reason, row.ticket_id) == (Fate.APPENDED, "agents_answer", ticket.pk)
    assert row.details["screening"]["authentic"] == "pass"
    assert ("s1._domainkey.example.com", "TXT") in outside.server.asked
    ticket.refresh_from_db()
    assert ticket.state == State.ANSWERED
    deliver(50)
    out = OutgoingMail.objects.get(ticket_message_id=row.ticket_message_id)
    assert out.recipients == ["hannah@example.com"] and out.raw is not None and TEXT.encode() in files.read(out.raw)


@pytest.mark.parametrize("how", ["unsigned", "words changed", "other key", "other domain", "key withdrawn"])
def test_7_7_a_spoofed_answer_with_a_stolen_token_is_a_strangers(
    desk: World, outside: Outside, ticket: Ticket, how: str
) -> None:
    raw, address = written(desk, ticket)
    match how:
        case "words changed":
            raw = signed(raw).replace(b"Hold the button", b"Send the money")
        case "other key":
            other = '"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="'
            outside.server.zone["s1._domainkey.example.com", "TXT"] = [other]
            raw = signed(raw)
        case "other domain":
            raw = signed(raw, "example.org")
        case "key withdrawn":
            outside.server.zone["s1._domainkey.example.com", "TXT"] = ['"v=DKIM1; p="']
            raw = signed(raw)
    names.forget()
    row = came(raw, address)
    assert row.details["screening"]["authentic"] == "fail"
    assert row.reason not in ("agents_answer", "agents_note") and is_a_strangers(row, desk)
    assert not Message.objects.filter(kind=MessageKind.OUTGOING).exists()
    deliver(50)
    assert not OutgoingMail.objects.filter(ticket_message_id=row.ticket_message_id).exists()


def test_7_7_while_no_name_server_answers_he_is_not_believed(
    desk: World, outside: Outside, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "TIMEOUT_S", 0.2)
    outside.server.silent = True
    raw, address = written(desk, ticket)
    row = came(signed(raw), address)
    assert row.details["screening"]["authentic"] != "pass" and is_a_strangers(row, desk)


def test_7_7_a_signature_without_a_token_does_not_make_him_the_agent(
    desk: World, outside: Outside, ticket: Ticket
) -> None:
    raw = mail(IEVA, "Please close this for me.", subject=f"[#{ticket.code}] Coffee grinder stops")
    row = came(signed(raw), "support@example.com")
    assert row.details["screening"]["authentic"] == "pass" and is_a_strangers(row, desk)


def test_7_7_a_signed_forwarded_mail_opens_for_the_sender_inside_and_a_spoofed_one_does_not(
    desk: World, outside: Outside
) -> None:
    text = (
        "Please help her.\n\n---------- Forwarded message ---------\nFrom: Hannah Whitfield <hannah@example.com>\n"
        "Date: Mon, 9 Nov 2026 at 10:22\nSubject: The lid is loose\nTo: Ieva <ieva@example.com>\n\n\nThe lid rattles.\n"
    )
    raw = mail(IEVA, text, subject="Fwd: The lid is loose")
    row = came(signed(raw), "support@example.com")
    assert row.reason == "forwarded" and Ticket.objects.get(pk=row.ticket_id).requester == desk.hannah
    again = came(mail(IEVA, f"{text}Again.", subject="Fwd: The lid is loose"), "support@example.com")
    assert is_a_strangers(again, desk)
    assert Ticket.objects.get(pk=again.ticket_id).requester not in (desk.hannah, desk.ieva)
