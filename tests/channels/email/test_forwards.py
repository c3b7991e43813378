"""Forwarding by hand: what the outsider gets, and his answer, which the customer never sees."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from accord.channels.email import proofs
from accord.channels.email.models import Mailbox, OutgoingMail
from accord.core import files
from accord.core.errors import Missing
from accord.people.rights import access_of
from accord.tickets import checking, conversation, forwarding, noting, replying, searching
from accord.tickets.models import Message, State, Ticket
from accord.tickets.writing import FileOf, Words
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.channels.email.outbox import mailbox_at, work
from tests.world import World, kinds

pytestmark = pytest.mark.django_db
SUPPLIER = "Sven <sven@supplier.example>"


@pytest.fixture(autouse=True)
def box(world: World) -> Mailbox:
    return mailbox_at(25, world.support, smtp_host="")


def mails() -> list[EmailMessage]:
    work()
    rows = OutgoingMail.objects.select_related("raw").order_by("id")
    return [message_from_bytes(files.read(row.raw), policy=policy.default) for row in rows if row.raw]


def words(found: EmailMessage) -> str:
    body = found.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def forwarded(world: World, ticket: Ticket, **more: object) -> Message:
    chosen = [each.pk for each in ticket.messages.all()]
    text = Words(text="Do you have this lid?", html="<p>Do you have this lid?</p>")
    return forwarding.forward(ticket, chosen, text, by=world.ieva, to=["sven@supplier.example"], **more)  # type: ignore[arg-type]


def test_the_chosen_messages_go_with_their_files_and_without_notes(world: World) -> None:
    picture = FileOf(files.put(b"lid"), "lid.txt", "text/plain")
    ticket = world.ticket(subject="Lid", text="The lid is broken.")
    noting.note(ticket, Words(text="He is a good customer.", files=[picture]), by=world.ieva)
    Message.objects.filter(kind="incoming").update(has_files=True)
    from accord.tickets.writing import attach

    attach(Message.objects.get(kind="incoming"), [picture])
    state = (ticket.state, ticket.waiting_since, ticket.first_answered_at)
    forwarded(world, ticket, cc=["two@supplier.example"], bcc=["blind@example.com"])
    first, blind = mails()
    assert (str(first["To"]), str(first["Cc"]), first["Subject"]) == (
        "sven@supplier.example", "two@supplier.example", "Fwd: Lid",
    )  # fmt: skip
    assert "Do you have this lid?" in words(first) and "The lid is broken." in words(first)
    assert "good customer" not in words(first) + words(blind) and "blind" not in str(first)
    assert [part.get_filename() for part in first.iter_attachments()] == ["lid.txt"]
    assert all(first[name] is None for name in ("References", "Thread-Index")) and "/my/" not in words(first)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_since, ticket.first_answered_at) == state
    assert kinds(ticket)[-1] == "message.forwarded"


def test_the_answer_comes_back_as_a_note_that_the_customer_never_sees(world: World) -> None:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="We ask."), by=world.ieva)
    forwarded(world, ticket)
    row = taken(
        mail(SUPPLIER, "It costs 4 euro.", "Re: Fwd: Lid", in_reply_to=str(mails()[-1]["Message-ID"]))
    )
    assert (ticket_of(row), row.reason) == (ticket, "forward_answer")
    ticket.refresh_from_db()
    note = Message.objects.get(pk=row.ticket_message_id or 0)
    assert (ticket.state, note.kind, note.author_address) == (State.ANSWERED, "note", "sven@supplier.example")
    assert note.marks == ["forward-answer"] and kinds(ticket)[-1] == "forward.answered"
    public = [each.message.text for each in conversation.load(ticket, public_only=True).said]
    assert not any("euro" in text or "lid?" in text for text in public)
    assert [each.row.code for each in searching.search(access_of(world.ieva), "euro").rows] == [ticket.code]
    assert list(searching.search(access_of(world.hannah), "euro").rows) == []
    assert ticket.participants.count() == 1 and list(checking.problems(deep=True)) == []


def test_the_reply_address_of_a_forward_leads_back_and_nowhere_else(world: World, box: Mailbox) -> None:
    Mailbox.objects.update(plus_works=True)
    ticket = world.ticket()
    note = forwarded(world, ticket)
    answer_to = str(mails()[-1]["Reply-To"])
    assert proofs.note_of_address(answer_to) == note.pk and proofs.ticket_of_address(answer_to) is None
    row = taken(mail(SUPPLIER, "Yes, we do.", to=answer_to), [answer_to])
    assert row.reason == "forward_answer"


def test_a_customer_who_answers_the_forwarded_mail_speaks_on_his_ticket(world: World) -> None:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="We ask."), by=world.ieva)
    forwarded(world, ticket)
    row = taken(
        mail(text="I read along: it works now, please close.", in_reply_to=str(mails()[-1]["Message-ID"]))
    )
    ticket.refresh_from_db()
    assert (ticket_of(row), row.reason, ticket.state) == (ticket, "in_reply_to", State.OPEN)


def test_an_answer_to_a_rules_mail_to_an_outsider_opens_a_ticket_of_its_own(world: World) -> None:
    ticket = world.ticket()
    sent(ticket, "account.abc@example.com", to="sven@supplier.example")
    OutgoingMail.objects.update(part="outside")
    row = taken(mail(SUPPLIER, "Who are you?", in_reply_to="<account.abc@example.com>"))
    assert row.fate == "opened" and ticket_of(row) != ticket


def test_an_answer_on_a_closed_ticket_is_appended_and_opens_nothing(world: World) -> None:
    from accord.tickets import confirming

    ticket = world.ticket()
    forwarded(world, ticket)
    confirming.say_solved(ticket, voice=confirming.Voice(world.hannah))
    row = taken(mail(SUPPLIER, "It costs 4 euro.", in_reply_to=str(mails()[0]["Message-ID"])))
    ticket.refresh_from_db()
    assert (ticket_of(row), ticket.state) == (ticket, State.CLOSED)


def test_a_forward_needs_somebody_and_something(world: World) -> None:
    ticket = world.ticket()
    note = noting.note(ticket, Words(text="Secret"), by=world.ieva)
    with pytest.raises(Missing):
        forwarding.forward(ticket, [note.pk], Words(), by=world.ieva, to=["a@example.com"])
    with pytest.raises(Missing):
        forwarding.forward(ticket, [ticket.messages.first().pk], Words(), by=world.ieva, to=[])  # type: ignore[union-attr]
