"""What only its words call automatic: never dropped, noted only where its subject is not the very one of its ticket."""

from datetime import timedelta

import pytest

from accord.channels.email.models import OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.core import clock
from accord.events.models import Event
from accord.tickets import resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, State, Ticket
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.world import World

BOUNCE = """Why do my mails to a friend come back?

---------- Forwarded message ---------
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
Subject: Undelivered Mail Returned to Sender

This is the mail system at host mx.example.net.
I'm sorry to have to inform you that your message could not be delivered to one or more recipients.
"""


@pytest.mark.parametrize(
    "subject",
    [
        "Out of office reply does not work in Outlook",
        "Automatische Antwort einrichten",
        "В отпуск с 1 июля",
        "Извън офиса не мога да вляза в системата",
        "Puhkusel olles ei saa sisse logida",
        "Prombūtnes paziņojums nedarbojas",
        "Odsotnost otroka",
    ],
)
def test_a_request_whose_subject_begins_like_an_absence_opens_a_ticket(desk: World, subject: str) -> None:
    row = taken(mail(subject=subject))
    ticket = ticket_of(row)
    opened = Event.objects.get(kind="ticket.opened", ticket_id=ticket.pk)
    assert (row.fate, ticket.subject, ticket.state) == (Fate.OPENED, subject, State.NEW)
    assert not opened.data.get("acknowledge")  # it may be a robot's all the same



@pytest.mark.parametrize("subject", ["Fwd: Undelivered Mail Returned to Sender", "Mail delivery failed, why?"])
def test_a_bounce_that_somebody_passes_on_opens_a_ticket(desk: World, subject: str) -> None:
    row = taken(mail(subject=subject, text=BOUNCE))
    assert row.fate == Fate.OPENED
    assert Message.objects.get(pk=row.ticket_message_id).text == "Why do my mails to a friend come back?"


@pytest.mark.parametrize("text", ["It still does not work.", BOUNCE])
def test_who_answers_such_a_ticket_is_heard(desk: World, text: str) -> None:
    """The subject is the ticket's own: it says nothing of this mail."""
    subject = "Undelivered mail" if text == BOUNCE else "Out of office reply does not work"
    ticket = ticket_of(taken(mail(subject=subject, text=text)))
    ours = sent(ticket, "ours@example.com")
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    row = taken(
        mail(subject=f"Re: {subject} [#{ticket.code}]", text=f"Again: {text}", in_reply_to=f"<{ours.message_id}>")
    )
    ticket.refresh_from_db()
    ours.refresh_from_db()
    assert (row.fate, row.ticket_id, ticket.state, ours.state) == (Fate.APPENDED, ticket.pk, State.OPEN, "waiting")


def test_an_absence_without_any_header_is_noted_on_its_ticket(desk: World) -> None:
    ticket = ticket_of(taken(mail(subject="Out of office reply does not work")))
    row = taken(mail(subject=f"Out of office: Re: Out of office reply does not work [#{ticket.code}]", text="Away."))
    assert (row.fate, row.ticket_id) == (Fate.AUTOMATIC, ticket.pk)


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "auto-generated"},
        {"precedence": "bulk"},
        {"x_auto_response_suppress": "All"},
    ],
)
def test_where_a_header_says_so_too_it_stays_automatic(desk: World, headers: dict[str, str]) -> None:
    row = taken(mail(subject="Out of office", text="I am away.", **headers))
    assert (row.fate, row.reason) == (Fate.AUTOMATIC, "no_ticket")


def test_a_bounce_from_a_daemon_stays_one(desk: World) -> None:
    row = taken(mail(sender="Mail Delivery System <MAILER-DAEMON@mx.example.net>", subject="Undelivered", text=BOUNCE))
    assert (row.fate, row.reason) == (Fate.AUTOMATIC, "nothing_of_ours")


def told(desk: World, minutes: int) -> Ticket:
    """Hannah's resolved ticket; our mail about it went to her that long ago."""
    ticket = ticket_of(taken(mail()))
    sent(ticket, "ours@example.com", subject=f"Re: Coffee grinder stops [#{ticket.code}]")
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    OutgoingMail.objects.filter(message_id="ours@example.com").update(
        created_at=clock.now() - timedelta(minutes=minutes)
    )
    return ticket


@pytest.mark.parametrize(
    ("subject", "minutes", "headers"),
    [
        ("Out of office", 1, {}),
        ("Автоответ", 4, {}),
        ("Automatic reply: Coffee grinder stops", 2000, {}),
        ("Automātiska atbilde: Re: Coffee grinder stops", 2000, {}),
        ("Out of office", 40, {"auto_submitted": "auto-replied"}),
    ],
)
def test_an_absence_that_names_nothing_is_noted_where_we_wrote_last(
    desk: World, subject: str, minutes: int, headers: dict[str, str]
) -> None:
    ticket = told(desk, minutes)
    row = taken(mail(subject=subject, text="I am away until Monday.", **headers))
    ticket.refresh_from_db()
    assert (row.fate, row.reason, row.ticket_id) == (Fate.AUTOMATIC, "absence", ticket.pk)
    assert ticket.state == State.RESOLVED


@pytest.mark.parametrize(
    ("subject", "text", "minutes", "sender"),
    [
        ("Out of office reply does not work", "Can you help?", 1, "hannah@example.com"),
        ("Out of office", "I am away.", 60, "hannah@example.com"),
        ("Out of office", "I am away.", 1, "mallory@example.org"),
    ],
)
def test_what_may_be_a_request_still_opens_a_ticket(
    desk: World, subject: str, text: str, minutes: int, sender: str
) -> None:
    ticket = told(desk, minutes)
    row = taken(mail(sender=sender, subject=subject, text=text))
    assert row.fate == Fate.OPENED and row.ticket_id != ticket.pk
