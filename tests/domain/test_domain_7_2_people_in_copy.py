"""DOMAIN 7.2 and 7.3: who may confirm, and what people in copy can do."""

from email import message_from_bytes, policy

import pytest

from accord.channels.email.models import OutgoingMail
from accord.core import files
from accord.core.errors import NotAllowed, NotPossible
from accord.events.delivering import deliver
from accord.messaging.inbound import Arrival, Claim, take_in
from accord.messaging.senders import Sender
from accord.people import editing, speaking
from accord.tickets import confirming, participating, replying, resolving
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, Participant, State, Ticket
from accord.tickets.writing import Words
from accord.web.portal import deciding
from accord.web.portal.deciding import Said, Visit
from tests.channels.email.mails import mail, sent, taken
from tests.world import World, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolved(desk: World) -> Ticket:
    """Hannah's, with Elitsa in copy, and nothing left to deliver."""
    ticket = desk.ticket()
    participating.add(ticket, desk.elitsa, "elitsa@example.com", by=desk.ieva)
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    return ticket


def mails() -> list[tuple[list[str], str]]:
    """(to whom, plain text) of all that went out."""
    deliver(50)
    found = []
    for row in OutgoingMail.objects.select_related("raw").order_by("id"):
        assert row.raw is not None
        body = message_from_bytes(files.read(row.raw), policy=policy.default).get_body(("plain",))  # type: ignore[attr-defined]
        found.append((row.recipients, body.get_content()))
    return found


def test_7_2_people_in_copy_get_the_mail_without_buttons(desk: World, resolved: Ticket) -> None:
    told = {to[0]: text for to, text in mails()}
    assert "/my/answer/" in told["hannah@example.com"]
    assert "/my/answer/" not in told["elitsa@example.com"] and "/my/ticket/" in told["elitsa@example.com"]


def test_7_2_their_solved_is_appended_marked_and_told_to_requester_and_agent(desk: World, resolved: Ticket) -> None:
    mails()
    visit = Visit(resolved, desk.elitsa, "elitsa@example.com", proven=True)
    assert deciding.yes(visit, Said(Words())).notice == "said_so"
    resolved.refresh_from_db()
    message = Message.objects.filter(ticket=resolved).last()
    assert message is not None and message.marks == ["copy-solved", "courtesy"]
    assert (resolved.state, kinds(resolved)[-1]) == (State.RESOLVED, "message.received")
    to, text = mails()[-1]
    assert to == ["hannah@example.com"] and "Елица Димитрова" in text and "/my/answer/" in text


def test_7_2_told_once_however_often_it_is_said(desk: World, resolved: Ticket) -> None:
    visit = Visit(resolved, desk.elitsa, "elitsa@example.com", proven=True)
    deciding.yes(visit, Said(Words()))
    before = len(mails())
    deciding.yes(visit, Said(Words()))
    assert len(mails()) == before


def test_7_2_a_company_contact_with_the_right_closes_and_the_requester_is_told(desk: World, resolved: Ticket) -> None:
    editing.move_to_company(desk.hannah, "Mill", by=desk.ieva)
    editing.move_to_company(desk.elitsa, "Mill", by=desk.ieva)
    with pytest.raises(NotAllowed):
        confirming.say_solved(resolved, voice=Voice(desk.elitsa), resolution_id=resolved.resolution_id)
    speaking.let_speak(desk.elitsa, True, by=desk.ieva)
    mails()
    confirming.say_solved(resolved, voice=Voice(desk.elitsa), resolution_id=resolved.resolution_id)
    assert (resolved.state, resolved.closed_by_customer) == (State.CLOSED, True)
    to, text = mails()[-1]
    assert to == ["hannah@example.com"] and "for your company" in text


def test_7_2_the_right_counts_for_whatever_his_company_asked(desk: World, resolved: Ticket) -> None:
    with pytest.raises(NotPossible):
        speaking.let_speak(desk.elitsa, True, by=desk.ieva)  # of no company
    with pytest.raises(NotAllowed):
        speaking.let_speak(desk.elitsa, True, by=desk.hannah)
    editing.move_to_company(desk.elitsa, "Mill", by=desk.ieva)
    speaking.let_speak(desk.elitsa, True, by=desk.ieva)
    assert not confirming.may_close(resolved, desk.elitsa)  # Hannah is of none
    editing.move_to_company(desk.hannah, "Mill", by=desk.ieva)
    resolved.refresh_from_db()
    assert confirming.may_close(resolved, desk.elitsa)
    assert confirming.may_close(desk.ticket(), desk.elitsa)  # on the page of her company, without a copy
    speaking.let_speak(desk.elitsa, False, by=desk.ieva)
    assert not confirming.may_close(resolved, desk.elitsa)


def test_7_3_courtesy_and_automatic_mail_from_the_copy_reopen_nothing(desk: World, resolved: Ticket) -> None:
    sent(resolved, "ours@support.example.com", to="elitsa@example.com")
    taken(mail("elitsa@example.com", "Thank you very much!", In_Reply_To="<ours@support.example.com>"))
    ours = "<ours@support.example.com>"
    taken(mail("elitsa@example.com", "I am away.", In_Reply_To=ours, Auto_Submitted="auto-replied"))
    resolved.refresh_from_db()
    assert resolved.state == State.RESOLVED


def test_7_3_an_answer_goes_to_all_by_default_and_bcc_to_nobody(desk: World) -> None:
    ticket = desk.ticket()
    participating.add(ticket, desk.elitsa, "elitsa@example.com", by=desk.ieva)
    message = replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    assert (message.to, message.cc, message.bcc) == (["hannah@example.com"], ["elitsa@example.com"], [])
    alone = replying.reply(ticket, Words(text="This is for you."), by=desk.ieva, cc=[])
    assert (alone.to, alone.cc) == (["hannah@example.com"], [])


def test_7_3_whom_a_stranger_puts_in_copy_stays_outside(desk: World) -> None:
    ticket = desk.ticket()
    arrival = Arrival(
        channel="email",
        sender=Sender(desk.elitsa, "elitsa@example.com"),
        words=Words(text="What is this about?"),
        subject=ticket.subject,
        department=desk.support,
        others=[("Friend", "friend@example.org")],
        claims=[Claim(ticket.pk, "in_reply_to", proven=True)],
    )
    take_in(arrival)
    assert list(Participant.objects.filter(ticket=ticket).values_list("address", flat=True)) == ["hannah@example.com"]
