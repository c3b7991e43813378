"""The inputs of fields that a team added: what was posted from them, and what templates ask about them."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.http import QueryDict

from accord.people.fields.known import Field
from accord.tickets import filling, forms
from accord.tickets.models import CATEGORIES, State, Ticket
from accord.tickets.statuses import known
from accord.tickets.statuses.known import Status

PREFIX = "field_"


class Input(NamedTuple):
    """A field as a form shows it."""

    field: Field
    value: Any
    required: bool = False
    error: str = ""

    @property
    def name(self) -> str:
        return PREFIX + self.field.key


def read(posted: QueryDict, fields: Iterable[Field]) -> dict[str, Any]:
    """The raw values of these fields, as far as the form had them: it names each in `fields`."""
    asked = set(posted.getlist("fields"))
    found: dict[str, Any] = {}
    for field in fields:
        if field.key in asked:
            values = posted.getlist(PREFIX + field.key)
            found[field.key] = values if field.kind.many else values[0] if values else ""
    return found


def inputs(
    rows: Iterable[tuple[Field, Any, str]],
    posted: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[Input]:
    """Inputs of the fields that are in use; what was posted stays in them."""
    typed, wrong = posted or {}, errors or {}
    return [
        Input(field, typed.get(field.key, value), error=wrong.get(PREFIX + field.key, ""))
        for field, value, _words in rows
        if field.is_active
    ]


def statuses_for(ticket: Ticket) -> list[tuple[str, list[tuple[Status, bool]]]]:
    """What the ticket can be given now, by state: statuses, and whether it has it. With nothing to choose: []."""
    if not known.some() or ticket.state not in CATEGORIES:
        return []
    reach = {
        State.NEW: (State.ANSWERED,),
        State.OPEN: (State.ANSWERED,),
        State.POSTPONED: (State.OPEN,) if ticket.first_answered_at else (),
        State.RESOLVED: (State.OPEN,),
    }
    here = known.status_of(ticket.state, ticket.status_id)
    found = [
        (str(State(state).label), [(each, each is here) for each in known.offered(state)])
        for state in (State(ticket.state), *reach.get(State(ticket.state), ()))
    ]
    return found if sum(len(each) for _label, each in found) > 1 else []


def asked_of_new(departments: Iterable[int]) -> list[tuple[forms.Form, list[int]]]:
    """The forms of new tickets that agents fill in, each with those of the departments in which it stands."""
    found: dict[int, tuple[forms.Form, list[int]]] = {}
    for department in departments:
        form = forms.form_for(department)
        if form is not None and form.fields():
            found.setdefault(form.id, (form, []))[1].append(department)
    return list(found.values())


def inputs_of(ticket: Ticket) -> list[Input]:
    """The inputs of a ticket's fields as they stand."""
    return inputs(filling.shown(ticket))
