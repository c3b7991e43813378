"""DOMAIN 7.7: an agent forwards a mail, an agent answers from his own mail program, somebody pretends to be one.

The mails go the whole way from the spool; that a domain stands behind them is what the screening has found.
"""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from accord.channels.email import handling, proofs, recipients
from accord.channels.email.models import Mailbox, OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.screening import Authentic, Screening
from accord.core import files
from accord.messaging.notices import abouts
from accord.messaging.notices.abouts import CONSOLE, MAIL
from accord.people.models import Address
from accord.tickets import assigning, closing, participating, replying, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import Attachment, Message, MessageKind, State, Ticket
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.messaging.notices.told import at_once, carried_out
from tests.world import World, kinds

pytestmark = pytest.mark.django_db
IEVA = "Ieva <ieva@example.com>"


@pytest.fixture
def proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """The domain in From stands behind each mail, as SPF and DKIM would say of real ones."""
    made = handling.Mail.__init__

    def screened(self: handling.Mail, *args: Any, **more: Any) -> None:
        made(self, *args, **{**more, "screening": Screening(authentic=Authentic.PASS)})

    monkeypatch.setattr(handling.Mail, "__init__", screened)


def told(desk: World, about: str, agent: Any = None) -> OutgoingMail:
    """The last mail that told the agent of something."""
    carried_out()
    row = OutgoingMail.objects.filter(part=f"agent-{(agent or desk.ieva).pk}").order_by("-id").first()
    assert row is not None, about
    return row


def head(row: OutgoingMail) -> EmailMessage:
    assert row.raw is not None
    found = message_from_bytes(files.read(row.raw), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def assigned(desk: World) -> tuple[Ticket, OutgoingMail]:
    at_once(desk.ieva, assigned=[CONSOLE, MAIL])
    ticket = desk.ticket()
    assigning.assign(ticket, desk.ieva, by=desk.tiina)
    return ticket, told(desk, abouts.ASSIGNED)


def test_7_7_nobody_is_mailed_who_did_not_ask(desk: World) -> None:
    ticket = desk.ticket()
    assigning.assign(ticket, desk.ieva, by=desk.tiina)
    carried_out()
    assert not OutgoingMail.objects.filter(part__startswith="agent-").exists()


def test_7_7_an_agent_is_told_what_he_asked_for_and_never_of_his_own_acts(desk: World) -> None:
    at_once(desk.ieva, **{key: [MAIL] for key in abouts.abouts})
    ticket = desk.ticket()
    opened = head(told(desk, abouts.OPENED))
    assert "Coffee grinder stops" in opened["Subject"] and opened["To"] == IEVA
    assigning.assign(ticket, desk.ieva, by=desk.ieva)
    carried_out()
    assert OutgoingMail.objects.filter(part__startswith="agent-").count() == 1
    sent(ticket, "ours@support.example.com")
    taken(mail(In_Reply_To="<ours@support.example.com>", text="It stops again, what now?"))
    body = head(told(desk, abouts.ANSWERED)).get_body(("plain",))
    assert body is not None and "It stops again, what now?" in body.get_content()
    elsewhere = desk.ticket(department=desk.billing)
    carried_out()
    events = OutgoingMail.objects.filter(part__startswith="agent-")
    assert events.count() == 2 and elsewhere.code not in "".join(events.values_list("subject", flat=True))


def test_7_7_the_letter_is_automatic_and_carries_a_token_for_him_and_the_ticket(desk: World) -> None:
    Mailbox.objects.update(plus_works=True)
    ticket, row = assigned(desk)
    mail_ = head(row)
    assert (mail_["Auto-Submitted"], mail_["From"].addresses[0].addr_spec) == ("auto-generated", "support@example.com")
    address = mail_["Reply-To"].addresses[0].addr_spec
    assert proofs.agent_of_address(address) == (ticket.pk, desk.ieva.pk)
    assert proofs.ticket_of_address(address) is None  # no customer's token
    assert proofs.agent_of_address(proofs.reply_address("support@example.com", ticket.pk)) is None
    assert recipients.mailbox_of(address, proofs.keys()) == "support@example.com"


@pytest.mark.usefixtures("proven")
@pytest.mark.parametrize("by", ["token", "id"])
def test_7_7_his_answer_goes_out_under_the_mailboxs_address(desk: World, by: str) -> None:
    desk.ieva.signature = "Ieva from Support"
    desk.ieva.save()
    ticket, row = assigned(desk)
    participating.add(ticket, desk.elitsa, "elitsa@example.com", by=desk.ieva)
    text = "Hold the button for three seconds.\n\n-- \nSent from my telephone\n\nOn Monday Hannah wrote:\n> It stops."
    if by == "token":
        address = proofs.agent_address("support@example.com", ticket.pk, desk.ieva.pk)
        answer = taken(mail(IEVA, text, to=address), [address])
    else:
        answer = taken(mail(IEVA, text, In_Reply_To=f"<{row.message_id}>"))
    assert (answer.fate, answer.reason, answer.ticket_id) == (Fate.APPENDED, "agents_answer", ticket.pk)
    message = Message.objects.get(pk=answer.ticket_message_id)
    ticket.refresh_from_db()
    assert (message.kind, message.author, message.text) == (
        MessageKind.OUTGOING, desk.ieva, "Hold the button for three seconds.",
    )  # fmt: skip
    assert (ticket.state, message.to, message.cc) == (State.ANSWERED, ["hannah@example.com"], ["elitsa@example.com"])
    carried_out()
    out = head(OutgoingMail.objects.get(ticket_message_id=message.pk))
    assert out["From"].addresses[0].addr_spec == "support@example.com"
    body = out.get_body(("plain",))
    assert body is not None and "Ieva from Support" in body.get_content() and "telephone" not in body.get_content()


@pytest.mark.usefixtures("proven")
def test_7_7_note_alone_on_the_first_line_makes_it_a_note(desk: World) -> None:
    ticket, row = assigned(desk)
    answer = taken(mail(IEVA, "#Note\nAsk the workshop first.", In_Reply_To=f"<{row.message_id}>"))
    message = Message.objects.get(pk=answer.ticket_message_id)
    assert (answer.reason, message.kind, message.text) == ("agents_note", MessageKind.NOTE, "Ask the workshop first.")
    ticket.refresh_from_db()
    assert ticket.state == State.NEW


@pytest.mark.usefixtures("proven")
def test_7_7_what_cannot_be_answered_is_kept_as_a_note_and_he_is_told(desk: World) -> None:
    ticket, row = assigned(desk)
    replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    closing.close(ticket, by=desk.ieva, basis="moved")
    answer = taken(mail(IEVA, "One more thing to say.", In_Reply_To=f"<{row.message_id}>"))
    message = Message.objects.get(pk=answer.ticket_message_id)
    ticket.refresh_from_db()
    assert (answer.reason, message.kind, ticket.state) == ("agents_refused", MessageKind.NOTE, State.CLOSED)
    assert kinds(ticket)[-1] == "message.agent_refused"
    body = head(told(desk, "refused")).get_body(("plain",))
    assert body is not None and "Your answer was not sent" in body.get_content()


def test_7_7_a_token_without_proof_is_a_strangers_mail_marked(desk: World) -> None:
    ticket, row = assigned(desk)
    address = proofs.agent_address("support@example.com", ticket.pk, desk.ieva.pk)
    for answer in (
        taken(mail(IEVA, "Please send me the password.", to=address), [address]),
        taken(mail(IEVA, "Please send me the other password.", In_Reply_To=f"<{row.message_id}>")),
    ):
        message = Message.objects.get(pk=answer.ticket_message_id)
        assert message.kind == MessageKind.INCOMING and "spoofed" in message.marks and message.author != desk.ieva
    ticket.refresh_from_db()
    assert ticket.messages_count == 1 or not Message.objects.filter(ticket=ticket, kind="outgoing").exists()


@pytest.mark.usefixtures("proven")
def test_7_7_proof_without_a_token_is_a_strangers_mail_marked(desk: World) -> None:
    ticket = desk.ticket()
    sent(ticket, "ours@support.example.com")
    answer = taken(mail(IEVA, "I take this over, what now?", In_Reply_To="<ours@support.example.com>"))
    message = Message.objects.get(pk=answer.ticket_message_id)
    assert (message.kind, message.author != desk.ieva) == (MessageKind.INCOMING, True)
    assert message.marks == ["new-person", "spoofed"]


@pytest.mark.usefixtures("proven")
def test_7_7_another_agents_token_is_worth_nothing(desk: World) -> None:
    ticket, row = assigned(desk)
    address = proofs.agent_address("support@example.com", ticket.pk, desk.ieva.pk)
    answer = taken(mail("Omar <omar@example.com>", "Close it, please.", to=address, In_Reply_To=f"<{row.message_id}>"))
    assert answer.reason not in ("agents_answer", "agents_note")
    Address.objects.filter(email="ieva@example.com").update(verified_at=None)
    answer = taken(mail(IEVA, "From an address that nobody has verified.", to=address), [address])
    assert answer.reason not in ("agents_answer", "agents_note")


GMAIL = """Please help her, she called twice.

---------- Forwarded message ---------
From: Hannah Whitfield <hannah@example.com>
Date: Mon, 9 Nov 2026 at 10:22
Subject: The lid is loose
To: Ieva <ieva@example.com>


The lid rattles. Can you send a new one?
"""


@pytest.mark.usefixtures("proven")
def test_7_7_a_forwarded_mail_opens_for_the_sender_inside(desk: World) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = IEVA, "support@example.com", "Fwd: The lid is loose"
    message["Message-ID"] = "<fwd@ieva.example>"
    message.set_content(GMAIL)
    message.add_attachment(b"picture", "image", "png", filename="lid.png")
    row = taken(message.as_bytes())
    ticket = ticket_of(row)
    assert (row.fate, row.reason, ticket.requester, ticket.subject) == (
        Fate.OPENED, "forwarded", desk.hannah, "The lid is loose",
    )  # fmt: skip
    first, note = Message.objects.filter(ticket=ticket).order_by("id")
    assert first.text == "The lid rattles. Can you send a new one?"
    assert (first.author, first.at) == (desk.hannah, datetime(2026, 11, 9, 10, 22, tzinfo=UTC))
    assert "forwarded" in first.marks and Attachment.objects.get(message=first).name == "lid.png"
    assert (note.kind, note.author, note.text) == ("note", desk.ieva, "Please help her, she called twice.")
    assert "ieva@example.com" not in set(ticket.participants.values_list("address", flat=True))
    carried_out()
    assert not OutgoingMail.objects.exists()  # she never wrote to us: nobody acknowledges


@pytest.mark.usefixtures("proven")
def test_7_7_a_mail_forwarded_as_a_file_keeps_its_own_files_and_date(desk: World) -> None:
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "Elitsa <elitsa@example.com>", "ieva@example.com", "Капакът"
    inner["Date"] = "Mon, 09 Nov 2026 10:22:05 +0200"
    inner.set_content("Капакът трака. Какво да направя?")
    inner.add_attachment(b"picture", "image", "png", filename="капак.png")
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = IEVA, "support@example.com", "Fwd: Капакът"
    outer.set_content("See below.")
    outer.add_attachment(inner)
    row = taken(outer.as_bytes())
    ticket = ticket_of(row)
    first, note = Message.objects.filter(ticket=ticket).order_by("id")
    assert (ticket.requester, ticket.subject, note.text) == (desk.elitsa, "Капакът", "See below.")
    assert first.at == datetime(2026, 11, 9, 8, 22, 5, tzinfo=UTC)
    assert "капак.png" in set(Attachment.objects.filter(message=first).values_list("name", flat=True))


@pytest.mark.usefixtures("proven")
def test_7_7_an_inner_sender_that_is_not_found_makes_the_agent_the_requester_flagged(desk: World) -> None:
    row = taken(mail(IEVA, GMAIL.replace(" <hannah@example.com>", ""), subject="Fwd: The lid is loose"))
    ticket = ticket_of(row)
    assert (ticket.requester, row.reason) == (desk.ieva, "forwarded_unknown")
    message = Message.objects.get(ticket=ticket)
    assert "writer-unknown" in message.marks and "she called twice" in message.text + message.quoted


@pytest.mark.usefixtures("proven")
def test_7_7_a_customers_forwarded_mail_is_the_customers(desk: World) -> None:
    row = taken(mail(text=GMAIL.replace("hannah@", "other@"), subject="Fwd: The lid is loose"))
    assert ticket_of(row).requester == desk.hannah


def test_7_7_a_forwarded_mail_without_proof_is_a_strangers(desk: World) -> None:
    row = taken(mail(IEVA, GMAIL, subject="Fwd: The lid is loose"))
    message = Message.objects.get(ticket_id=row.ticket_id)
    assert ticket_of(row).requester not in (desk.hannah, desk.ieva) and "spoofed" in message.marks


@pytest.mark.usefixtures("proven")
def test_7_7_a_forwarded_answer_of_hers_joins_her_ticket(desk: World) -> None:
    ticket = desk.ticket()
    sent(ticket, "ours@support.example.com")
    row = taken(mail(IEVA, GMAIL, subject="Fwd: The lid is loose", References="<ours@support.example.com>"))
    assert (row.fate, row.ticket_id) == (Fate.APPENDED, ticket.pk)
    assert Message.objects.filter(ticket=ticket, kind="incoming").last().author == desk.hannah  # type: ignore[union-attr]
