"""Somebody is away until a day: nothing reminds him before (DOMAIN 7.8), at most 30 days long."""

from datetime import date, datetime, time, timedelta
from typing import Any

from accord.core import clock
from accord.events.recording import record
from accord.tickets.happenings import WaitsForReturn
from accord.tickets.lifecycle import locked
from accord.tickets.models import Absence, Silence, SilenceRule, Ticket
from accord.tickets.silence import watching
from accord.tickets.silence.hours import zone

LONGEST = timedelta(days=30)


def away(ticket: Ticket, person_id: int, back: date) -> None:
    """The person's automatic reply says that he is back on that day: his reminders wait for it, on every ticket.

    Only the requester is ever reminded, so that others' absences change nothing. In the past: a no-op.
    """
    now = clock.now()
    until = min(datetime.combine(back, time(), zone()), now + LONGEST)
    if until <= now or person_id != ticket.requester_id:
        return
    with locked(ticket):
        Absence.objects.update_or_create(person_id=person_id, defaults={"until": until, "heard_at": now})
        row = Silence.objects.filter(pk=ticket.pk, untold="").first()
        rule = SilenceRule.objects.filter(pk=ticket.department_id).first()
        if row is None or rule is None or watching.set_timer(row, rule, person_id) < until:
            return
        record(WaitsForReturn(ticket=ticket.pk, by_id=person_id, until=until.isoformat()))


def join(source_id: int, into_id: int) -> dict[str, Any]:
    """Two cards are one person's: he is away until the later of both moments. Gives what `part` needs."""
    rows = {row.person_id: row for row in Absence.objects.filter(person_id__in=(source_id, into_id))}
    if source_id not in rows:
        return {}
    later = max(rows.values(), key=lambda row: row.until)
    Absence.objects.filter(pk=source_id).delete()
    Absence.objects.update_or_create(person_id=into_id, defaults={"until": later.until, "heard_at": later.heard_at})
    own = rows.get(into_id)
    return {"source": _kept(rows[source_id]), "into": _kept(own) if own else None, "joined": _kept(later)}


def part(source_id: int, into_id: int, joined: dict[str, Any]) -> None:
    """They are two again: each has the absence that was his; what was heard since is the other's."""
    if not joined:
        return
    _put(source_id, joined["source"])
    now = Absence.objects.filter(pk=into_id).first()
    if now is None or _kept(now) != joined["joined"]:
        return
    now.delete()
    if joined["into"]:
        _put(into_id, joined["into"])
    for ticket_id in ladders(into_id):
        with locked(Ticket(pk=ticket_id)) as ticket:
            row = Silence.objects.filter(pk=ticket_id, untold="").first()
            rule = SilenceRule.objects.filter(pk=ticket.department_id).first()
            if row is not None and rule is not None:
                watching.set_timer(row, rule, into_id)


def ladders(person_id: int) -> list[int]:
    """The tickets on which the person would be reminded."""
    rows = Silence.objects.filter(ticket__requester_id=person_id, untold="").order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _kept(row: Absence) -> list[str]:
    return [row.until.isoformat(), row.heard_at.isoformat()]


def _put(person_id: int, kept: list[str]) -> None:
    until, heard_at = map(datetime.fromisoformat, kept)
    Absence.objects.update_or_create(person_id=person_id, defaults={"until": until, "heard_at": heard_at})
