"""When all parts of a ticket have ended, the ticket is told: its history, and whoever has it.

An effect after the change, so that resolving a part never waits for its parent's row. Told once; if a part opens again
or one is added, it is told anew when all have ended then.
"""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accord.core import clock, options
from accord.core.errors import AccordError
from accord.events.kinds import EventKind, kinds
from accord.events.models import Event
from accord.events.reactions import Effect
from accord.events.recording import record
from accord.people.system import system
from accord.tickets import notifying
from accord.tickets.happenings import ChildrenDone, TicketEvent, TicketUnlinked
from accord.tickets.lifecycle import locked
from accord.tickets.models import LinkKind, Ticket, TicketLink
from accord.tickets.related.gathered import gathered, survivor_of
from accord.tickets.related.linking import IN_USE

KEY = "parts"
BECAUSE = "children_done"


def due(happening: EventKind) -> bool:
    """Whether a part of another ticket changed its state, or is no part of it any more."""
    if not isinstance(happening, TicketEvent) or not options.get(IN_USE):
        return False
    if isinstance(happening, TicketUnlinked):
        return happening.role == "child"
    if "state" not in happening.set or "requester_id" in happening.set:
        return False
    return _above(happening.ticket) is not None


def run(event: Event) -> None:
    """Look at the parent of the part that changed. Again is a no-op."""
    unlinked = event.kind == TicketUnlinked.key
    parent_id = event.data.get("other") if unlinked else _above(event.ticket_id or 0)
    parent = survivor_of(parent_id or 0)
    if parent is not None:
        look(parent)


def look(parent: Ticket) -> bool:
    """Tell the parent if all of its parts have ended and it was not told of them yet. Whether it was told now."""
    with locked(parent):
        links = TicketLink.objects.filter(target__in=gathered(parent), kind=LinkKind.CHILD)
        rows = list(links.values_list("source__is_open", "told_at"))
        if any(is_open for is_open, _told in rows):
            links.exclude(told_at=None).update(told_at=None)
            return False
        if all(told is not None for _open, told in rows):
            return False
        links.update(told_at=clock.now())
        if not parent.is_open:
            return False
        record(ChildrenDone(ticket=parent.pk, by_id=system().pk, count=len(rows)))
        _tell(parent)
    return True


def _tell(parent: Ticket) -> None:
    """Whoever has the ticket reads it in his language; who was told too often today finds it on the ticket."""
    assignee = parent.assignee
    if assignee is None or not assignee.is_active:
        return
    with translation.override(assignee.language or str(options.get("workspace.language"))):
        text = _("All parts of this ticket are done.")
    try:
        with transaction.atomic():
            notifying.notify(parent, [assignee], text, by=system(), because=BECAUSE)
    except AccordError:
        return


def _above(ticket_id: int) -> int | None:
    return (
        TicketLink.objects.filter(source_id=ticket_id, kind=LinkKind.CHILD)
        .values_list("target_id", flat=True)
        .first()
    )


def effect() -> Effect:
    """The effect, for the wiring: every kind of event that can change a state."""
    on_tickets = tuple(kind for _key, kind in kinds.items() if issubclass(kind, TicketEvent))
    return Effect(KEY, on_tickets, run, due=due, leaves=False)
