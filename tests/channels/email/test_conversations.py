"""A mail comes, an answer goes, and what the customer's mail program makes of it finds its way back."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from accord.channels.email import loops, transport
from accord.channels.email.models import IncomingMail, Mailbox, OutgoingMail
from accord.channels.email.parsing import parse
from accord.core import files
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, Ticket
from accord.tickets.replying import reply
from accord.tickets.resolving import resolve
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, taken
from tests.channels.email.outbox import both, work, written
from tests.world import World

FIRST = "<first@customer.example>"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(desk: World) -> Iterator[Ticket]:
    """Opened by a mail of Hannah's; Ieva answered, the answer is kept."""
    transport.close_all()
    taken(mail(message_id=FIRST))
    ticket = Ticket.objects.get()
    work()
    reply(ticket, Words(text="Press the red button."), by=desk.ieva)
    work()
    yield ticket


def top_posted(text: str, quoted: EmailMessage, mark: str = "> ") -> str:
    """What a mail program writes: the new words, then the whole mail that is answered."""
    old = "\n".join(mark + line for line in both(quoted)[0].split("\n"))
    return f"{text}\n\nOn Mon, 2 Nov 2026 at 12:00, Ieva <support@example.com> wrote:\n{old}\n"


def test_our_answer_names_the_mail_that_it_answers(ticket: Ticket) -> None:
    answer = written(part="answer")
    acknowledgement = written(part="received")
    assert answer["In-Reply-To"] == FIRST
    references = str(answer["References"]).split()
    assert references[0] == FIRST or references[-1] == FIRST
    assert references[-1] == FIRST, "mail programs take the last one for the parent"
    assert {str(answer["Message-ID"]), str(acknowledgement["Message-ID"])} <= set(references)
    assert acknowledgement["In-Reply-To"] == FIRST


@pytest.mark.parametrize("how", ["in_reply_to", "references", "thread_index", "mark", "code"])
def test_the_reply_comes_back_to_its_ticket(ticket: Ticket, how: str) -> None:
    answer = written(part="answer")
    headers = {
        "in_reply_to": {"In_Reply_To": str(answer["Message-ID"])},
        "references": {"References": f"{FIRST} {answer['Message-ID']}"},
        "thread_index": {"Thread_Index": str(answer["Thread-Index"])},
    }.get(how, {})
    text = top_posted("It still stops.", answer) if how == "mark" else "It still stops."
    subject = str(answer["Subject"]) if how == "code" else "Other words"
    row = taken(mail(text=text, subject=subject, **headers))
    assert (row.fate, row.ticket_id) == ("appended", ticket.pk), row.reason
    assert Message.objects.get(pk=row.ticket_message_id).text == "It still stops."


@pytest.mark.parametrize("mark", ["> ", "", "| "])
def test_what_we_wrote_is_folded_away(ticket: Ticket, mark: str) -> None:
    answer = written(part="answer")
    parsed = parse(mail(text=top_posted("It still stops.", answer, mark)))
    assert parsed.visible_text == "It still stops."


def test_our_automatic_mails_are_known_as_automatic(desk: World, ticket: Ticket) -> None:
    resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    work()
    for row in OutgoingMail.objects.exclude(part="answer"):
        assert row.raw is not None
        parsed = parse(files.read(row.raw))
        assert parsed.is_auto, row.part
        assert loops.is_ours(parsed.loop_ids)
    answer = OutgoingMail.objects.get(part="answer")
    assert answer.raw is not None
    assert not parse(files.read(answer.raw)).is_auto


def test_our_own_mail_that_comes_back_opens_nothing(ticket: Ticket) -> None:
    row = OutgoingMail.objects.get(part="answer")
    assert row.raw is not None
    assert taken(files.read(row.raw)).fate == "ignored"
    assert Ticket.objects.count() == 1


def test_reply_tokens_only_where_a_probe_has_arrived(desk: World, ticket: Ticket) -> None:
    Mailbox.objects.update(tested_at="2026-11-22T00:00:00Z")
    reply(ticket, Words(text="One"), by=desk.ieva)
    work()
    Mailbox.objects.update(plus_works=True)
    reply(ticket, Words(text="Two"), by=desk.ieva)
    work()
    one, two = (written(id=row.pk) for row in OutgoingMail.objects.order_by("-id")[:2][::-1])
    assert one["Reply-To"] == "support@example.com"
    token = str(two["Reply-To"])
    assert token.startswith("support+")
    row = taken(mail(text="Thanks to both of you, it is fine now!", subject="Hi", to=token), [token])
    assert (row.fate, row.reason, row.ticket_id) == ("appended", "reply_address", ticket.pk)


def test_many_mails_keep_references_short(desk: World, ticket: Ticket) -> None:
    for number in range(30):
        reply(ticket, Words(text=f"Step {number}"), by=desk.ieva)
    work(5)
    last = OutgoingMail.objects.order_by("-id")[0]
    references = str(written(id=last.pk)["References"]).split()
    assert len(references) <= 22
    assert f"<{last.message_id}>" in references


def test_a_strange_id_never_breaks_our_headers(desk: World) -> None:
    taken(mail(message_id="<ok@customer.example>"))
    IncomingMail.objects.update(message_id="a b\r\nBcc: x@example.org")
    reply(Ticket.objects.get(), Words(text="Hello"), by=desk.ieva)
    work()
    answer = written(part="answer")
    assert answer["Bcc"] is None
    assert "x@example.org" not in str(answer["References"])
