"""After the day: what must be so, asked of the database of the desk that has ended. A sentence for each fault (English,
for operators)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from accord.automation.models import RuleRun
from accord.channels.email.models import IncomingMail
from accord.events.models import Delivery, Event, Timer
from accord.project.simulating.agents import Shift
from accord.project.simulating.looking import LONGEST, Looks
from accord.project.simulating.post import Carrier, Letterbox
from accord.queue import handing_out
from accord.sla.models import Clock
from accord.tickets import assigning, happenings
from accord.tickets.models import Message, MessageKind, Ticket

SHOWN = 5
BECAME = frozenset({"opened", "appended", "follow-up"})  # fates of mails that stand in a ticket


def faults(shift: Shift, looks: Looks, carrier: Carrier, letters: Letterbox) -> Iterator[str]:
    """All that is wrong with the day."""
    yield from _handed_out_twice()
    yield from looks.overtaken(shift.given)
    if looks.longest > LONGEST:
        yield f"somebody waited for {looks.longest}; the bound is {LONGEST}"
    yield from _mail_in(carrier)
    yield from _answers(shift)
    for name, copies in letters.copies.items():
        if len(set(copies)) > 1:
            yield f"the mail {name} went out in {len(set(copies))} forms"
    yield from _left_undone()
    yield from shift.troubles


def _handed_out_twice() -> Iterator[str]:
    """A ticket that belonged to somebody was given to another, by To Solve or by hand-out."""
    whose: dict[int, int | None] = {}
    given = frozenset({assigning.TO_SOLVE, handing_out.BECAUSE})
    for row in Event.objects.filter(ticket_id__isnull=False).order_by("id").iterator():
        columns = row.data.get("set") or {}
        if "assignee_id" not in columns:
            continue
        before, new = whose.get(row.ticket_id or 0), columns["assignee_id"]
        whose[row.ticket_id or 0] = new
        if (
            row.kind == happenings.TicketAssigned.key
            and row.data.get("because") in given
            and before is not None
        ):
            yield f"ticket {row.ticket_id} was given to {new} while {before} had it (event {row.pk})"


def _mail_in(carrier: Carrier) -> Iterator[str]:
    """Each mail that was acknowledged is in the ledger, and became a message once."""
    fates: dict[str, list[str]] = {}
    became = Counter[int]()
    for name, fate, message in IncomingMail.objects.values_list("message_id", "fate", "ticket_message_id"):
        fates.setdefault(name.strip("<> "), []).append(fate)
        if fate != "same" and message is not None:
            became[message] += 1
    for name in carrier.acknowledged:
        found = [each for each in fates.get(name, []) if each != "same"]
        if len(found) != 1:
            yield f"the mail {name} was acknowledged; its fates are {fates.get(name, [])}"
        elif found[0] not in BECAME and not (found[0] == "automatic" and name in carrier.automatic):
            yield f"the mail {name} became nothing: {found[0]}"
    for number, count in became.items():
        if count > 1:
            yield f"the message {number} stands for {count} mails"


def _answers(shift: Shift) -> Iterator[str]:
    """Each answer that the desk confirmed is stored once; none is stored that nobody sent."""
    stored = Counter[str]()
    for text in Message.objects.filter(kind=MessageKind.OUTGOING).values_list("text", flat=True):
        mark = text.split()[-1] if text.strip() else ""
        if mark.startswith("mark-"):
            stored[mark] += 1
    for mark in shift.stored:
        if stored[mark] != 1:
            yield f"the answer {mark} was confirmed and is stored {stored[mark]} times"
    for mark, count in stored.items():
        if mark not in shift.tried or count > 1:
            yield f"the answer {mark} is stored {count} times"


def _left_undone() -> Iterator[str]:
    for row in Delivery.objects.select_related("event").order_by("id")[:SHOWN]:
        yield f"the effect {row.effect} of event {row.event_id} ({row.event.kind}) is not carried out: {row.last_error}"
    for timer in Timer.objects.filter(attempts__gt=0)[:SHOWN]:
        yield f"the timer {timer.kind} of {timer.subject_kind} {timer.subject_id} failed: {timer.last_error}"


def figures() -> dict[str, Any]:
    """What the day was made of, counted in the database."""
    kinds = Counter(Event.objects.values_list("kind", flat=True))
    outcomes = Counter(Clock.objects.filter(ended_at__isnull=False).values_list("outcome", flat=True))
    given = Counter(
        str(data.get("because"))
        for data in Event.objects.filter(kind=happenings.TicketAssigned.key).values_list("data", flat=True)
    )
    return {
        "tickets": Ticket.objects.count(),
        "events": sum(kinds.values()),
        "messages": Message.objects.count(),
        "given_by_to_solve": given[assigning.TO_SOLVE],
        "handed_out": given[handing_out.BECAUSE],
        "resolved": kinds[happenings.TicketResolved.key],
        "closed_by_customer": kinds[happenings.ClosedByCustomer.key],
        "customer_said_no": kinds[happenings.CustomerSaidNo.key],
        "rule_runs": RuleRun.objects.count(),
        "clocks_met": outcomes["met"],
        "clocks_missed": outcomes["missed"],
        "still_waiting": Ticket.objects.filter(to_solve=True).count(),
    }
