"""What must be so: each answer that waits for its moment has a timer of that moment, and each such timer an answer.

An answer without one would wait for ever, and nobody would hear of it.
"""

from collections.abc import Iterator

from django.db.models import Max, QuerySet

from accord.core.database import reading
from accord.events.models import Timer
from accord.tickets.checking import ranges
from accord.tickets.later.sending import TIMER
from accord.tickets.models import Later


def all_problems(*, deep: bool) -> Iterator[str]:
    """`problems` of every answer that waits, or without `deep` of the newest; each range in a short transaction."""
    answers = Later.objects.aggregate(newest=Max("pk"))["newest"] or 0
    timers = _timers().aggregate(newest=Max("subject_id"))["newest"] or 0
    todo = list(ranges(max(answers, timers)))
    for low, high in todo if deep else todo[-1:]:
        with reading():
            found = list(problems(low, high))
        yield from found


def problems(low: int, high: int) -> Iterator[str]:
    """Sentences (for operators, in English) about the answers with ids in [low, high), each with its cure."""
    timers = {timer.subject_id: timer for timer in _timers().filter(subject_id__gte=low, subject_id__lt=high)}
    rows = Later.objects.select_related("draft__ticket").filter(pk__gte=low, pk__lt=high).order_by("pk")
    for row in rows:
        timer = timers.pop(row.pk, None)
        if row.held:  # it waits for a person
            continue
        which = f"ticket {row.draft.ticket.code if row.draft.ticket else '?'}: the answer {row.pk}"
        if timer is None:
            yield (
                f"{which}, due at {row.due_at:%Y-%m-%d %H:%M:%S} UTC, has no timer and will not go out: "
                "open the ticket and send it now, or choose its moment anew"
            )
        elif not timer.attempts and timer.due_at != row.due_at:  # one that was tried is due when it is tried again
            yield (
                f"{which} is due at {row.due_at:%Y-%m-%d %H:%M:%S} UTC, its timer at another moment: "
                "open the ticket and choose its moment anew"
            )
    for number in sorted(timers):
        yield f"a timer is to send the answer {number}, which is gone: it sends nothing and goes away when it is due"


def _timers() -> QuerySet[Timer]:
    return Timer.objects.filter(kind=TIMER, subject_kind=TIMER)
