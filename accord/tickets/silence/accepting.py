"""What became of the mail that a ladder counts from: taken by the customer's server, or not to be told at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from accord.core import clock, records
from accord.events.recording import record
from accord.people.system import system
from accord.tickets.happenings import CustomerToldAfterAll
from accord.tickets.lifecycle import change, in_hand, locked
from accord.tickets.models import Silence, SilenceRule, Ticket
from accord.tickets.silence import ladder, watching


def message_taken(ticket_id: int, message_id: int) -> None:
    """The customer's server took a message of ours: the wait counts from now. In the transaction that notes it."""
    row = records.find(Silence, "ticket_id", ticket_id)
    if row is not None and (row.untold or row.message_id == message_id):
        _count_from_now(row)


def notice_taken(ticket_id: int, event_id: int) -> None:
    """The customer's server took the mail that Accord wrote for that event: the question, or a reminder of it."""
    with _row(ticket_id) as row:
        if row is not None and row.event_id == event_id:
            _count_from_now(row)


def _count_from_now(row: Silence) -> None:
    if row.untold == watching.WROTE:  # it is no silence any more, whenever our mail arrives
        return
    if row.untold:  # he can be told again: from the foot of the ladder
        ticket = in_hand(row.ticket_id) or Ticket.objects.get(pk=row.ticket_id)
        if ticket.undelivered:
            changed = change(ticket, undelivered=False)
            record(CustomerToldAfterAll(ticket=ticket.pk, by_id=system().pk, set=changed))
        watching.begin(row.ticket_id, clock.now(), accepted_at=clock.now())
        return
    row.accepted_at = clock.now()
    row.save(update_fields=["accepted_at"])
    _set_timer(row)


def not_told(ticket_id: int, why: str, address: str = "") -> None:
    """A mail of ours came back, was refused or held: no step comes any more. Others' addresses do not count."""
    row = Silence.objects.filter(pk=ticket_id).first()
    if row is None or row.untold:
        return
    ticket = Ticket.objects.get(pk=ticket_id)
    if not address or address.lower() == ticket.requester_address.lower():
        watching.stop(row, ticket, why)


def held(ticket_id: int, address: str, because: str) -> None:
    """A guard kept our mail back. One of our own addresses is nobody to be told; else it is tried again another day."""
    if because == "own_address":
        not_told(ticket_id, "held", address)
        return
    row = Silence.objects.filter(pk=ticket_id, untold="").first()
    rule = SilenceRule.objects.filter(department__in=Ticket.objects.filter(pk=ticket_id).values("department")).first()
    if row is None or rule is None:
        return
    row.accepted_at, row.event_id = clock.now(), None
    before = {after: step for step, after in ladder.AFTER.items()}.get(row.step)
    if before is not None:  # the reminder itself: once more
        row.step, row.closes_at = before, None
        row.accepted_at -= ladder.wait(rule, before)
    row.save(update_fields=["accepted_at", "event_id", "step", "closes_at"])
    _set_timer(row)


def nobody_told(ticket_id: int, event_id: int) -> None:
    """There was no address to which the mail of that event could go."""
    with _row(ticket_id) as row:
        if row is not None and row.event_id == event_id and not row.untold:
            watching.stop(row, Ticket.objects.get(pk=ticket_id), "no_address")


def spoke(ticket_id: int) -> None:
    """A word that left the state as it is: silence is over, a person decides."""
    row = Silence.objects.filter(pk=ticket_id).first()
    if row is not None:
        row.untold = watching.WROTE
        row.save(update_fields=["untold"])
        watching.drop_timer(ticket_id)


def same_person(ticket_id: int) -> None:
    """The requester is the same person under another card: the ladder goes on, behind what is known of his absence."""
    row = Silence.objects.filter(pk=ticket_id, untold="").first()
    if row is not None:
        _set_timer(row)


def wrote_again(ticket_id: int, message_id: int, at: datetime) -> None:
    """An agent wrote on a resolved ticket: the wait for the next step begins anew, when that is taken."""
    row = Silence.objects.filter(pk=ticket_id).first()
    if row is None:
        return
    if row.untold == watching.WROTE:
        watching.begin(ticket_id, at, message_id=message_id)
    elif not row.untold:
        row.message_id, row.event_id, row.accepted_at = message_id, None, None
        row.save(update_fields=["message_id", "event_id", "accepted_at"])
        _set_timer(row)


def _set_timer(row: Silence) -> None:
    ticket = Ticket.objects.get(pk=row.ticket_id)
    rule = SilenceRule.objects.filter(pk=ticket.department_id).first()
    if rule is not None:
        watching.set_timer(row, rule, ticket.requester_id)


@contextmanager
def _row(ticket_id: int) -> Iterator[Silence | None]:
    """The ticket's row, nobody else changing either of them."""
    row = records.find(Silence, "ticket_id", ticket_id)  # most mails are about tickets without one
    if row is None:
        yield None
        return
    with locked(Ticket(pk=ticket_id)):
        yield Silence.objects.filter(pk=ticket_id).first()
