"""DOMAIN 6.5 and 7.8 by real mails: what the customer gets when he is silent, away, or not to be reached."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from accord.channels.email.models import IncomingMail, Mailbox, OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.core import options
from accord.events.models import Event
from accord.tickets import links, replying, resolving
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.models import State, Ticket
from accord.tickets.silence import checking
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, taken
from tests.channels.email.outbox import Sink, both, smtp_server
from tests.tickets.silence.days import MONDAY, Days, passing
from tests.world import World

LINK = re.compile(r"/my/answer/([^/\s]+)/")


@dataclass
class Post:
    """A desk whose mails really leave, and a customer who gets them."""

    days: Days
    sink: Sink

    @property
    def world(self) -> World:
        return self.days.world

    def letters(self) -> list[EmailMessage]:
        return [each.mail for each in self.sink.mails]

    def resolved(self, **more: Any) -> Ticket:
        ticket = self.world.ticket(**more)
        replying.reply(
            ticket, Words(text="Hold the button."), by=self.world.ieva, resolve=Explanation("solved")
        )
        self.days.work()
        return ticket

    def answers(self, text: str, **headers: str) -> IncomingMail:
        """A mail of Hannah's in reply to the last letter."""
        return taken(mail(text=text, In_Reply_To=str(self.letters()[-1]["Message-ID"]), **headers))

    def bounces(self) -> IncomingMail:
        """The last letter comes back."""
        returned = str(self.letters()[-1]["Message-ID"])
        report = (
            "From: MAILER-DAEMON@mx.example.com\r\nTo: support@example.com\r\nSubject: Undelivered Mail\r\n"
            "Message-ID: <b1@mx.example.com>\r\n"
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
            "Final-Recipient: rfc822; hannah@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
            "--b\r\nContent-Type: message/rfc822\r\n\r\n"
            f"Message-ID: {returned}\r\nSubject: Hello\r\n\r\nHi\r\n--b--\r\n"
        )
        return taken(report.encode(), sender="")


@pytest.fixture
def post(desk: World, settings: Any) -> Iterator[Post]:
    options.put("workspace.time_zone", "Europe/Sofia")
    with smtp_server() as (sink, port), passing(desk, settings) as days:
        settings.DEMO = False
        Mailbox.objects.update(
            smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", name="Example Café"
        )
        days.rule(from_hour=9, to_hour=17, weekdays="12345")
        yield Post(days, sink)


def on(day: int) -> datetime:
    return MONDAY + timedelta(days=day)


def test_6_5_four_letters_with_the_days_that_really_apply(post: Post) -> None:
    ticket = post.resolved()
    post.days.days(30)
    texts = [" ".join(both(letter)[0].split()) for letter in post.letters()]
    assert len(texts) == 4 and {letter["To"] for letter in post.letters()} == {
        "Hannah Whitfield <hannah@example.com>"
    }
    assert (
        "we ask again on 26 November 2026 and on 30 November 2026, and close it on 1 December 2026."
        in texts[0]
    )
    assert "we ask once more on 30 November 2026 and close it on 1 December 2026." in texts[1]
    assert "Hold the button." in texts[1] and "On 23 November 2026 we told you" in texts[1]
    assert "If we hear nothing, we close it on 1 December 2026." in texts[2]
    assert (
        "We have not heard from you since our last mail" in texts[3] and "we open a new request" in texts[3]
    )
    assert not [text for text in texts if "nothing changes" in text]
    # One resolution, one question (DOMAIN 7.1): each of the three asks about the same.
    asked = [
        links.read(found[1]).resolution_id for text in texts[:3] for found in [LINK.search(text)] if found
    ]
    closed = Event.objects.get(ticket_id=ticket.pk, kind="ticket.closed")
    assert asked == [closed.data["resolution"]] * 3
    assert closed.at == datetime.fromisoformat("2026-12-01T09:00:00+02:00")
    assert all("auto-" in str(letter["Auto-Submitted"]) for letter in post.letters()[1:])


def test_6_5_in_the_customers_language_and_zone(post: Post) -> None:
    elitsa = post.world.elitsa
    ticket = post.world.ticket(requester=elitsa, language="bg")
    resolving.resolve(ticket, ready_text("solved", "bg"), by=post.world.ieva)
    post.days.days(4)
    text = both(post.letters()[-1])[0]
    assert "30 ноември 2026" in text and "1 декември 2026" in text


def test_6_5_an_answered_ticket_is_resolved_with_the_question(post: Post) -> None:
    ticket = post.world.ticket()
    replying.reply(ticket, Words(text="Hold the button."), by=post.world.ieva)
    post.days.days(8)
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED
    text = " ".join(both(post.letters()[-1])[0].split())
    assert "We answered you and have not heard from you since." in text and LINK.search(text)
    assert "close it on 8 December 2026" in text


def test_6_5_a_reply_to_any_of_the_letters_ends_it(post: Post) -> None:
    ticket = post.resolved()
    post.days.until(on(7))
    assert post.answers("It still stops, what now?").fate == Fate.APPENDED
    post.days.days(30)
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN and len(post.letters()) == 3


def test_6_5_thanks_do_not(post: Post) -> None:
    ticket = post.resolved()
    post.days.until(on(4))
    post.answers("Thank you very much!")
    post.days.days(30)
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED and not ticket.closed_by_customer


def test_6_5_a_rule_that_is_off_promises_nothing(post: Post) -> None:
    post.days.rule(answered_on=False, resolved_on=False)
    post.resolved()
    assert "If you say nothing, nothing changes." in " ".join(both(post.letters()[-1])[0].split())


def test_7_8_an_absence_with_a_date_moves_the_reminders_behind_it(post: Post) -> None:
    ticket = post.resolved()
    row = post.answers(
        "I am on leave until 4 December.",
        subject="Automatic reply: Coffee grinder stops",
        Auto_Submitted="auto-replied",
    )
    assert row.fate == Fate.AUTOMATIC
    line = Event.objects.get(ticket_id=ticket.pk, kind="ticket.waits_for_return")
    assert line.data["until"] == "2026-12-05T00:00:00+02:00"
    post.days.days(40)
    reminded = [at for kind, at in post.days.steps(ticket) if kind == "ticket.reminded"]
    assert (
        reminded[0].isoformat() == "2026-12-07T07:00:00+00:00"
    )  # the 5th is a Saturday; Monday at nine in Sofia
    assert len(post.letters()) == 4, "an automatic reply must not keep the reminders back"
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


@pytest.mark.parametrize(
    "text", ["Back on 1 June 2027.", "Ich bin bis 24.12.2026 im Urlaub.", "В отпуске до 30.03.2027"]
)
def test_7_8_an_absence_moves_them_by_30_days_at_most(post: Post, text: str) -> None:
    ticket = post.resolved()
    post.answers(text, Auto_Submitted="auto-replied")
    post.days.days(60)
    first = post.days.steps(ticket)[0][1]
    assert MONDAY + timedelta(days=29) < first < MONDAY + timedelta(days=34)


def test_7_8_an_absence_is_known_on_the_persons_other_tickets_too(post: Post) -> None:
    first = post.resolved()
    post.answers("Away until 4 December.", Auto_Submitted="auto-replied")
    second = post.resolved(subject="The lid")
    post.days.days(30)
    assert post.days.steps(first)[0][1].date() == post.days.steps(second)[0][1].date()


def test_7_8_an_absence_without_a_date_changes_nothing(post: Post) -> None:
    ticket = post.resolved()
    post.answers("I am away and answer when I am back.", Auto_Submitted="auto-replied")
    post.days.days(30)
    assert [at.date() for _kind, at in post.days.steps(ticket)][0] == on(3).date()
    assert len(post.letters()) == 4


@pytest.mark.parametrize("day", [0, 3, 7])
def test_7_8_a_bounce_stops_closing_by_silence(post: Post, day: int) -> None:
    ticket = post.resolved()
    post.days.until(on(day) + timedelta(hours=1))
    assert post.bounces().fate == Fate.BOUNCE
    sent = len(post.letters())
    post.days.days(60)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.undelivered, len(post.letters())) == (State.RESOLVED, True, sent)
    assert Event.objects.filter(ticket_id=ticket.pk, kind="ticket.untold").count() == 1
    assert list(checking.problems(0, ticket.pk + 1)) == []


def test_7_8_what_the_server_refuses_is_no_told_customer(post: Post) -> None:
    ticket = post.world.ticket()
    resolving.resolve(ticket, ready_text("solved", "en"), by=post.world.ieva)
    post.sink.at_rcpt = lambda address: "550 5.1.1 no such user"
    post.days.days(60)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.undelivered, post.days.steps(ticket)) == (State.RESOLVED, True, [])


def test_7_8_a_server_that_says_later_makes_everything_later(post: Post) -> None:
    ticket = post.resolved()
    post.days.until(on(3) - timedelta(hours=1))
    post.sink.at_rcpt = lambda address: "451 4.7.1 later"
    post.days.days(1)
    post.sink.at_rcpt = lambda address: None
    post.days.days(1)
    reminder = OutgoingMail.objects.get(part="reminded")
    assert reminder.sent_at is not None and reminder.sent_at > reminder.created_at + timedelta(hours=20)
    post.days.days(30)
    last = post.days.steps(ticket)[1][1]
    assert last >= reminder.sent_at + timedelta(days=3)
