"""Who is here: come, gone, paused, or away from the desk; written only when it changes.

A web process says that an agent came when his first stream opens, and that he went some time after the last one has
ended. It beats while anybody listens to it: of a process that was killed, everybody counts as gone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accord.core import clock
from accord.core.errors import NotPossible
from accord.events.recording import record
from accord.people import absences
from accord.people.happenings import PersonPresence
from accord.people.models import AtWork, Person, Presence, WayOfWorking, WebProcess
from accord.people.working_hours import on_duty

BEAT_S = 30.0
SILENT = timedelta(seconds=90)  # a process that did not beat for so long is gone, and everybody in it
ABSENT, OFF_HOURS = "absent", "off_hours"  # besides the keys of Presence, what `Standing.key` can be


@dataclass(frozen=True, slots=True)
class Standing:
    """How an agent stands now: a key of Presence, `absent` (until a moment) or `off_hours`; and since when."""

    key: str
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_given(self) -> bool:
        """Whether tickets may be handed to him now."""
        return self.key == Presence.ONLINE


NOWHERE = Standing(Presence.OFFLINE)


def come(person_id: int, process: str) -> bool:
    """The agent's stream has opened in that web process; whether that is news."""
    with transaction.atomic():
        row = AtWork.objects.select_for_update().filter(pk=person_id).first()
        if row is not None and row.presence != Presence.OFFLINE and _alive(row):
            if row.process != process:
                AtWork.objects.filter(pk=person_id).update(process=process)
            return False
        _write(person_id, Presence.ONLINE, process)
        return True


def go(person_id: int, process: str) -> bool:
    """The agent's last stream in that process has ended; whether that is news. One who came to another stays there."""
    with transaction.atomic():
        row = AtWork.objects.select_for_update().filter(pk=person_id, process=process).first()
        if row is None or row.presence == Presence.OFFLINE:
            return False
        _write(person_id, Presence.OFFLINE, process)
        return True


def stir(person_id: int, *, active: bool) -> bool:
    """His page says that something moves again, or nothing for long; whether that is news. A pause stays a pause."""
    before, after = (Presence.AWAY, Presence.ONLINE) if active else (Presence.ONLINE, Presence.AWAY)
    return _move(person_id, (before,), after)


def pause(person: Person) -> bool:
    """Nothing is handed to him until he goes on; whether that is news. Raises NotPossible (no agent)."""
    if not person.is_agent:
        raise NotPossible("presence")
    return _move(person.pk, (Presence.ONLINE, Presence.AWAY), Presence.PAUSED)


def be_here(person: Person) -> bool:
    """He says himself that he is here: the end of a pause and of an absence; whether that is news."""
    moved = _move(person.pk, (Presence.PAUSED, Presence.AWAY), Presence.ONLINE)
    if absences.away(person.pk) is not None:
        absences.come_back(person, by=person)
        moved = True
    return moved


def beat(process: str) -> None:
    """That web process lives."""
    now = clock.machine_now()
    if not WebProcess.objects.filter(pk=process).update(beat_at=now):
        WebProcess.objects.create(pk=process, beat_at=now)


def forget_the_dead() -> int:
    """Who was in a process that is gone is gone too; returns how many. Called where a process begins."""
    cut = clock.machine_now() - SILENT
    dead = AtWork.objects.exclude(presence=Presence.OFFLINE).exclude(
        process__in=WebProcess.objects.filter(beat_at__gt=cut).values("id")
    )
    gone = [row for row in dead if go(row.person_id, row.process)]
    WebProcess.objects.filter(beat_at__lte=cut - SILENT).exclude(
        pk__in=AtWork.objects.values("process")
    ).delete()
    return len(gone)


def standings(people: Iterable[int]) -> dict[int, Standing]:
    """How each of these agents stands now; four short queries however many they are."""
    ids = sorted(set(people))
    now = clock.now()
    absent = absences.away_among(ids)
    rows = {row.person_id: row for row in AtWork.objects.filter(pk__in=ids)}
    beating = set(WebProcess.objects.filter(beat_at__gt=clock.machine_now() - SILENT).values_list("id", flat=True))
    hours = _hours(ids)
    found = {}
    for person_id in ids:
        row = rows.get(person_id)
        here = row is not None and row.presence != Presence.OFFLINE and row.process in beating
        if person_id in absent:
            found[person_id] = Standing(ABSENT, until=absent[person_id])
        elif person_id in hours and not on_duty(*hours[person_id], now):
            found[person_id] = Standing(OFF_HOURS, row.since if row is not None and here else None)
        elif row is not None and here:
            found[person_id] = Standing(row.presence, row.since)
        else:
            found[person_id] = Standing(Presence.OFFLINE, row.since if row is not None else None)
    return found


def standing(person_id: int) -> Standing:
    """How one agent stands now."""
    return standings([person_id])[person_id]


def online(among: Sequence[int]) -> list[int]:
    """Those of these agents to whom tickets may be handed now, in their order."""
    known = standings(among)
    return [each for each in among if known[each].is_given]


def is_off(person_id: int) -> bool:
    """Outside of his hours, and not here either: what a customer opens again would wait for him."""
    hours = _hours([person_id])
    if person_id not in hours or on_duty(*hours[person_id], clock.now()):
        return False
    row = AtWork.objects.filter(pk=person_id).first()
    return row is None or row.presence == Presence.OFFLINE or not _alive(row)


def _hours(ids: Iterable[int]) -> dict[int, tuple[dict[str, list[list[str]]], str]]:
    """Hours and time zone of those who have hours."""
    rows = WayOfWorking.objects.filter(pk__in=list(ids)).exclude(hours={}).select_related("person")
    return {row.pk: (row.hours, row.person.time_zone) for row in rows}


def _alive(row: AtWork) -> bool:
    return WebProcess.objects.filter(pk=row.process, beat_at__gt=clock.machine_now() - SILENT).exists()


def _move(person_id: int, sources: Sequence[Presence], to: Presence) -> bool:
    with transaction.atomic():
        row = AtWork.objects.select_for_update().filter(pk=person_id).first()
        if row is None or row.presence not in sources:
            return False
        _write(person_id, to, row.process)
        return True


def _write(person_id: int, presence: Presence, process: str) -> None:
    values = {"presence": str(presence), "process": process, "since": clock.now()}
    AtWork.objects.update_or_create(person_id=person_id, defaults=values)
    record(PersonPresence(person=person_id, by_id=person_id, presence=str(presence)))
