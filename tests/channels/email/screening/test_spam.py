"""Spam goes to the spam: nothing lost, nobody told, no clock; and back to where it would have been."""

import pytest

from accord.channels.email import ledger
from accord.channels.email.models import OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.screening import deciding
from accord.channels.email.screening.findings import Finding, Screening
from accord.events.delivering import deliver
from accord.events.models import Event
from accord.people.models.person import PersonKind
from accord.people.system import system
from accord.tickets import discarding, replying
from accord.tickets.models import Message, State
from accord.tickets.telling import tell
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.world import World, kinds

OFFER = mail(sender="Offers <win@example.net>", subject="You won", text="Claim your prize now, only today.")


@pytest.fixture(autouse=True)
def _all_is_spam(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = Screening(
        spam=True, findings=(Finding("words_of_spam", {"percent": 99, "words": "prize"}, 5.5),)
    )
    monkeypatch.setattr(deciding, "screen", lambda mails: [verdict for _ in mails])


def test_spam_opens_a_ticket_in_the_spam_and_tells_nobody(desk: World) -> None:
    row = taken(OFFER)
    ticket = ticket_of(row)
    opened = Event.objects.get(ticket_id=ticket.pk)
    assert (row.fate, row.reason, ticket.state, ticket.to_solve, ticket.is_open) == (
        Fate.SPAM, "looks_like_spam", State.SPAM, False, False,
    )  # fmt: skip
    assert ticket.waiting_since is None
    assert (opened.actor_id, opened.data["because"]) == (system().pk, "mail_verdict")
    assert not opened.data.get("acknowledge")
    while deliver(10):
        pass
    assert not OutgoingMail.objects.exists()
    assert Message.objects.get(ticket=ticket).text.startswith("Claim your prize")
    line = tell([opened], str)[0]
    assert (str(line.sentence), line.reasons) == (
        "<b>Accord</b> put this with the spam.",
        ["The mail looked like spam."],
    )


def test_the_ledger_says_why(desk: World) -> None:
    entry = ledger.of_message(taken(OFFER).ticket_message_id or 0)
    assert entry is not None
    assert (str(entry.fate), str(entry.reason)) == ("Spam", "It looks like spam.")
    assert entry.findings == ["Its words are those of your spam, by 99 %: prize. (+5.5 points)"]


def test_not_spam_brings_it_back_to_its_place_and_nothing_is_sent_late(desk: World) -> None:
    ticket = ticket_of(taken(OFFER))
    later = desk.ticket()
    discarding.mark_not_spam(ticket, by=desk.ieva)
    ticket.refresh_from_db()
    later.refresh_from_db()
    assert (ticket.state, ticket.to_solve, kinds(ticket)) == (
        State.NEW,
        True,
        ["ticket.opened", "ticket.not_spam"],
    )
    assert ticket.waiting_since is not None and ticket.waiting_since < later.waiting_since
    while deliver(10):
        pass
    assert not OutgoingMail.objects.filter(ticket_id=ticket.pk).exists()


def test_a_reply_to_a_mail_of_ours_is_never_put_away(desk: World) -> None:
    ticket = desk.ticket()
    replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    sent(ticket, "ours@support.example.com")
    row = taken(mail(In_Reply_To="<ours@support.example.com>"))
    ticket.refresh_from_db()
    message = Message.objects.get(pk=row.ticket_message_id)
    assert (row.fate, row.ticket_id, ticket.state) == (Fate.APPENDED, ticket.pk, State.OPEN)
    assert (message.marks, row.details["screening"]["spam"]) == (["looks-like-spam"], True)


def test_a_participant_who_names_his_ticket_is_never_put_away(desk: World) -> None:
    ticket = desk.ticket()
    row = taken(mail(subject=f"[#{ticket.code}] Coffee grinder stops"))
    assert (row.fate, row.ticket_id) == (Fate.APPENDED, ticket.pk)


def test_more_mail_on_a_spam_ticket_stays_there(desk: World) -> None:
    ticket = ticket_of(taken(OFFER))
    row = taken(mail(sender="Offers <win@example.net>", subject=f"[#{ticket.code}] You won", text="Again!"))
    ticket.refresh_from_db()
    assert (row.ticket_id, ticket.state, ticket.messages_count) == (ticket.pk, State.SPAM, 2)


def test_spam_in_a_colleagues_name_is_no_colleagues(desk: World) -> None:
    ticket = ticket_of(taken(mail(sender="Ieva <ieva@example.com>")))
    assert (ticket.state, ticket.requester.kind) == (State.SPAM, PersonKind.CONTACT)
