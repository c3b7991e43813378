"""What merging moves: messages with their files and search documents, and people. Where each came from is kept."""

from typing import Any

from django.db.models import Max

from accord.core import clock
from accord.tickets.apart import APART
from accord.tickets.models import (
    Draft,
    Later,
    MergedMessage,
    Message,
    MessageKind,
    Participant,
    SearchDoc,
    Ticket,
)
from accord.tickets.writing import SNIPPET

_BATCH = 500
MACHINES = frozenset({"auto-reply", "bounce", "delay", "receipt", "feedback", "calendar-reply"})  # nobody's word


def bring(source: Ticket, into: Ticket, *, apart: bool) -> int:
    """Move the source's messages to the survivor; returns how many. `apart` marks them for its own people alone."""
    ids = list(Message.objects.filter(ticket=source).order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        MergedMessage.objects.bulk_create(
            MergedMessage(message_id=each, source=source, apart=apart) for each in part
        )
        if apart:
            mark(part, True)
        move(part, into)
    return len(ids)


def give_back(source: Ticket) -> set[int]:
    """Move the source's messages back to it, from wherever they stand; gives the ids of those tickets."""
    own = dict(MergedMessage.objects.filter(source=source).values_list("message_id", "id"))
    ids, stood = sorted(own), set[int]()
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        stood |= set(Message.objects.filter(pk__in=part).values_list("ticket_id", flat=True))
        rows = list(MergedMessage.objects.filter(message_id__in=part))
        # Where the survivor was merged on in turn, that merging's memory of these messages goes, too.
        gone = [row.pk for row in rows if row.pk >= own[row.message_id]]
        MergedMessage.objects.filter(pk__in=gone).delete()
        held = {row.message_id for row in rows if row.apart and row.pk not in gone}
        mark([each for each in part if each not in held], False)
        move(part, source)
    return stood


def bring_people(source: Ticket, into: Ticket) -> list[int]:
    """Put the source's people into the survivor's copies; gives the ids of the rows that are new."""
    present = set(Participant.objects.filter(ticket=into).values_list("person_id", "address"))
    found: list[int] = []
    for row in Participant.objects.filter(ticket=source).order_by("id"):
        if (row.person_id, row.address) not in present:
            made = Participant.objects.create(
                ticket=into, person_id=row.person_id, address=row.address, added_at=clock.now()
            )
            found.append(made.pk)
    return found


def take_people(source: Ticket, into: Ticket, rows: list[int]) -> None:
    """Take out again who came with the source, except who has become the requester meanwhile."""
    Participant.objects.filter(pk__in=rows, ticket=into, is_requester=False).delete()


def bring_waiting(source: Ticket, into: Ticket) -> list[int]:
    """Let the answers that wait on the source wait on the survivor, whose words count as seen; gives their ids."""
    rows = Draft.objects.filter(ticket=source, kind=Draft.LATER)
    ids = list(rows.order_by("id").values_list("id", flat=True))
    if ids:
        rows.update(ticket=into)
        Later.objects.filter(pk__in=ids).update(seen=newest(into))
    return ids


def give_waiting_back(source: Ticket, into: Ticket, ids: list[int]) -> None:
    """Those of them that still wait go back."""
    Draft.objects.filter(pk__in=ids, ticket=into, kind=Draft.LATER).update(ticket=source)


def counted(ticket: Ticket) -> dict[str, Any]:
    """The columns of the ticket's row that tell of its messages, read anew."""
    rows = list(Message.objects.filter(ticket=ticket).order_by("id").values_list("id", "kind", "at", "marks"))
    said = [row for row in rows if row[1] != MessageKind.NOTE and MACHINES.isdisjoint(row[3])]
    theirs = [at for _, kind, at, _ in said if kind == MessageKind.INCOMING]
    last = Message.objects.filter(pk=said[-1][0]).values_list("text", flat=True).first() if said else ""
    return {
        "messages_count": len(rows),
        "last_message_at": max((at for _, _, at, _ in said), default=None),
        "last_customer_at": max(theirs, default=None),
        "snippet": " ".join((last or "").split())[:SNIPPET],
    }


def newest(ticket: Ticket) -> int:
    """The id of the newest message, 0 without one."""
    return Message.objects.filter(ticket=ticket).aggregate(newest=Max("id"))["newest"] or 0


def move(messages: list[int], to: Ticket) -> None:
    """Let these messages, with their files and search documents, stand on `to`."""
    Message.objects.filter(pk__in=messages).update(ticket=to)
    SearchDoc.objects.filter(message_id__in=messages).update(ticket_id=to.pk)


def mark(messages: list[int], apart: bool) -> None:
    """Put the mark APART on these messages, or take it off."""
    for message in Message.objects.filter(pk__in=messages).only("id", "marks"):
        others = [mark for mark in message.marks if mark != APART]
        marks = [*others, APART] if apart else others
        if marks != message.marks:
            Message.objects.filter(pk=message.pk).update(marks=marks)
