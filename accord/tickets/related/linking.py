"""Joining two tickets, and parting them: part of another, incident of a problem, or simply to do with each other.

Neither ticket becomes another by it: states, customers and messages stay as they are.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.core.errors import Conflict, Invalid, NotFound, NotPossible
from accord.events.recording import record
from accord.people.models import Person
from accord.people.rights import access_of
from accord.tickets.acting import demand
from accord.tickets.happenings import TicketLinked, TicketUnlinked
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import LinkKind, State, Ticket, TicketLink
from accord.tickets.seeing import may_see

IN_USE = "related.in_use"
options.define(IN_USE, False, _("Whether tickets were ever linked"), shown=False)
DEEPEST = 10  # parts of parts of parts
MOST = 1_000  # parts, or incidents, of one ticket


@dataclass(frozen=True)
class Role:
    """What a ticket is to another: the kind of link, whether it is its source, and what the other one is to it."""

    kind: str
    is_source: bool
    other: str
    label: Promise


ROLES = {
    "child": Role(LinkKind.CHILD, True, "parent", _("Part of")),
    "parent": Role(LinkKind.CHILD, False, "child", _("Has the part")),
    "incident": Role(LinkKind.INCIDENT, True, "problem", _("Incident of the problem")),
    "problem": Role(LinkKind.INCIDENT, False, "incident", _("Problem with the incident")),
    "related": Role(LinkKind.RELATED, True, "related", _("Has to do with")),
}


class LinkedElsewhere(Conflict):
    """It is part of another ticket already, or an incident of another problem."""

    key = "linked_elsewhere"
    sentence = _("%(code)s belongs to %(above)s already. Take it out there first.")


class LinkInCircle(Conflict):
    """A ticket would be part of itself."""

    key = "link_in_circle"
    sentence = _("This would make a ticket a part of itself.")


def link(ticket: Ticket, other: Ticket, role: str, *, by: Person, because: str = "") -> TicketLink:
    """Make `ticket` the `role` (a key of ROLES) of `other`; linked so already: a no-op.

    Raises Invalid (no such role, with itself), NotFound (he may not see the other), NotPossible (closed, spam,
    deleted), NotAllowed, LinkedElsewhere, LinkInCircle.
    """
    wanted = _role(role)
    if ticket.pk == other.pk:
        raise Invalid("ticket", sentence=_("A ticket cannot be linked to itself."))
    first, second = sorted((ticket, other), key=lambda each: each.pk)
    with locked(first), locked(second):
        target(ticket.state, "change")
        demand(by, "edit", ticket)
        if not may_see(access_of(by), other):
            raise NotFound(other.code)
        if other.state in (State.DELETED, State.SPAM) or other.merged_into_id is not None:
            raise NotPossible("ticket", sentence=_("The other ticket is deleted, spam or merged."))
        source, over = (ticket, other) if wanted.is_source else (other, ticket)
        found = _between(source, over, wanted.kind)
        if found is not None:
            return found
        _demand_fits(source, over, wanted.kind)
        row = TicketLink.objects.create(kind=wanted.kind, source=source, target=over, by=by, at=clock.now())
        change(ticket)  # it is another version; the other one may be closed and stays as it is
        _tell(ticket, other, role, by=by, because=because)
    if not options.get(IN_USE):
        options.put(IN_USE, True)
    return row


def unlink(ticket: Ticket, other: Ticket, role: str, *, by: Person, because: str = "") -> None:
    """Part them again; not linked so: a no-op. Raises Invalid, NotPossible (closed), NotAllowed."""
    wanted = _role(role)
    first, second = sorted((ticket, other), key=lambda each: each.pk)
    with locked(first), locked(second):
        target(ticket.state, "change")
        demand(by, "edit", ticket)
        source, over = (ticket, other) if wanted.is_source else (other, ticket)
        found = _between(source, over, wanted.kind)
        if found is None:
            return
        found.delete()
        change(ticket)
        for one, two, what in ((ticket, other, role), (other, ticket, wanted.other)):
            record(
                TicketUnlinked(
                    ticket=one.pk, by_id=by.pk, role=what, other=two.pk, code=two.code, because=because
                )
            )


def _role(role: str) -> Role:
    if role not in ROLES:
        raise Invalid("role", sentence=_("Choose how they belong together."))
    return ROLES[role]


def _between(source: Ticket, over: Ticket, kind: str) -> TicketLink | None:
    rows = TicketLink.objects.filter(kind=kind)
    here = Q(source=source, target=over)
    if kind == LinkKind.RELATED:
        here |= Q(source=over, target=source)
    return rows.filter(here).first()


def _tell(ticket: Ticket, other: Ticket, role: str, *, by: Person, because: str) -> None:
    for one, two, what in ((ticket, other, role), (other, ticket, ROLES[role].other)):
        record(
            TicketLinked(ticket=one.pk, by_id=by.pk, role=what, other=two.pk, code=two.code, because=because)
        )


def _demand_fits(source: Ticket, over: Ticket, kind: str) -> None:
    """A tree of parts without circles; problems and incidents in one storey."""
    if kind == LinkKind.RELATED:
        return
    above = TicketLink.objects.select_related("target").filter(source=source, kind=kind).first()
    if above is not None:
        raise LinkedElsewhere("ticket", code=source.code, above=above.target.code)
    if TicketLink.objects.filter(target=over, kind=kind).count() >= MOST:
        raise NotPossible("ticket", sentence=_("This ticket has too many of them already."))
    if kind == LinkKind.INCIDENT:
        _demand_one_storey(source, over)
    else:
        _demand_no_circle(source, over)


def _demand_one_storey(incident: Ticket, problem: Ticket) -> None:
    rows = TicketLink.objects.filter(kind=LinkKind.INCIDENT)
    if rows.filter(target=incident).exists():
        raise NotPossible(
            "ticket", sentence=_("%(code)s is a problem with incidents of its own."), code=incident.code
        )
    if rows.filter(source=problem).exists():
        raise NotPossible("ticket", sentence=_("%(code)s is an incident itself."), code=problem.code)


def _demand_no_circle(child: Ticket, parent: Ticket) -> None:
    rows = TicketLink.objects.filter(kind=LinkKind.CHILD)
    above: int | None = parent.pk
    for _storey in range(DEEPEST):
        above = rows.filter(source_id=above).values_list("target_id", flat=True).first()
        if above == child.pk:
            raise LinkInCircle("ticket")
        if above is None:
            return
    raise NotPossible("ticket", sentence=_("Parts of parts go %(most)s deep at most."), most=DEEPEST)
