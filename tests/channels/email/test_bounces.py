"""Reports about several recipients, and about tickets of which nothing is kept."""

from accord.channels.email.models import OutgoingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.models.outgoing import OutgoingState
from accord.people.models import Address
from accord.tickets import discarding, replying
from accord.tickets.models import Message, Ticket
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, sent, taken, ticket_of
from tests.world import World, kinds

OURS = "ours@example.com"


def report(*recipients: tuple[str, str, str], subject: str = "Undeliverable") -> bytes:
    """A delivery report about (address, action, status) of our mail."""
    blocks = "\r\n\r\n".join(
        f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: {status}"
        for address, action, status in recipients
    )
    return (
        f"From: postmaster@mx.example.net\r\nTo: support@example.com\r\nSubject: {subject}\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nA report.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n"
        f"{blocks}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{OURS}>\r\n\r\n--b--\r\n"
    ).encode()


def answered(desk: World) -> tuple[Ticket, Message, OutgoingMail]:
    """A ticket of Hannah's with Jane and Elitsa in copy, and our answer to all of them."""
    ticket = ticket_of(taken(mail(cc="jane@example.com, elitsa@example.com")))
    message = replying.reply(ticket, Words(text="Hold the button."), by=desk.ieva)
    ours = sent(ticket, OURS, ticket_message_id=message.pk, state=OutgoingState.SENT)
    ours.recipients = ["hannah@example.com", "jane@example.com", "elitsa@example.com"]
    ours.save()
    Message.objects.filter(pk=message.pk).update(delivery="sent")
    return ticket, message, ours


def bounced() -> set[str]:
    return set(Address.objects.filter(bounced_at__isnull=False).values_list("email", flat=True))


def test_where_only_a_copy_came_back_the_customer_was_told(desk: World) -> None:
    ticket, message, ours = answered(desk)
    row = taken(report(("jane@example.com", "failed", "5.1.1")), sender="")
    for each in (ticket, message, ours):
        each.refresh_from_db()
    assert (row.fate, row.ticket_id, bounced()) == (Fate.BOUNCE, ticket.pk, {"jane@example.com"})
    assert (ticket.undelivered, message.delivery, message.delivery_note) == (False, "sent", "5.1.1")
    assert (ours.state, ours.last_error) == (OutgoingState.SENT, "5.1.1")
    assert "message.refused" in kinds(ticket) and "message.bounced" not in kinds(ticket)


def test_a_blind_copy_of_its_own_that_came_back_says_nothing_of_the_customer(desk: World) -> None:
    ticket, message, ours = answered(desk)
    ours.message_id = "main@example.com"
    ours.save()
    blind = sent(ticket, OURS, to="omar@example.net", ticket_message_id=message.pk, state=OutgoingState.SENT)
    OutgoingMail.objects.filter(pk=blind.pk).update(event_id=ours.event_id, part="bcc-1")
    taken(report(("omar@example.net", "failed", "5.1.1")), sender="")
    ticket.refresh_from_db()
    message.refresh_from_db()
    assert (ticket.undelivered, message.delivery) == (False, "sent")


def test_a_report_names_those_who_wait_beside_the_one_who_failed(desk: World) -> None:
    ticket, message, _ours = answered(desk)
    taken(report(("hannah@example.com", "delayed", "4.4.1"), ("jane@example.com", "failed", "5.1.1")), sender="")
    ticket.refresh_from_db()
    message.refresh_from_db()
    assert (ticket.undelivered, message.delivery_note, bounced()) == (False, "5.1.1", {"jane@example.com"})


def test_all_who_failed_are_marked(desk: World) -> None:
    ticket, message, ours = answered(desk)
    taken(report(("jane@example.com", "failed", "5.1.1"), ("hannah@example.com", "failed", "5.1.1")), sender="")
    ticket.refresh_from_db()
    message.refresh_from_db()
    ours.refresh_from_db()
    assert (ticket.undelivered, message.delivery, ours.state) == (True, "bounced", OutgoingState.BOUNCED)
    assert bounced() == {"hannah@example.com", "jane@example.com"}


def test_a_report_that_it_arrived_is_no_bounce(desk: World) -> None:
    ticket, message, ours = answered(desk)
    taken(report(("hannah@example.com", "delivered", "2.0.0"), subject="Delivery report"), sender="")
    for each in (ticket, message, ours):
        each.refresh_from_db()
    assert (ticket.undelivered, message.delivery, ours.state, bounced()) == (False, "sent", OutgoingState.SENT, set())


def test_automatic_mail_leaves_nothing_on_a_purged_ticket(desk: World) -> None:
    ticket, _message, _ours = answered(desk)
    discarding.delete(ticket, by=desk.tiina)
    ticket.refresh_from_db()
    discarding.purge(ticket, by=desk.tiina)
    messages = Message.objects.filter(ticket=ticket).count()
    absence = {"auto_submitted": "auto-replied", "in_reply_to": f"<{OURS}>"}
    away = taken(mail(subject="Automatic reply", text="I am away.", **absence))
    back = taken(report(("hannah@example.com", "failed", "5.1.1")), sender="")
    assert (away.fate, away.ticket_id, back.fate, back.ticket_id) == (Fate.AUTOMATIC, None, Fate.BOUNCE, None)
    assert Message.objects.filter(ticket=ticket).count() == messages
