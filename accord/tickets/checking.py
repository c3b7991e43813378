"""Invariants of the tickets: rows against their replayed events, search documents against messages, nothing orphaned.

Read by id ranges, each in a short read transaction, so that a check never holds the database (DESIGN section 2).
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count, F, Max, Q

from accord.core.database import reading
from accord.events.models import Event
from accord.people.models import Person
from accord.tickets import filling
from accord.tickets.models import MergedMessage, Message, Participant, Postponement, SearchDoc, State, Ticket
from accord.tickets.models.ticket import UNFINISHED, WAITING_FOR_US
from accord.tickets.silence import checking as silence

STEP = 2000
REPLAYED = (
    "state",
    "state_before",
    "department_id",
    "assignee_id",
    "requester_id",
    "priority",
    "resolution_id",
    "merged_into_id",
    "status_id",
    "fields",
)
EMPTY: dict[str, Any] = {
    "state_before": "",
    "assignee_id": None,
    "resolution_id": None,
    "merged_into_id": None,
    "status_id": None,
    "fields": {},
}


def replay(sets: list[dict[str, Any]]) -> dict[str, Any]:
    """The columns that the events' `set` parts lead to, one after another."""
    row: dict[str, Any] = dict(EMPTY)
    for each in sets:
        row.update({name: value for name, value in each.items() if name in REPLAYED})
    return row


def ranges(newest: int) -> Iterator[tuple[int, int]]:
    """Half-open ranges of ids that cover 1..newest."""
    for low in range(0, newest + 1, STEP):
        yield low, low + STEP


def problems(*, deep: bool, progress: Callable[[float], None] = lambda _part: None) -> Iterator[str]:
    """Sentences (for operators, in English) about what is wrong; none when all is well.

    `deep` replays every ticket; without it only the newest range is replayed. `progress` hears of the part done, 0..1.
    """
    newest = Ticket.objects.aggregate(newest=Max("id"))["newest"] or 0
    todo = list(ranges(newest))
    actors: set[int] = set()
    for place, (low, high) in enumerate(todo if deep else todo[-1:]):
        with reading():
            found = [*_rows(low, high, actors), *_documents(low, high), *_orphans(low, high)]
            found += silence.problems(low, high)
        yield from found
        progress((place + 1) / max(1, len(todo if deep else todo[-1:])))
    with reading():
        found = list(_unknown(actors))
    yield from found


def _rows(low: int, high: int, actors: set[int]) -> Iterator[str]:
    sets: dict[int, list[dict[str, Any]]] = {}
    events = Event.objects.filter(ticket_id__gte=low, ticket_id__lt=high).order_by("ticket_id", "id")
    for ticket_id, data, actor in events.values_list("ticket_id", "data", "actor_id"):
        actors.add(actor)
        sets.setdefault(ticket_id or 0, []).append(data.get("set", {}))
    for ticket in Ticket.objects.filter(id__gte=low, id__lt=high):
        replayed = replay(sets.get(ticket.pk, []))
        yield from filling.problems(ticket, replayed.pop("fields"))
        for name in REPLAYED:
            if name != "fields" and replayed.get(name) != getattr(ticket, name):
                yield (
                    f"ticket {ticket.code}: {name} is {getattr(ticket, name)!r}, its events say {replayed.get(name)!r}"
                )
        if ticket.is_open != (ticket.state in UNFINISHED):
            yield f"ticket {ticket.code}: is_open does not follow from its state"
        if ticket.to_solve != (ticket.state in WAITING_FOR_US and ticket.merged_into_id is None):
            yield f"ticket {ticket.code}: to_solve does not follow from its state"
        if ticket.to_solve != (ticket.waiting_since is not None):
            yield f"ticket {ticket.code}: waiting_since does not follow from its state"


def _documents(low: int, high: int) -> Iterator[str]:
    mine = Q(ticket_id__gte=low, ticket_id__lt=high)
    messages = set(Message.objects.filter(mine).values_list("id", flat=True))
    documents = set(SearchDoc.objects.filter(mine).values_list("message_id", flat=True))
    for message_id in sorted(messages - documents):
        yield f"message {message_id} is not in the search"
    for message_id in sorted(documents - messages):
        yield f"the search knows message {message_id}, which is gone"


def _orphans(low: int, high: int) -> Iterator[str]:
    mine = Q(id__gte=low, id__lt=high)
    for ticket_id in Ticket.objects.filter(mine, merged_into__isnull=False).exclude(
        state__in=(State.CLOSED, State.DELETED)
    ).values_list("id", flat=True):
        yield f"ticket {ticket_id} is merged into another and not closed"
    left = MergedMessage.objects.filter(source_id__gte=low, source_id__lt=high, message__ticket_id=F("source_id"))
    for message_id in left.values_list("message_id", flat=True):
        yield f"message {message_id} was merged away and stands where it was"
    postponed = set(Ticket.objects.filter(mine, state=State.POSTPONED).values_list("id", flat=True))
    paused = set(
        Postponement.objects.filter(
            ticket_id__gte=low, ticket_id__lt=high, ticket__state=State.POSTPONED
        ).values_list("ticket_id", flat=True)
    )
    for ticket_id in sorted(postponed - paused):
        yield f"ticket {ticket_id} is postponed without a date"
    requesters = (
        Participant.objects.filter(ticket_id__gte=low, ticket_id__lt=high, is_requester=True)
        .values("ticket_id")
        .annotate(n=Count("id"))
        .exclude(n=1)
    )
    for row in requesters:
        yield f"ticket {row['ticket_id']} has {row['n']} requesters"
    strangers = Participant.objects.filter(ticket_id__gte=low, ticket_id__lt=high, is_requester=True).exclude(
        person_id=F("ticket__requester_id")
    )
    for ticket_id in strangers.values_list("ticket_id", flat=True):
        yield f"ticket {ticket_id}: the requester is another than its participants say"


def _unknown(actors: set[int]) -> Iterator[str]:
    known = set(Person.objects.filter(id__in=list(actors)).values_list("id", flat=True))
    for actor in sorted(actors - known):
        yield f"events name person {actor}, who does not exist"
