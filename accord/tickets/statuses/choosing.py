"""Giving a ticket a status of the team's own. The state is changed by the state's own verb, never here."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core.errors import Invalid, NotPossible
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import postponing, reopening, replying
from accord.tickets.acting import demand
from accord.tickets.happenings import StatusChosen
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import State, Ticket
from accord.tickets.statuses.known import Status, known


class OtherState(NotPossible):
    """The status belongs to a state that needs more than a choice, such as a date or an explanation."""

    key = "other_state"
    sentence = _(
        "“%(status)s” is for tickets that are %(state)s. Bring this one there first, then choose it."
    )


def choose(ticket: Ticket, status: int | str, *, by: Person, because: str = "") -> None:
    """Give it the status of that id, or by a state's name the state's own; the one that it has is a no-op.

    Where the status is of another state, that state's verb is called first if it asks for nothing else: answered, back
    from postponed, open again. Raises Invalid, OtherState, NotPossible, NotAllowed.
    """
    wanted = _wanted(status)
    with transaction.atomic():
        if wanted.category != ticket.state:
            _lead(ticket, wanted, by=by, because=because)
        with locked(ticket):
            target(ticket.state, "change")
            demand(by, "edit", ticket)
            if ticket.state != wanted.category:
                raise OtherState(status=wanted.label, state=str(State(wanted.category).label))
            before = ticket.status_id
            if wanted.id == before:
                return
            changed = change(ticket, status_id=wanted.id)
            record(
                StatusChosen(
                    ticket=ticket.pk,
                    by_id=by.pk,
                    set=changed,
                    status=wanted.id,
                    before=before,
                    state=str(ticket.state),
                    because=because,
                )
            )


def _wanted(status: int | str) -> Status:
    here = known()
    found = here.own.get(status) if isinstance(status, str) else here.by_id.get(status)
    if found is None or not found.is_active:
        raise Invalid("status", sentence=_("There is no such status."))
    return found


def _lead(ticket: Ticket, wanted: Status, *, by: Person, because: str) -> None:
    """The verbs that need nothing but the wish."""
    ways: dict[tuple[str, str], Callable[..., Any]] = {
        (State.NEW, State.ANSWERED): replying.mark_answered,
        (State.OPEN, State.ANSWERED): replying.mark_answered,
        (State.POSTPONED, State.OPEN): postponing.bring_back,
        (State.RESOLVED, State.OPEN): reopening.reopen,
    }
    way = ways.get((ticket.state, wanted.category))
    if way is None:
        raise OtherState(status=wanted.label, state=str(State(wanted.category).label))
    way(ticket, by=by, because=because)
