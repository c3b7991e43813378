"""Undoing a mass action: each ticket gets back what the action changed, by the verbs, unless it was changed since."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accord.automation.actions.steps import Steps
from accord.core.errors import AccordError
from accord.people.models import Department, Person
from accord.tickets import assigning, discarding, editing, postponing, reopening, tagging
from accord.tickets.lifecycle import locked
from accord.tickets.models import State, Ticket
from accord.tickets.statuses import choosing
from accord.tickets.statuses.known import known

_SINCE = "state_since"
COLUMNS = ("assignee_id", "department_id", "priority", "subject", "tag_names", "state", "status_id")


def state_of(ticket: Ticket) -> dict[str, Any]:
    """What could be given back."""
    return {name: getattr(ticket, name) for name in COLUMNS}


def difference(before: dict[str, Any], ticket: Ticket) -> dict[str, Any]:
    """The columns that are others now: [before, after]; and since when it is in another state."""
    found: dict[str, Any] = {
        name: [_plain(value), _plain(getattr(ticket, name))]
        for name, value in before.items()
        if getattr(ticket, name) != value
    }
    if "state" in found:
        found[_SINCE] = ticket.state_changed_at.isoformat()
    else:
        found.pop("status_id", None)  # set by a step of its own, which undoing leaves as it is
    return found


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, State) else value


def cannot(steps: Steps) -> list[str]:
    """The sentences of the steps that undoing leaves as they are; said before a mass action starts."""
    return [step.sentence for step in steps if step.action is None or not step.action.undone_by]


def warnings(steps: Steps) -> list[str]:
    """What must be known before it starts: what cannot be undone, and what people are told meanwhile."""
    found = [_("This cannot be undone: %(action)s") % {"action": each} for each in cannot(steps)]
    if any(step.key == "resolve" for step in steps):
        found.append(
            _("Each customer gets the mail that asks whether it is solved. Undoing opens the tickets again.")
        )
    return found


def give_back(ticket: Ticket, changed: dict[str, Any], *, by: Person, because: str) -> bool:
    """Give the ticket back what was changed, as far as nobody changed it since and the verbs allow it; whether all."""
    whole = True
    with locked(ticket):
        stands = {name: _plain(getattr(ticket, name)) for name in COLUMNS}  # giving one back may move another
        since = changed.get(_SINCE, ticket.state_changed_at.isoformat())
        for name in _ORDER:
            if name not in changed:
                continue
            before, after = changed[name]
            other = name == "state" and ticket.state_changed_at.isoformat() != since  # it came into the same one again
            if other or (name != "tag_names" and stands[name] != after):
                whole = False
                continue
            if before == State.ANSWERED and _wrote_since(ticket, since):
                before = State.OPEN
            try:
                _BACK[name](ticket, before, after, by, because)
            except AccordError:
                whole = False
    return whole


def _wrote_since(ticket: Ticket, since: str) -> bool:
    """Whether the customer wrote and was not answered; one that stays postponed does not open by that."""
    asked, answered = ticket.last_customer_at, ticket.last_answered_at
    wrote = asked is not None and asked > datetime.fromisoformat(since)
    return wrote and (answered is None or asked is None or answered < asked)


def _assignee(ticket: Ticket, before: Any, after: Any, by: Person, because: str) -> None:
    agent = Person.objects.filter(pk=before).first() if before else None
    assigning.assign(ticket, agent, by=by, because=because)


def _department(ticket: Ticket, before: Any, after: Any, by: Person, because: str) -> None:
    department = Department.objects.filter(pk=before).first()
    if department is not None:
        held = ticket.assignee
        keeps = held if held is not None and assigning.can_hold(held, department.pk) else None
        assigning.transfer(ticket, department, by=by, assignee=keeps, because=because)


def _priority(ticket: Ticket, before: Any, after: Any, by: Person, because: str) -> None:
    editing.prioritise(ticket, before, by=by, because=because)


def _subject(ticket: Ticket, before: Any, after: Any, by: Person, because: str) -> None:
    editing.rename(ticket, before, by=by, because=because)


def _tags(ticket: Ticket, before: list[str], after: list[str], by: Person, because: str) -> None:
    for name in after:
        if name not in before:
            tagging.untag(ticket, name, by=by, because=because)
    for name in before:
        if name not in after:
            tagging.tag(ticket, name, by=by, because=because)


def _state(ticket: Ticket, before: str, after: str, by: Person, because: str) -> None:
    match after, before:
        case State.SPAM, _before:
            discarding.mark_not_spam(ticket, by=by, because=because)
        case State.DELETED, _before:
            discarding.undelete(ticket, by=by, because=because)
        case State.POSTPONED, _before:
            postponing.bring_back(ticket, by=by, undone=before == State.ANSWERED, because=because)
        case State.RESOLVED, _before:
            reopening.reopen(ticket, by=by, undone=before == State.ANSWERED, because=because)
        case _after, State.SPAM:
            discarding.mark_spam(ticket, by=by, because=because)
        case _after, State.DELETED:
            discarding.delete(ticket, by=by, because=because)


def _status(ticket: Ticket, before: int | None, after: int | None, by: Person, because: str) -> None:
    """The status of the team's own that it had in the state in which it is again."""
    own = known().by_id.get(before) if before is not None else None
    if own is not None and own.id is not None and own.is_active and own.category == ticket.state:
        choosing.choose(ticket, own.id, by=by, because=because)


_BACK: dict[str, Callable[[Ticket, Any, Any, Person, str], None]] = {
    "state": _state,
    "status_id": _status,
    "department_id": _department,
    "assignee_id": _assignee,
    "priority": _priority,
    "subject": _subject,
    "tag_names": _tags,
}
_ORDER = ("state", "status_id", "department_id", "assignee_id", "priority", "subject", "tag_names")
