"""DOMAIN section 7, the cases that come by mail. Each test bears the number of its case."""

from typing import Any

import pytest

from accord.channels.email import intake, proofs, retrying
from accord.channels.email.models import IncomingMail, Mailbox
from accord.channels.email.models.incoming import Fate
from accord.channels.email.models.outgoing import OutgoingState
from accord.core import clock
from accord.core.errors import NotAllowed, NotPossible
from accord.events.models import Event
from accord.messaging.inbound import survivor
from accord.people import contacts
from accord.people.models import Address, Person
from accord.tickets import closing, confirming, discarding, participating, replying, resolving
from accord.tickets.confirming import Voice
from accord.tickets.explaining import ready_text
from accord.tickets.models import Message, Participant, Resolution, State, Ticket
from accord.tickets.writing import Words
from tests.channels.email.mails import later, mail, sent, taken, ticket_of
from tests.world import World, kinds

OURS = "answer@support.example.com"
STRANGER = "Mallory <mallory@example.org>"


def resolved(desk: World, **more: Any) -> Ticket:
    ticket = desk.ticket(**more)
    replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    sent(ticket, OURS)
    return ticket


def closed(desk: World) -> Ticket:
    ticket = resolved(desk)
    closing.close(ticket, by=desk.ieva, basis="moved")
    return ticket


def answer(
    sender: str = "hannah@example.com", text: str = "It does not help, it still stops.", **headers: str
) -> IncomingMail:
    return taken(mail(sender=sender, text=text, In_Reply_To=f"<{OURS}>", **headers))


def marks_of(row: IncomingMail) -> list[str]:
    marks: list[str] = Message.objects.get(pk=row.ticket_message_id).marks
    return marks


def test_7_1_an_old_links_yes_never_answers_another_resolution(desk: World) -> None:
    ticket = resolved(desk)
    old = ticket.resolution_id
    answer()
    ticket.refresh_from_db()
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    with pytest.raises(confirming.OldQuestion):
        confirming.say_solved(ticket, voice=Voice(desk.hannah, by_link=True), resolution_id=old)
    ticket.refresh_from_db()
    assert ticket.state == State.RESOLVED
    assert Resolution.objects.get(pk=old).ended_at is not None


def test_7_2_who_is_in_copy_cannot_close_and_his_words_are_appended(desk: World) -> None:
    ticket = resolved(desk)
    participating.add(ticket, desk.elitsa, "elitsa@example.com", by=desk.ieva)
    with pytest.raises(NotAllowed):
        confirming.say_solved(ticket, voice=Voice(desk.elitsa), resolution_id=ticket.resolution_id)
    row = answer(sender="elitsa@example.com", text="Thank you very much!")
    ticket.refresh_from_db()
    assert (row.fate, marks_of(row), ticket.state) == (Fate.APPENDED, ["courtesy"], State.RESOLVED)


def test_7_3_a_participant_in_copy_reopens_as_the_requester_would(desk: World) -> None:
    ticket = resolved(desk)
    participating.add(ticket, desk.elitsa, "elitsa@example.com", by=desk.ieva)
    row = answer(sender="elitsa@example.com")
    ticket.refresh_from_db()
    assert (row.fate, ticket.state, ticket.requester_address) == (Fate.APPENDED, State.OPEN, "hannah@example.com")
    assert kinds(ticket)[-1] == "message.received"


def test_7_3_new_people_join_only_when_a_participant_added_them(desk: World) -> None:
    ticket = resolved(desk)
    answer(Cc="Karel <karel@example.org>, support@example.com, ieva@example.com")
    joined = set(Participant.objects.filter(ticket=ticket).values_list("address", flat=True))
    assert joined == {"hannah@example.com", "karel@example.org"}
    answer(sender=STRANGER, Cc="friend@example.org")
    assert set(Participant.objects.filter(ticket=ticket).values_list("address", flat=True)) == joined


def test_7_4_a_stranger_with_our_id_is_appended_marked_and_reopens(desk: World) -> None:
    ticket = resolved(desk)
    row = answer(sender=STRANGER)
    ticket.refresh_from_db()
    mallory = Address.objects.get(email="mallory@example.org").person
    assert (row.fate, marks_of(row), ticket.state) == (Fate.APPENDED, ["new-person"], State.OPEN)
    assert not participating.takes_part(ticket, mallory)
    assert (ticket.requester, ticket.requester_address) == (desk.hannah, "hannah@example.com")
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    with pytest.raises(NotAllowed):
        confirming.say_solved(ticket, voice=Voice(mallory), resolution_id=ticket.resolution_id)


def test_7_4_a_stranger_on_a_closed_ticket_gets_a_follow_up_of_his_own(desk: World) -> None:
    desk.support.reopen_closed_days = 7  # the window is the customer's, not a stranger's
    desk.support.save()
    ticket = closed(desk)
    mine = answer(sender=STRANGER)
    again = answer(sender=STRANGER, text="And one more thing to say.")
    follow_up = ticket_of(mine)
    assert (mine.fate, follow_up.follow_up_of, again.ticket_id) == (Fate.FOLLOW_UP, ticket, follow_up.pk)
    assert follow_up.requester.email == "mallory@example.org"
    desk.support.reopen_closed_days = 0
    desk.support.save()
    assert answer().ticket_id not in (ticket.pk, follow_up.pk)  # Hannah does not land in Mallory's


def test_7_4_a_stranger_who_quotes_a_customers_message_gets_a_new_ticket(desk: World) -> None:
    first = taken(mail(message_id="<hers@hannah.example>"))
    row = taken(mail(sender=STRANGER, In_Reply_To="<hers@hannah.example>"))
    assert row.fate == Fate.OPENED and row.ticket_id != first.ticket_id
    assert row.details["may_belong_to"] == ticket_of(first).code and marks_of(row) == ["may-belong"]


def test_7_5_a_reply_to_a_merged_ticket_goes_to_the_survivor(desk: World) -> None:
    source, other = resolved(desk), desk.ticket(subject="The one that stays")
    Ticket.objects.filter(pk=source.pk).update(merged_into=other, state=State.CLOSED, closed_at=clock.now())
    row = answer()
    assert (row.fate, row.ticket_id) == (Fate.APPENDED, other.pk)
    found = survivor(source.pk)
    assert found is not None and found.pk == other.pk


def test_7_6_answers_go_to_the_address_last_used(desk: World) -> None:
    Address.objects.create(person=desk.hannah, email="hannah@home.example", verified_at=clock.now())
    ticket = resolved(desk)
    answer(sender="hannah@home.example")
    ticket.refresh_from_db()
    assert (ticket.requester, ticket.requester_address) == (desk.hannah, "hannah@home.example")


def test_7_6_another_address_never_joins_a_contact_by_itself(desk: World) -> None:
    row = taken(mail(sender="Hannah Whitfield <hannah@home.example>"))
    assert ticket_of(row).requester != desk.hannah


def test_7_7_an_agents_from_without_proof_is_a_strangers_mail_marked(desk: World) -> None:
    ticket = resolved(desk)
    row = answer(sender="Ieva <ieva@example.com>", text="I take this over, please close it.")
    message = Message.objects.get(pk=row.ticket_message_id)
    assert message.kind == "incoming" and message.author != desk.ieva and message.author_address == "ieva@example.com"
    assert message.author is not None and message.author.kind == "contact"
    assert message.marks == ["new-person", "spoofed"]
    ticket.refresh_from_db()
    assert ticket.state == State.OPEN and ticket.assignee is None


def test_7_7_an_agents_own_request_is_never_acknowledged(desk: World) -> None:
    first, second = (taken(mail(sender="Ieva <ieva@example.com>", text=f"The printer is broken: {n}")) for n in "ab")
    requester = ticket_of(first).requester
    assert requester.kind == "contact" and requester == ticket_of(second).requester
    assert Person.objects.filter(email="ieva@example.com", kind="contact").count() == 1
    assert not acknowledged(first)


def test_7_8_out_of_office_is_noted_and_changes_nothing(desk: World) -> None:
    ticket = resolved(desk)
    before = (ticket.state, ticket.last_customer_at, ticket.resolution_id, ticket.waiting_since)
    row = answer(subject="Automatic reply: Coffee grinder stops", text="I am away.", Auto_Submitted="auto-replied")
    ticket.refresh_from_db()
    assert (row.fate, row.ticket_id, marks_of(row)) == (Fate.AUTOMATIC, ticket.pk, ["auto-reply"])
    assert (ticket.state, ticket.last_customer_at, ticket.resolution_id, ticket.waiting_since) == before
    assert kinds(ticket)[-1] == "message.noted"


def bounce(action: str = "failed", status: str = "5.1.1") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example.com\r\nTo: support@example.com\r\nSubject: Undelivered Mail\r\n"
        "Message-ID: <b1@mx.example.com>\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nThe mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; hannah@example.com\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user here\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{OURS}>\r\nSubject: Hello\r\n\r\nHi\r\n--b--\r\n"
    ).encode()


def test_7_8_a_bounce_is_tied_to_what_came_back(desk: World) -> None:
    ticket = resolved(desk)
    message = Message.objects.filter(ticket=ticket, kind="outgoing").last()
    assert message is not None
    ours = sent(ticket, "other@ours", ticket_message_id=message.pk)
    Message.objects.filter(pk=message.pk).update(delivery="sent")
    ours.message_id = OURS
    type(ours).objects.filter(message_id=OURS).delete()
    ours.save()
    row = taken(bounce(), sender="")
    ticket.refresh_from_db()
    message.refresh_from_db()
    ours.refresh_from_db()
    assert (row.fate, row.reason, row.ticket_id, marks_of(row)) == (Fate.BOUNCE, "returned_id", ticket.pk, ["bounce"])
    assert (ticket.state, ticket.undelivered) == (State.RESOLVED, True)
    assert message.delivery == "bounced" and "no such user" in message.delivery_note
    assert ours.state == OutgoingState.BOUNCED
    assert Address.objects.get(email="hannah@example.com").bounced_at is not None


def test_7_8_a_delay_notice_is_no_failure(desk: World) -> None:
    ticket = resolved(desk)
    row = taken(bounce("delayed", "4.4.1"), sender="")
    ticket.refresh_from_db()
    assert (row.fate, marks_of(row), ticket.undelivered) == (Fate.AUTOMATIC, ["delay"], False)
    assert Address.objects.get(email="hannah@example.com").bounced_at is None


def test_7_8_a_bounce_of_nothing_of_ours_marks_nobody(desk: World) -> None:
    row = taken(bounce(), sender="")
    assert (row.fate, row.reason, row.ticket_id) == (Fate.AUTOMATIC, "nothing_of_ours", None)
    assert Address.objects.get(email="hannah@example.com").bounced_at is None


def test_7_8_a_late_bounce_is_appended_to_a_closed_ticket(desk: World) -> None:
    ticket = closed(desk)
    row = taken(bounce(), sender="")
    ticket.refresh_from_db()
    assert (row.fate, row.ticket_id, ticket.state) == (Fate.BOUNCE, ticket.pk, State.CLOSED)


def test_7_12_the_language_is_the_first_mails_and_a_short_reply_never_flips_it(desk: World) -> None:
    text = "Здравейте, кафемелачката спира след десет секунди. Какво да направя?"
    first = taken(mail(sender="petar@example.org", text=text, message_id="<m1@petar>"))
    petar = ticket_of(first).requester
    assert (petar.language, ticket_of(first).language) == ("bg", "bg")
    taken(mail(sender="petar@example.org", text="Please answer me in English now", In_Reply_To="<m1@petar>"))
    petar.refresh_from_db()
    assert petar.language == "bg"


def test_7_12_too_short_to_tell_is_the_mailboxs_language(desk: World) -> None:
    Mailbox.objects.update(language="et")
    row = taken(mail(sender="new@example.org", text="Hi!", subject="?"))
    assert ticket_of(row).language == "et" and ticket_of(row).requester.language == ""


def test_7_13_a_reply_to_a_closed_ticket_opens_one_follow_up(desk: World) -> None:
    ticket = closed(desk)
    one, two = answer(), answer(text="And the lid is loose as well.")
    follow_up = ticket_of(one)
    assert (one.fate, two.fate, two.ticket_id) == (Fate.FOLLOW_UP, Fate.APPENDED, follow_up.pk)
    assert (follow_up.follow_up_of, follow_up.requester, follow_up.state) == (ticket, desk.hannah, State.NEW)
    assert (follow_up.department, follow_up.code != ticket.code) == (ticket.department, True)
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


def test_7_13_a_colleague_in_copy_opens_it_for_the_requester(desk: World) -> None:
    ticket = resolved(desk)
    nele = contacts.contact_for("nele@example.com", "Nele")
    participating.add(ticket, nele, "nele@example.com", by=desk.ieva)
    closing.close(ticket, by=desk.ieva, basis="moved")
    row = answer(sender="nele@example.com")
    follow_up = ticket_of(row)
    assert (row.fate, follow_up.requester, follow_up.follow_up_of) == (Fate.FOLLOW_UP, desk.hannah, ticket)
    assert follow_up.requester_address == ticket.requester_address
    message = follow_up.messages.get()
    assert (message.author, message.author_address) == (nele, "nele@example.com")
    assert set(follow_up.participants.values_list("address", "is_requester")) == {
        (ticket.requester_address, True),
        ("nele@example.com", False),
    }


def test_7_13_a_courtesy_makes_no_follow_up(desk: World) -> None:
    ticket = closed(desk)
    row = answer(text="Thank you very much!")
    ticket.refresh_from_db()
    assert (row.fate, row.ticket_id, ticket.state) == (Fate.APPENDED, ticket.pk, State.CLOSED)
    assert Ticket.objects.count() == 1


def test_7_13_a_department_where_replies_do_not_reopen(desk: World) -> None:
    desk.support.reply_reopens = False
    desk.support.save()
    ticket = resolved(desk)
    row = answer()
    ticket.refresh_from_db()
    assert (row.fate, ticket_of(row).follow_up_of, ticket.state) == (Fate.FOLLOW_UP, ticket, State.RESOLVED)


def test_7_13_a_reply_to_a_deleted_ticket_opens_a_linked_one_and_spam_keeps_its_own(desk: World) -> None:
    ticket = resolved(desk)
    discarding.delete(ticket, by=desk.tiina)
    row = answer()
    assert (row.fate, ticket_of(row).follow_up_of) == (Fate.FOLLOW_UP, ticket)
    other = desk.ticket()
    sent(other, "spam@ours")
    discarding.mark_spam(other, by=desk.ieva)
    spam = taken(mail(In_Reply_To="<spam@ours>"))
    other.refresh_from_db()
    assert (spam.fate, spam.ticket_id, other.state) == (Fate.APPENDED, other.pk, State.SPAM)


def test_7_16_the_same_mail_twice_is_one_ticket(desk: World) -> None:
    Mailbox.objects.create(address="billing@example.com", department=desk.billing)
    raw = mail(message_id="<same@hannah>")
    first = taken(raw)
    second = taken(b"Received: by another road\r\n" + raw, ["billing@example.com"])
    assert (second.fate, second.same_as, second.ticket_id) == (Fate.SAME, first, first.ticket_id)
    assert Ticket.objects.count() == 1


def test_7_16_separated_by_one_click(desk: World) -> None:
    raw = mail(message_id="<same@hannah>")
    taken(raw)
    second = taken(raw)
    opened = retrying.separate(second)
    assert (opened.fate, Ticket.objects.count(), opened.same_as) == (Fate.OPENED, 2, None)
    with pytest.raises(NotPossible):
        retrying.separate(opened)


def test_7_16_a_reused_message_id_with_other_words_is_another_mail(desk: World) -> None:
    taken(mail(message_id="<reused@printer>", text="Page one of the report"))
    assert taken(mail(message_id="<reused@printer>", text="Page two of the report")).fate == Fate.OPENED


def test_7_16_after_seven_days_it_is_another_mail(desk: World) -> None:
    raw = mail(message_id="<same@hannah>")
    taken(raw)
    with clock.running(later(days=8)):
        assert taken(raw).fate == Fate.OPENED


def test_7_16_without_a_message_id_only_equal_bytes_within_ten_minutes(desk: World) -> None:
    raw = mail(message_id="")
    first = taken(raw)
    assert taken(raw).same_as == first
    with clock.running(later(minutes=11)):
        assert taken(raw).fate == Fate.OPENED


def acknowledged(row: IncomingMail) -> bool:
    event = Event.objects.get(kind="ticket.opened", ticket_id=row.ticket_id)
    return bool(event.data.get("acknowledge"))


def test_7_17_a_persons_new_ticket_is_acknowledged_once(desk: World) -> None:
    row = taken(mail(message_id="<m1@hannah>"))
    assert acknowledged(row)
    reply = taken(mail(In_Reply_To="<m1@hannah>", text="One more question about it?"))
    assert reply.ticket_id == row.ticket_id
    assert Event.objects.filter(ticket_id=row.ticket_id, kind="ticket.opened").count() == 1


def test_7_17_per_mailbox(desk: World) -> None:
    Mailbox.objects.update(acknowledge=False)
    assert not acknowledged(taken(mail()))


@pytest.mark.parametrize(
    "headers",
    [
        {"Precedence": "bulk"},
        {"List_Id": "<users.example.org>"},
        {"Auto_Submitted": "auto-generated"},
        {"X_Auto_Response_Suppress": "All"},
    ],
)
def test_7_17_never_for_automatic_or_list_mail_which_still_opens(desk: World, headers: dict[str, str]) -> None:
    row = taken(mail(**headers))
    assert row.fate == Fate.OPENED and not acknowledged(row)


def test_7_17_an_automatic_answer_to_nothing_is_seen_in_the_ledger_alone(desk: World) -> None:
    row = taken(mail(subject="Out of Office: hello", Auto_Submitted="auto-replied"))
    assert (row.fate, row.reason, row.ticket_id) == (Fate.AUTOMATIC, "no_ticket", None)


def test_a_mail_of_ours_that_comes_back_is_ignored(desk: World) -> None:
    from accord.channels.email import loops

    row = taken(mail(X_Accord_Loop=loops.installation_ids()[0]))
    assert (row.fate, row.reason) == (Fate.IGNORED, "own_loop")
    assert taken(mail(sender="support@example.com")).reason == "own_address"
    token = proofs.reply_address("support@example.com", desk.ticket().pk)
    assert taken(mail(sender=token)).reason == "own_address"
    assert intake.take(1) == 0 and Ticket.objects.count() == 1


def test_a_form_that_writes_under_our_address_speaks_for_its_visitor(desk: World) -> None:
    row = taken(mail(sender="support@example.com", Reply_To="Elitsa <elitsa@example.com>"))
    assert row.fate == Fate.OPENED and ticket_of(row).requester == desk.elitsa
