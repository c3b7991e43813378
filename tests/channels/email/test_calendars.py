"""Invitations are messages; the answers of calendars to them are noted and wake nobody."""

from email.message import EmailMessage

import pytest

from accord.channels.email.models.incoming import Fate
from accord.channels.email.parsing import parse
from accord.events.models import Delivery
from accord.messaging import marks
from accord.tickets import resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, State, Ticket
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.world import World

OUTLOOK = "-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN"
GOOGLE = "-//Google Inc//Google Calendar 70.9054//EN"
APPLE = "-//Apple Inc.//macOS 14.1//EN"


def event(method: str, program: str, more: str = "") -> str:
    return (
        f"BEGIN:VCALENDAR\r\nPRODID:{program}\r\nVERSION:2.0\r\nMETHOD:{method}\r\n"
        "BEGIN:VTIMEZONE\r\nTZID:Europe/Riga\r\nBEGIN:STANDARD\r\nDTSTART:19701025T040000\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=Hannah:mailto:hannah@example.com\r\n"
        "DTSTART;TZID=Europe/Riga:20261127T140000\r\nDTEND;TZID=Europe/Riga:20261127T150000\r\n"
        f"SUMMARY:Visit of our\r\n  technician\\, at last\r\nLOCATION:Brīvības 1\\, Rīga\r\n{more}"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def calendar(method: str, program: str, text: str = "", subject: str = "Accepted: Visit", more: str = "",
             mixed: bool = False, **headers: str) -> bytes:  # fmt: skip
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "hannah@example.com", "support@example.com", subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    ics = event(method, program, more)
    if mixed:
        message.add_attachment(ics.encode(), "text", "calendar", filename="invite.ics")
    else:
        message.add_alternative(ics, subtype="calendar", params={"method": method})
    return message.as_bytes()


@pytest.fixture
def resolved(desk: World) -> Ticket:
    ticket = ticket_of(taken(mail()))
    sent(ticket, "ours@example.com")
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    return ticket


@pytest.mark.parametrize(
    ("program", "text", "mixed", "headers"),
    [
        (OUTLOOK, "\n", False, {}),
        (OUTLOOK, "", True, {"Thread_Topic": "Visit"}),
        (GOOGLE, "Hannah has accepted this invitation.\n\nVisit", False, {"Auto_Submitted": "auto-generated"}),
        (APPLE, "Hannah has accepted your invitation to “Visit”.", True, {}),
        ("-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN", "Hannah hat Ihre Einladung angenommen.", False, {}),
    ],
)
def test_an_answer_of_a_calendar_is_noted_and_opens_nothing(
    resolved: Ticket, program: str, text: str, mixed: bool, headers: dict[str, str]
) -> None:
    before = Delivery.objects.count()
    row = taken(calendar("REPLY", program, text, mixed=mixed, in_reply_to="<ours@example.com>", **headers))
    resolved.refresh_from_db()
    message = Message.objects.get(pk=row.ticket_message_id)
    assert (row.fate, row.ticket_id, resolved.state) == (Fate.AUTOMATIC, resolved.pk, State.RESOLVED)
    assert marks.CALENDAR in message.marks and message.text  # without words of its own, its subject
    assert "text/calendar" in [each.content_type for each in message.attachments.all()]
    assert Delivery.objects.count() == before


@pytest.mark.parametrize(
    ("program", "text", "more"),
    [
        (OUTLOOK, "I accepted, but please come an hour later.", ""),
        (GOOGLE, "Hannah has accepted this invitation.", "COMMENT:Please come an hour later.\r\n"),
    ],
)
def test_what_somebody_writes_with_his_answer_is_heard(resolved: Ticket, program: str, text: str, more: str) -> None:
    row = taken(calendar("REPLY", program, text, more=more, in_reply_to="<ours@example.com>"))
    resolved.refresh_from_db()
    assert (row.fate, resolved.state) == (Fate.APPENDED, State.OPEN)


def test_thanks_with_an_answer_are_thanks(resolved: Ticket) -> None:
    row = taken(calendar("REPLY", OUTLOOK, "Thank you!", in_reply_to="<ours@example.com>"))
    resolved.refresh_from_db()
    assert resolved.state == State.RESOLVED
    assert marks.COURTESY in Message.objects.get(pk=row.ticket_message_id).marks


@pytest.mark.parametrize("method", ["REQUEST", "COUNTER", "CANCEL"])
def test_an_invitation_is_a_message_that_says_when_and_where(resolved: Ticket, method: str) -> None:
    row = taken(calendar(method, OUTLOOK, "Can you come?", subject="Visit", in_reply_to="<ours@example.com>"))
    resolved.refresh_from_db()
    message = Message.objects.get(pk=row.ticket_message_id)
    assert (row.fate, resolved.state) == (Fate.APPENDED, State.OPEN)
    assert message.text == (
        "Can you come?\n\nVisit of our technician, at last\n2026-11-27 14:00–15:00 Europe/Riga\nBrīvības 1, Rīga"
    )
    assert message.attachments.get().content_type == "text/calendar"


def test_an_invitation_without_words_opens_a_ticket_that_can_be_read(desk: World) -> None:
    row = taken(calendar("REQUEST", OUTLOOK, subject="Visit"))
    assert "2026-11-27 14:00" in Message.objects.get(pk=row.ticket_message_id).text


STRANGE = ["", "BEGIN:VCALENDAR", "METHOD:REPLY\nBEGIN:VEVENT\n" * 300, ":;=\n\x00,\\", "A;" * 50_000]


@pytest.mark.parametrize("ics", STRANGE)
def test_no_calendar_stops_the_parser(ics: str) -> None:
    raw = b"From: a@example.com\nSubject: x\nContent-Type: text/calendar\n\n" + ics.encode()
    assert "failed" not in parse(raw).marks
