"""What a server's answer means for the message, the ticket and the address: delivered, refused, or not yet."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accord.channels.email.models import Mailbox, OutgoingMail
from accord.channels.email.models.outgoing import OutgoingState
from accord.channels.email.transport import Outcome
from accord.core import clock, files, options, records
from accord.tickets import delivering
from accord.tickets.models import Message, Ticket
from accord.tickets.rows import run
from accord.tickets.silence import accepting

options.define(
    "email.give_up_hours",
    48,
    _("Try to send a mail for, in hours"),
    _("Where the next server cannot be reached or says “later”. After that it counts as failed."),
)

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
_SIBLINGS = "SELECT part, state FROM outgoing_mail WHERE event_id = %s AND ticket_message_id = %s AND id <> %s"
NOTED_EVERY = timedelta(minutes=1)  # how exact `last_out_at` is; not a write for every mail


def waiting(row: OutgoingMail) -> list[str]:
    """Recipients of whom no server has said yes or no."""
    return [address for address in row.recipients if address not in row.outcomes]


def next_try(row: OutgoingMail) -> datetime:
    """When to try again: after a minute, doubled each time, an hour at most."""
    doublings = min(max(row.attempts - 1, 0), 8)
    return clock.now() + min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def settle(row: OutgoingMail, outcome: Outcome) -> None:
    """Write down what the server said; call it in a transaction. Too old for "later": refused with those words."""
    row.attempts += 1
    row.last_error = next(iter([*outcome.refused.values(), *outcome.later.values()]), "")
    too_old = clock.now() - row.created_at > timedelta(hours=int(options.get("email.give_up_hours")))
    refused = {**outcome.refused, **(outcome.later if too_old else {})}
    row.outcomes = {**row.outcomes, **dict.fromkeys(outcome.taken, ""), **refused}
    if not waiting(row):
        taken = any(words == "" for words in row.outcomes.values())
        row.state = OutgoingState.SENT if taken else OutgoingState.FAILED
        row.sent_at = clock.now() if taken else None
    records.update(row, ["attempts", "last_error", "outcomes", "state", "sent_at"])
    if outcome.taken:
        _note_mailbox(row.mailbox)
    told(row, outcome.taken, refused)


def told(row: OutgoingMail, taken: list[str], refused: dict[str, str]) -> None:
    """Tell the ticket who has the mail now and who never gets it."""
    if row.ticket_message_id is not None:
        _message_told(row, taken, refused)
    elif row.ticket_id is not None:
        _notice_told(row, taken, refused)
    elif taken and row.raw is not None:  # a mail about somebody's access: its link is no longer ours to keep
        secret, row.raw = row.raw, None
        row.save(update_fields=["raw"])
        files.forget(secret)


def _message_told(row: OutgoingMail, taken: list[str], refused: dict[str, str]) -> None:
    message = records.find(Message, "id", row.ticket_message_id or 0)
    if message is None:
        return
    if not refused:
        message.ticket = records.new(Ticket, id=message.ticket_id)  # read when it is locked
    others = run(_SIBLINGS, [row.event_id, row.ticket_message_id, row.pk])
    if taken and (row.part == "answer" or not any(part == "answer" for part, _state in others)):
        delivering.taken(message)
    alive = row.state != OutgoingState.FAILED or any(state != OutgoingState.FAILED for _part, state in others)
    for address, words in refused.items():
        delivering.refused(message, address, words) if alive else delivering.mark_address(address, words)
    if refused and not alive:
        delivering.failed(message, next(iter(refused.values())))


def _notice_told(row: OutgoingMail, taken: list[str], refused: dict[str, str]) -> None:
    if taken and row.resolution_id is not None:
        delivering.told(row.resolution_id)
        accepting.notice_taken(row.ticket_id or 0, row.event_id)
    for address, words in refused.items():
        ticket = Ticket.objects.filter(pk=row.ticket_id or 0).first()
        if ticket is not None and "-copy" not in row.part:
            delivering.not_told(ticket, row.part, address, words)
        else:
            delivering.mark_address(address, words)


def _note_mailbox(mailbox: Mailbox | None) -> None:
    now = clock.now()
    if mailbox is not None and (
        mailbox.last_error or mailbox.last_out_at is None or now - mailbox.last_out_at > NOTED_EVERY
    ):
        mailbox.last_out_at, mailbox.last_error = now, ""
        records.update(mailbox, ["last_out_at", "last_error"])
