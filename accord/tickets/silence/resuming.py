"""A ladder goes on where it stood: the word that had ended the silence was only thanks, an agent says (DOMAIN 6.3).

Thanks do not stop the clock. So nobody is asked again what he was asked already, and no wait begins anew; but no step
comes within a day of the agent's word. Where the ladder stood is read from the ticket's events.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.events.models import Delivery, Event
from accord.tickets.happenings import (
    CallLogged,
    CustomerReminded,
    MessageDelivered,
    MessageReceived,
    MessageRejudged,
    MessageSent,
    TagRemoved,
)
from accord.tickets.merging_people import BECAUSE
from accord.tickets.models import Silence, SilenceRule, Ticket
from accord.tickets.silence import ladder, watching
from accord.tickets.silence.ladder import DAY

BOUNCED = "bounced"


@dataclass(frozen=True)
class Stood:
    """The step that was next, the event that its wait counts from, and what the last reminder had announced."""

    step: str
    counts: Event
    stepped_at: datetime | None = None
    closes_at: datetime | None = None


def resume(ticket_id: int, rejudged: Event, *, reopened: bool) -> None:
    """Put the ticket back on its ladder. `reopened`: the word had opened it. In the transaction of the change."""
    before = Silence.objects.filter(pk=ticket_id).first()
    if not reopened and (before is None or before.untold != watching.WROTE):
        return
    if not watching.begin(ticket_id, rejudged.at, accepted_at=rejudged.at):
        return
    row, ticket = Silence.objects.get(pk=ticket_id), Ticket.objects.get(pk=ticket_id)
    if row.untold:
        return
    if ticket.undelivered:
        row.untold = BOUNCED
        row.save(update_fields=["untold"])
        watching.drop_timer(ticket_id)
        return
    stood = _stood(rejudged, ticket.resolution_id, to_skip=int(reopened))
    if row.rule == ladder.RESOLVED and stood is not None:
        rule = SilenceRule.objects.get(pk=ticket.department_id)
        _put_back(row, rule, stood, not_before=rejudged.at + DAY)
        watching.set_timer(row, rule, ticket.requester_id)


def _put_back(row: Silence, rule: SilenceRule, stood: Stood, *, not_before: datetime) -> None:
    row.step, row.stepped_at, row.closes_at = stood.step, stood.stepped_at, stood.closes_at
    if stood.counts.kind == MessageSent.key:
        row.message_id = stood.counts.data["message"]
    else:
        row.event_id = stood.counts.pk
    if Delivery.objects.filter(event_id=stood.counts.pk).exists():  # its mail is still on its way
        row.accepted_at = None
    else:
        row.accepted_at = max(stood.counts.at, not_before - ladder.wait(rule, stood.step))
    row.save()


def _stood(rejudged: Event, resolution_id: int | None, *, to_skip: int) -> Stood | None:
    """Where the ladder of that resolution stood before the word, back to its last beginning; None: nobody knows.

    `to_skip` words opened the ticket and were undone.
    """
    wrote: Event | None = None
    for event in Event.objects.filter(ticket_id=rejudged.ticket_id, id__lt=rejudged.pk).order_by("-id").iterator(50):
        kind, data = event.kind, event.data
        moved = "state" in data.get("set", {})
        if kind in (MessageSent.key, MessageDelivered.key) and not moved:
            wrote = wrote or event
        elif kind == CustomerReminded.key and data.get("resolution") == resolution_id:
            last = bool(data.get("last"))
            step = ladder.AFTER[ladder.LAST if last else ladder.FIRST]
            closes = datetime.fromisoformat(data["closes_at"]) if last else None
            return Stood(step, wrote or event, event.at, closes)
        elif kind == MessageRejudged.key and moved and data["courtesy"]:
            to_skip += 1
        elif kind in (MessageReceived.key, MessageRejudged.key) and moved and to_skip:
            to_skip -= 1
        elif moved or _begins_anew(kind, data):
            return Stood(ladder.FIRST, wrote or event)
    return None


def _begins_anew(kind: str, data: dict[str, Any]) -> bool:
    """Whether the ladder began at its foot then, without another state."""
    if {"department_id", "requester_id"}.intersection(data.get("set", {})):
        return data.get("because") != BECAUSE
    return (kind == TagRemoved.key and data.get("tag") == watching.KEEP_OPEN) or (
        kind == CallLogged.key and bool(data.get("reached"))
    )
