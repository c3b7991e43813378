"""Giving news: one effect finds who hears of an event and writes it into their lists; mails and push follow from that.

It works after the change is committed, so that no answer waits for it, and writes all of an event's news at once: again
is harmless.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accord.core import clock
from accord.events.models import Event
from accord.events.reactions import Effect
from accord.events.recording import record
from accord.messaging.chats.happenings import ChatSaid
from accord.messaging.notices import bundling, choosing, notes, readers
from accord.messaging.notices.abouts import CHAT, CLOCK, CONSOLE, DONE, MAIL, PUSH, abouts
from accord.messaging.notices.happenings import NoticesGiven
from accord.people.models import Notice, Person, PushBrowser
from accord.people.models.person import PersonKind
from accord.people.rights import access_of
from accord.people.system import system
from accord.tickets import seeing
from accord.tickets.models import Priority, State, Ticket

_SILENT = (State.SPAM, State.DELETED)
LONG = timedelta(seconds=20)  # who started a shorter job still looks at it


def give(event: Event) -> None:
    """Write the news of this event for everybody who is to hear of it; again is a no-op."""
    if Notice.objects.filter(event_id=event.pk).exists():
        return
    if event.kind == ChatSaid.key:
        _chat(event)
        return
    ticket = Ticket.objects.select_related("department").filter(pk=event.ticket_id or 0).first()
    if ticket is None or ticket.purged_at is not None or ticket.state in _SILENT:
        return
    wanted: dict[int, str] = {}
    for person_id, about in readers.of(event, ticket):
        if person_id != event.actor_id:
            wanted.setdefault(person_id, about)
    rows = [
        _row(person, about, ways, event, ticket)
        for person, about, ways in _wishing(wanted)
        if seeing.may_see(access_of(person), ticket) and notes.may_read(person, event)
    ]
    _write(rows, event.pk)


def _chat(event: Event) -> None:
    """Its others are told; who has read it needs to be told no more. The words stay in the chat."""
    told = [each for each in event.data.get("people", ()) if each != event.actor_id]
    if not told:
        rows = Notice.objects.filter(person_id=event.actor_id, about=CHAT, read_at=None)
        rows.filter(data__chat=event.subject_id).update(read_at=clock.now())
        return
    data = {"what": "chat", "chat": event.subject_id, "by": event.actor_id}
    found = _wishing(dict.fromkeys(told, CHAT))
    _write([(_bare(person, CHAT, ways, data, event), ways) for person, _about, ways in found], event.pk)


def effect() -> Effect:
    """The effect, over all kinds of events that have readers; made once everything is registered."""
    return Effect("notices", readers.kinds(), give, readers.due, leaves=False)


def wake(person: Person) -> None:
    """He has read something: all of his pages look again."""
    with transaction.atomic():
        record(NoticesGiven(by_id=person.pk, source=0, people=[person.pk]))


def tell_done(person: Person, began: datetime, data: dict[str, Any]) -> None:
    """A job of his has ended; no news if it was short. Call it in the transaction of its end. `data["what"]` is a key
    of `wording.elsewhere`.
    """
    if clock.now() - began >= LONG:
        rows = _wishing({person.pk: DONE})
        _write([(_bare(each, DONE, ways, data), ways) for each, _about, ways in rows], 0)


def _bare(
    person: Person, about: str, ways: Sequence[str], data: dict[str, Any], event: Event | None = None
) -> Notice:
    """News that stand on no ticket."""
    return Notice(
        person=person,
        about=about,
        event_id=event.pk if event is not None else None,
        actor_id=event.actor_id if event is not None else None,
        data=data,
        at=event.at if event is not None else clock.now(),
        in_console=CONSOLE in ways,
        mail=MAIL in ways,
    )


def _wishing(wanted: dict[int, str]) -> list[tuple[Person, str, Sequence[str]]]:
    """The active agents among them who want to hear of it, and how."""
    if not wanted:
        return []
    people = list(Person.objects.filter(pk__in=wanted, is_active=True, kind=PersonKind.AGENT).order_by("id"))
    found: list[tuple[Person, str, Sequence[str]]] = []
    for about in sorted(set(wanted.values())):
        those = [person for person in people if wanted[person.pk] == about]
        ways = choosing.ways_for(about, those)
        found += [(person, about, ways[person.pk]) for person in those if ways[person.pk]]
    return found


def _row(
    person: Person, about: str, ways: Sequence[str], event: Event, ticket: Ticket
) -> tuple[Notice, Sequence[str]]:
    row = Notice(
        person=person,
        about=about,
        event_id=event.pk,
        ticket_id=ticket.pk,
        actor_id=event.actor_id,
        data={bundling.LATE: event.data["due"]} if about == CLOCK and event.data.get("due") else {},
        at=event.at,
        in_console=CONSOLE in ways,
        mail=MAIL in ways,
        urgent=abouts[about].urgent or ticket.priority == Priority.URGENT,
    )
    return row, ways


def _write(rows: Sequence[tuple[Notice, Sequence[str]]], source: int) -> None:
    if not rows:
        return
    with transaction.atomic():
        Notice.objects.bulk_create([row for row, _ways in rows])
        wishing = [row for row, ways in rows if PUSH in ways]
        able = set(
            PushBrowser.objects.filter(person__in=[row.person_id for row in wishing]).values_list(
                "person_id", flat=True
            )
        )
        record(
            NoticesGiven(
                by_id=system().pk,
                source=source,
                people=sorted(row.person_id for row, _ways in rows if row.in_console),
                push=[row.pk for row in wishing if row.person_id in able],
            )
        )
        for row, _ways in rows:
            if row.mail:
                bundling.plan(row)
