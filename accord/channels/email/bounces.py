"""Bounces: tied to the mail of ours that came back, shown on its message, its ticket and the address."""

from collections.abc import Sequence

from accord.channels.email import threading
from accord.channels.email.models import OutgoingMail
from accord.channels.email.models.outgoing import OutgoingState
from accord.channels.email.parsing import ParsedMail
from accord.messaging.inbound import survivor
from accord.tickets import delivering
from accord.tickets.models import Message, Ticket

_NOBODY_HAS_IT = (OutgoingState.FAILED, OutgoingState.BOUNCED)


def tied(parsed: ParsedMail, envelope_recipients: Sequence[str]) -> tuple[Ticket | None, OutgoingMail | None, str]:
    """(ticket, our mail, why) of a bounce. Only what we issued counts: a bounce can be written by anybody."""
    returned = parsed.bounce.original_message_ids if parsed.bounce else []
    mail, number = threading.by_returned_ids([*returned, *parsed.in_reply_to, *reversed(parsed.references)])
    if mail is not None or number is not None:
        return (survivor(number) if number is not None else None), mail, "returned_id"
    for claim in threading.claims(parsed, envelope_recipients):
        if claim.proven and (ticket := survivor(claim.ticket_id)) is not None:
            return ticket, _last_mail_to(ticket, _failed(parsed)), claim.why
    return None, None, ""


def tell(parsed: ParsedMail, mail: OutgoingMail) -> None:
    """Mark our mail as come back, with its message and the addresses that failed."""
    for address in _whose(parsed, mail) or [""]:
        came_back(mail, address, _said(parsed))


def came_back(mail: OutgoingMail, address: str, said: str) -> None:
    """The same by whatever way it is known: `address` failed (may be empty), `said` are the foreign server's words.

    Where others have the mail too, the message came back only if the requester is the one who does not have it.
    """
    message = Message.objects.select_related("ticket").filter(pk=mail.ticket_message_id or 0).first()
    others = address != "" and _others_have_it(mail)
    if not others or (message is not None and address == message.ticket.requester_address):
        mail.state = OutgoingState.BOUNCED
    mail.last_error = said
    mail.save(update_fields=["state", "last_error"])
    if message is not None and others:
        delivering.refused(message, address, said)
    elif message is not None:
        delivering.bounced(message, address, said)
    elif mail.ticket_id is not None and mail.resolution_id is not None:  # the question, or a reminder of it
        delivering.not_told(Ticket(pk=mail.ticket_id), mail.part, address, said)
    elif address:
        delivering.mark_address(address, said)


def _others_have_it(mail: OutgoingMail) -> bool:
    """Whether the message went to more than the one address, in this mail or in another."""
    if len(mail.recipients) > 1 or mail.ticket_message_id is None:
        return len(mail.recipients) > 1
    siblings = OutgoingMail.objects.filter(event_id=mail.event_id, ticket_message_id=mail.ticket_message_id)
    return siblings.exclude(pk=mail.pk).exclude(state__in=_NOBODY_HAS_IT).exists()


def _failed(parsed: ParsedMail) -> list[str]:
    return parsed.bounce.recipients if parsed.bounce else []


def _said(parsed: ParsedMail) -> str:
    """The foreign server's own words."""
    if parsed.bounce is None:
        return ""
    return " ".join(part for part in (parsed.bounce.status, parsed.bounce.diagnostic) if part)


def _whose(parsed: ParsedMail, mail: OutgoingMail) -> list[str]:
    """The addresses of ours that failed. A forwarded mailbox bounces under another name; then the only one it was."""
    sent_to = [address.lower() for address in mail.recipients]
    named = [address for address in dict.fromkeys(_failed(parsed)) if address in sent_to]
    return named or (sent_to if len(sent_to) == 1 else [])


def _last_mail_to(ticket: Ticket, addresses: Sequence[str]) -> OutgoingMail | None:
    for mail in OutgoingMail.objects.filter(ticket_id=ticket.pk).order_by("-id")[:50]:
        if {address.lower() for address in mail.recipients} & set(addresses):
            return mail
    return None
