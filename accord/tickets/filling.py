"""Filling in the fields that a team added to its tickets: one column with all values, and an index to find them by."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.core.errors import Missing, NotAllowed
from accord.events.recording import record
from accord.people.fields import filling as filling_fields
from accord.people.fields import known
from accord.people.fields.known import Field
from accord.people.models import About, Customers, Person
from accord.people.models.person import PersonKind
from accord.tickets import forms
from accord.tickets.acting import demand
from accord.tickets.happenings import TicketFieldChanged
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Participant, Ticket, TicketField
from accord.tickets.seeing import Sql

Values = dict[str, Any]


class FieldMissing(Missing):
    """A field without which the ticket does not reach a state."""

    key = "field_missing"
    sentence = _("Fill in first: %(fields)s.")


def fill(ticket: Ticket, wanted: Mapping[str, Any], *, by: Person, because: str = "") -> None:
    """Fill in fields by key; None or "" empties one. What is as it was is no change.

    A customer changes only what he may change, on a ticket of his. Raises Invalid (with "field_" and the key as its
    detail), NotPossible (closed), NotAllowed.
    """
    with locked(ticket):
        target(ticket.state, "change")
        customer = by.kind == PersonKind.CONTACT
        if customer:
            _demand_his(ticket, by)
        else:
            demand(by, "edit", ticket)
        made = filling_fields.changes(
            About.TICKET, ticket.fields, wanted, allowed=_customers_change if customer else None
        )
        for each in made:
            change(ticket, fields=filling_fields.filled(ticket.fields, [each]))
            _index(ticket, each.field, each.after)
            record(
                TicketFieldChanged(
                    ticket=ticket.pk,
                    by_id=by.pk,
                    set={"fields": facts(ticket.fields)},
                    because=because,
                    **each.facts,
                    **each.words,
                )
            )


def _customers_change(field: Field) -> bool:
    return field.customers == Customers.EDIT


def _demand_his(ticket: Ticket, by: Person) -> None:
    if ticket.requester_id != by.pk and not Participant.objects.filter(ticket=ticket, person=by).exists():
        raise NotAllowed("edit")


# ------------------------------------------------------------------------------------- a ticket's beginning and end


def first(wanted: Mapping[str, Any]) -> Values:
    """The values of a new ticket, from raw ones. Raises Invalid."""
    return filling_fields.filled({}, filling_fields.changes(About.TICKET, {}, wanted)) if wanted else {}


def begin(ticket: Ticket) -> None:
    """Store by what a new ticket's values are found; the event of its opening tells of them."""
    for key, value in ticket.fields.items():
        field = known.by_key(About.TICKET, key)
        if field is not None:
            _index(ticket, field, value, fresh=True)


def carried(ticket: Ticket) -> Values:
    """What a follow-up takes along: values of fields that are in use and can still be chosen (DOMAIN 7.13)."""
    found = {}
    for field in known.fields_of(About.TICKET):
        value = ticket.fields.get(field.key)
        off = {choice.key for choice in field.choices if choice.off}
        if value is not None and not off & set(value if isinstance(value, list) else [value] if off else []):
            found[field.key] = value
    return found


def emptied(ticket: Ticket) -> dict[str, Any]:
    """Forget all values of a ticket that is erased; gives what changes on its row."""
    TicketField.objects.filter(ticket=ticket).delete()
    return {"fields": {}} if ticket.fields else {}


# ------------------------------------------------------------------------------------------------------- what is owed


def owed(ticket: Ticket, state: str) -> list[Field]:
    """The fields of this ticket that it needs for that state and does not have yet."""
    return [
        field
        for field in known.fields_of(About.TICKET)
        if state in field.required_for
        and ticket.fields.get(field.key) is None
        and forms.asks(field, ticket.department_id)
    ]


def demand_filled(ticket: Ticket, state: str, by: Person) -> None:
    """Raises FieldMissing naming what an agent still has to fill in. Time, rules and customers are not held up."""
    if by.kind == PersonKind.AGENT and (missing := owed(ticket, state)):
        raise FieldMissing(f"field_{missing[0].key}", fields=", ".join(each.name for each in missing))


def shown(ticket: Ticket) -> list[tuple[Field, Any, str]]:
    """What stands beside a ticket: the fields of its department, and any with a value: field, stored value, words."""
    return [
        each
        for each in filling_fields.shown(About.TICKET, ticket.fields)
        if each[1] is not None or forms.asks(each[0], ticket.department_id)
    ]


def shown_to_customers(ticket: Ticket) -> list[tuple[Field, Any, str]]:
    """What his page shows: fields that customers see and that have a value or are theirs to fill in."""
    return [
        each
        for each in shown(ticket)
        if each[0].customers and (each[1] is not None or each[0].customers == Customers.EDIT)
    ]


# ------------------------------------------------------------------------------------------------- history and search


def facts(values: Mapping[str, Any]) -> Values:
    """All values for an event's `set`: None stands for what a person wrote, which is kept apart."""
    return {key: None if _personal(key) else value for key, value in values.items()}


def _personal(key: str) -> bool:
    field = known.by_key(About.TICKET, key)
    return field is None or field.kind.personal


def problems(ticket: Ticket, replayed: Mapping[str, Any]) -> Iterator[str]:
    """Where a ticket's fields are not what its events say, or are found by something else."""
    if facts(ticket.fields) != dict(replayed):
        yield f"ticket {ticket.code}: fields are {sorted(ticket.fields)}, its events say {sorted(replayed)}"
    if not ticket.fields and not known.every(About.TICKET):
        return
    terms = set(TicketField.objects.filter(ticket=ticket).values_list("term", flat=True))
    wanted = set()
    for key, value in ticket.fields.items():
        field = known.by_key(About.TICKET, key)
        if field is not None:
            wanted |= {term(field, text) for text, _number in field.kind.found_by(value)}
    if terms != wanted:
        yield f"ticket {ticket.code}: its fields are found by something else than their values"


def term(field: Field, text: str) -> str:
    """The index entry of a value."""
    return f"{field.id}={text}"[:150]


def _index(ticket: Ticket, field: Field, value: Any, *, fresh: bool = False) -> None:
    if not fresh:
        TicketField.objects.filter(ticket=ticket, field_id=field.id).delete()
    if value is not None:
        TicketField.objects.bulk_create(
            TicketField(ticket=ticket, field_id=field.id, term=term(field, text), number=number)
            for text, number in field.kind.found_by(value)
        )


def has(field: Field, texts: list[str]) -> Sql:
    """SQL over `ticket t`: one of these values stands in the field; with none, any value does."""
    if not texts:
        return "EXISTS (SELECT 1 FROM ticket_field x WHERE x.ticket_id = t.id AND x.field_id = %s)", [
            field.id
        ]
    marks = ", ".join(["%s"] * len(texts))
    return f"EXISTS (SELECT 1 FROM ticket_field x WHERE x.ticket_id = t.id AND x.term IN ({marks}))", [
        term(field, each) for each in texts
    ]


def compares(field: Field, sign: str, number: float) -> Sql:
    """SQL over `ticket t`: the number of the field is less or more, `sign` being one of < > <= >=."""
    return (
        "EXISTS (SELECT 1 FROM ticket_field x WHERE x.ticket_id = t.id AND x.field_id = %s"
        f" AND x.number {sign} %s)"
    ), [field.id, number]


def contains(field: Field, text: str, lowered: str) -> Sql:
    """SQL over `ticket t`: the text of the field has these words. `lowered` names the database's position function."""
    start = len(f"{field.id}=") + 1
    return (
        "EXISTS (SELECT 1 FROM ticket_field x WHERE x.ticket_id = t.id AND x.field_id = %s"
        f" AND {lowered}(substr(x.term, {start}), %s) > 0)"
    ), [field.id, text.lower()]
