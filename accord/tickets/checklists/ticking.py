"""Things to do on a ticket: put on it by hand or from a list, ticked off, taken away.

One that must be done holds up an agent's resolving; time, rules and customers are not held up.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.core.errors import Missing, NotFound, NotPossible
from accord.events.recording import record
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.tickets.acting import demand
from accord.tickets.checklists import defining
from accord.tickets.happenings import ItemRemoved, ItemsAdded, ItemTicked
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Checklist, ChecklistItem, Ticket
from accord.tickets.related.gathered import gathered

MOST = 100  # on one ticket
IN_USE = "checklists.in_use"
options.define(IN_USE, False, _("Whether a ticket ever had a checklist"), shown=False)


class NotAllDone(Missing):
    """Something must be done before an agent resolves the ticket."""

    key = "checklist_open"
    sentence = _("Do this first, or take it off the checklist: %(items)s.")


def add(
    ticket: Ticket, items: Iterable[Any], *, by: Person, checklist: Checklist | None = None, because: str = ""
) -> list[ChecklistItem]:
    """Put things to do (texts, or {"text", "must"}) onto the ticket. Of those from a `checklist` one that is there
    already and not done stays one.

    Raises Missing (nothing), Invalid (too long), NotPossible (closed, too many), NotAllowed.
    """
    wanted = defining.cleaned(items)
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "edit", ticket)
        there = list(ChecklistItem.objects.filter(ticket__in=gathered(ticket)).values_list("text", "done_at"))
        if checklist is not None:
            waiting = {text for text, done in there if done is None}
            wanted = [each for each in wanted if each["text"] not in waiting]
        if len(there) + len(wanted) > MOST:
            raise NotPossible("items", sentence=_("A ticket has %(most)s things to do at most."), most=MOST)
        now = clock.now()
        rows = [
            ChecklistItem.objects.create(
                ticket=ticket, checklist=checklist, text=each["text"], must=each["must"], by=by, at=now
            )
            for each in wanted
        ]
        if rows:
            change(ticket)
            record(
                ItemsAdded(
                    ticket=ticket.pk,
                    by_id=by.pk,
                    items=[row.pk for row in rows],
                    checklist=checklist.pk if checklist else None,
                    texts=[row.text for row in rows],
                    because=because,
                )
            )
            if not options.get(IN_USE):
                options.put(IN_USE, True)
    return rows


def add_list(ticket: Ticket, checklist: Checklist, *, by: Person, because: str = "") -> list[ChecklistItem]:
    """Put a whole list onto the ticket. Raises as `add` does, NotPossible for one that is switched off."""
    if not checklist.is_active:
        raise NotPossible("checklist", sentence=_("This checklist is not in use any more."))
    return add(ticket, checklist.items, by=by, checklist=checklist, because=because)


def tick(ticket: Ticket, number: int, *, by: Person, done: bool = True) -> ChecklistItem:
    """Tick a thing off, or take its tick off; as it is already: a no-op. Raises NotFound, NotPossible, NotAllowed."""
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "edit", ticket)
        row = _item(ticket, number)
        if (row.done_at is not None) is done:
            return row
        row.done_at, row.done_by = (clock.now(), by) if done else (None, None)
        row.save(update_fields=["done_at", "done_by"])
        change(ticket)
        left = ChecklistItem.objects.filter(ticket__in=gathered(ticket), done_at=None).count()
        record(
            ItemTicked(ticket=ticket.pk, by_id=by.pk, item=row.pk, undone=not done, left=left, text=row.text)
        )
    return row


def remove(ticket: Ticket, number: int, *, by: Person) -> None:
    """Take a thing off the checklist. Raises NotFound, NotPossible, NotAllowed."""
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "edit", ticket)
        row = _item(ticket, number)
        record(ItemRemoved(ticket=ticket.pk, by_id=by.pk, item=row.pk, text=row.text))
        row.delete()
        change(ticket)


def items_of(ticket: Ticket) -> list[ChecklistItem]:
    """What is to be done and what was, in order, with who did it; also of tickets that were merged into this one."""
    rows = ChecklistItem.objects.select_related("done_by").filter(ticket__in=gathered(ticket))
    return list(rows.order_by("id"))


def demand_done(ticket: Ticket, by: Person) -> None:
    """Raises NotAllDone naming what an agent still must do before he resolves the ticket."""
    if by.kind != PersonKind.AGENT or not options.get(IN_USE):
        return
    left = ChecklistItem.objects.filter(ticket__in=gathered(ticket), must=True, done_at=None).order_by("id")
    texts = list(left.values_list("text", flat=True)[:5])
    if texts:
        raise NotAllDone("checklist", items="; ".join(texts))


def _item(ticket: Ticket, number: int) -> ChecklistItem:
    row = ChecklistItem.objects.select_for_update().filter(pk=number, ticket__in=gathered(ticket)).first()
    if row is None:
        raise NotFound("checklist")
    return row
