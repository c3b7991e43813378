"""Merging a ticket into another, and taking it out again (DOMAIN 7.5).

The source is closed and leads to the survivor; its messages, notes and files stand in the survivor's thread from then
on, each remembered with where it came from. Undoing gives them back and restores the state before.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Conflict, NotPossible
from accord.events import timers
from accord.events.models import Timer
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import gathering, going_outside, indexing, pausing, resolutions
from accord.tickets.acting import demand
from accord.tickets.happenings import TicketMerged, TicketMergedHere, TicketUnmerged, TicketUnmergedHere
from accord.tickets.lifecycle import change, locked, possible, target
from accord.tickets.models import Merging, Postponement, Resolution, State, Ticket

_KEPT = ("resolved_at", "waiting_since")  # moments that undoing restores


class NotWithItself(Conflict):
    """A ticket cannot be merged into itself, nor into what is merged into it."""

    key = "not_with_itself"
    sentence = _("A ticket cannot be merged into itself.")


class IntoNothing(NotPossible):
    """The ticket to merge into has ended."""

    key = "into_nothing"
    sentence = _("The ticket to merge into must not be closed, deleted or spam.")


def merge(
    source: Ticket, into: Ticket, *, by: Person, show_each_other: bool = False, back: bool = False, because: str = ""
) -> None:
    """Close `source` and bring its messages, notes and files to `into`. Into the same one again is a no-op.

    Where the requesters differ, `show_each_other` brings the source's people into the survivor's copies; without it
    neither side sees the other's words. `back`: what is merged was split off here, so it is nobody else's and brings no
    people. Raises NotPossible (closed, spam, deleted), NotAllowed, NotWithItself.
    """
    first, second = sorted((source, into), key=lambda each: each.pk)
    with locked(first), locked(second):
        if source.merged_into_id == into.pk:
            return
        if source.pk == into.pk:
            raise NotWithItself()
        state = target(source.state, "merge_away")
        if not possible(into.state, "merge_away"):
            raise IntoNothing()
        demand(by, "edit", source)
        demand(by, "edit", into)
        if going_outside.is_internal(source) != going_outside.is_internal(into):
            raise going_outside.Internal()
        together = back or show_each_other or source.requester_id == into.requester_id
        before = _state_of(source, into)
        moved = gathering.bring(source, into, apart=not together)
        before["later"] = gathering.bring_waiting(source, into)
        before["people"] = gathering.bring_people(source, into) if together and not back else []
        Merging.objects.create(source=source, into=into, by=by, at=clock.now(), shown=together, before=before)
        _go(source, state, into, by=by, apart=not together, because=because)
        _arrive(source, into, before, by=by, apart=not together, moved=moved, because=because)


def _go(source: Ticket, state: State, into: Ticket, *, by: Person, apart: bool, because: str) -> None:
    """The source's side."""
    resolutions.end(source)
    changed = change(
        source,
        state=state,
        merged_into_id=into.pk,
        closed_at=clock.now(),
        closed_by_customer=False,
        resolution_id=None,
        messages_count=0,
    )
    record(
        TicketMerged(
            ticket=source.pk, by_id=by.pk, set=changed, into=into.pk, code=into.code, apart=apart, because=because
        )
    )


def _arrive(
    source: Ticket, into: Ticket, before: dict[str, Any], *, by: Person, apart: bool, moved: int, because: str
) -> None:
    """The survivor's side."""
    changed = change(into, **gathering.counted(into), **_heard(source, into, before))
    record(
        TicketMergedHere(
            ticket=into.pk,
            by_id=by.pk,
            set=changed,
            source=source.pk,
            code=source.code,
            messages=moved,
            people=before["people"],
            apart=apart,
            because=because,
        )
    )
    indexing.rebuild(into.pk)


def unmerge(source: Ticket, *, by: Person) -> None:
    """Take a merged ticket out again: its messages go back, its state, its pause, its question and its timers stand as
    before. What was written on the survivor since then stays there, except words for the source's people alone.

    A ticket that is not merged: a no-op. Raises NotAllowed.
    """
    if source.merged_into_id is None:
        source.refresh_from_db()
    into = Ticket.objects.filter(pk=source.merged_into_id or 0).first()
    if into is None:
        return
    first, second = sorted((source, into), key=lambda each: each.pk)
    with locked(first), locked(second):
        row = Merging.objects.filter(source=source).first()
        if row is None or source.merged_into_id is None:
            return
        demand(by, "edit", source)
        before = row.before
        stood = gathering.give_back(source)
        gathering.take_people(source, into, before["people"])
        gathering.give_waiting_back(source, into, before.get("later", []))
        row.delete()
        changed = _restore(source, before)
        since = _text(source.state_changed_at) or ""
        record(
            TicketUnmerged(
                ticket=source.pk, by_id=by.pk, set=changed, was_in=into.pk, code=into.code, state_since=since
            )
        )
        back = _survivor_back(into, before["survivor"])
        here = change(into, **gathering.counted(into), **back)
        since = _text(into.state_changed_at) or ""
        record(
            TicketUnmergedHere(
                ticket=into.pk, by_id=by.pk, set=here, source=source.pk, code=source.code, state_since=since
            )
        )
        for ticket_id in {source.pk, into.pk, *stood}:
            indexing.rebuild(ticket_id)


def _heard(source: Ticket, into: Ticket, before: dict[str, Any]) -> dict[str, Any]:
    """What the survivor's row learns: a customer who waited goes on waiting, where he was heard last is his address."""
    found: dict[str, Any] = {}
    since = _moment(before["waiting_since"])
    if since is not None and into.state == State.ANSWERED:
        found["state"] = target(into.state, "customer_writes")
    if since is not None and (into.waiting_since is None or since < into.waiting_since):
        found["waiting_since"] = since
    address = source.requester_address if source.requester_id == into.requester_id else ""
    heard, last = _moment(before["heard"]), _moment(before["survivor"]["heard"])
    if address and heard is not None and (last is None or last < heard):
        found["requester_address"] = address
    return found


def _state_of(source: Ticket, into: Ticket) -> dict[str, Any]:
    """What undoing needs: the row's state and moments, the question that stood, and the timers, which stop now."""
    asked = Resolution.objects.filter(ticket=source, ended_at__isnull=True).order_by("-id").first()
    rows = Timer.objects.filter(subject_kind="ticket", subject_id=source.pk).exclude(kind=indexing.TIMER)
    kept = [[row.kind, row.due_at.isoformat(), row.data] for row in rows]
    rows.delete()
    return {
        "state": str(source.state),
        "resolution": source.resolution_id,
        "asked": asked.pk if asked else None,
        "timers": kept,
        "heard": _text(source.last_customer_at),
        "survivor": {
            "state": str(into.state),
            "heard": _text(into.last_customer_at),
            "newest": gathering.newest(into),
            "since": _text(into.state_changed_at),
        },
        "since": _text(source.state_changed_at),
        **{name: _text(getattr(source, name)) for name in _KEPT},
    }


def _restore(source: Ticket, before: dict[str, Any]) -> dict[str, Any]:
    state = State(before["state"])
    for kind, due, data in before["timers"]:
        timers.put(kind, ("ticket", source.pk), max(datetime.fromisoformat(due), clock.now()), data)
    if (
        state == State.POSTPONED
        and not Postponement.objects.filter(ticket=source, until__gt=clock.now()).exists()
    ):
        pausing.end(source)
        state = State.OPEN if source.first_answered_at else State.NEW
    Resolution.objects.filter(pk=before["asked"] or 0).update(ended_at=None)
    return change(
        source,
        state=target(source.state, "unmerge", state),
        **_since(before if state == before["state"] else {}),
        merged_into_id=None,
        closed_at=None,
        resolution_id=before["resolution"],
        **{name: _moment(before[name]) for name in _KEPT},
        **gathering.counted(source),
    )


def _survivor_back(into: Ticket, before: dict[str, Any]) -> dict[str, Any]:
    """The survivor's state before, if nothing has been written since the merging opened it."""
    if (
        into.state == State.OPEN
        and before["state"] == State.ANSWERED
        and gathering.newest(into) == before["newest"]
    ):
        return {"state": State.ANSWERED, **_since(before)}
    return {}


def _since(before: dict[str, Any]) -> dict[str, Any]:
    """Since when that state stood; mergings of earlier versions do not know it, and it begins anew."""
    return {"state_changed_at": _moment(before["since"])} if before.get("since") else {}


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
