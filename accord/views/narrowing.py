"""What a whole view must be, for the indexes: what each of its groups says, all of them together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accord.conditions.condition import Narrowing
from accord.conditions.groups import Groups, Term
from accord.tickets.models import State
from accord.tickets.seeing import Sql

_MANY = (
    "tags",
    "fields",
    "address",
)  # there may be several: of two that must be there, one is enough to find it
HIDDEN = (State.SPAM, State.DELETED)  # in a view only where it asks for the status


@dataclass(frozen=True)
class Narrowed:
    """What every ticket of a view is: values by column (see conditions.Narrowing), and the moments between which it
    was made and changed. A column that is not there may be anything.
    """

    values: dict[str, frozenset[Any]]
    created: tuple[datetime | None, datetime | None] = (None, None)
    updated: tuple[datetime | None, datetime | None] = (None, None)
    whole: bool = True  # no ticket that was merged away is in it

    def get(self, what: str) -> list[Any] | None:
        """The values of a column in an order that stays, None where it may be anything."""
        found = self.values.get(what)
        return (
            None
            if found is None
            else sorted(found, key=lambda each: (each is None, each if each is not None else 0))
        )


def narrowed(groups: Groups) -> Narrowed:
    """What all groups have in common: a column counts only where each of them says something about it."""
    each = [_of_group(group) for group in groups.groups] or [_of_group(())]
    common = set.intersection(*(set(one.values) for one in each))
    return Narrowed(
        {what: frozenset[Any]().union(*(one.values[what] for one in each)) for what in common},
        _outer([one.created for one in each]),
        _outer([one.updated for one in each]),
        all(one.whole for one in each),
    )


def _of_group(group: Sequence[Term]) -> Narrowed:
    found = Narrowed({}, whole=not any(term.key == "merged" for term in group))
    for term in group:
        said = term.condition.narrows(term.operator, term.value)
        if said is not None:
            found = _and(found, said)
    return found


def _and(found: Narrowed, said: Narrowing) -> Narrowed:
    if said.what == "created_at":
        return replace(
            found, created=(_late(found.created[0], said.since), _early(found.created[1], said.until))
        )
    if said.what == "updated_at":
        return replace(
            found, updated=(_late(found.updated[0], said.since), _early(found.updated[1], said.until))
        )
    if said.since is not None or said.until is not None:
        return found
    before = found.values.get(said.what)
    # A ticket has many tags and fields: of two that must be there, one is enough to find it.
    values = (
        frozenset(said.values) if before is None or said.what in _MANY else before & frozenset(said.values)
    )
    return replace(found, values={**found.values, said.what: values})


def _late(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)


def _early(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)


def _outer(
    spans: Iterable[tuple[datetime | None, datetime | None]],
) -> tuple[datetime | None, datetime | None]:
    """The moments between which all of these lie."""
    begins, ends = zip(*spans, strict=True)
    return (None if None in begins else min(begins), None if None in ends else max(ends))


def asks_state(group: Sequence[Term]) -> bool:
    """Whether a group asks for the status, and so may have what views hide."""
    return any(term.key == "state" for term in group)


def where(groups: Groups) -> Sql:
    """The view as a condition over `ticket t`. Raises Invalid if a term cannot be asked of a list.

    Spam and deleted tickets are only in a group that asks for the status, merged ones where it asks for that.
    """
    parts, values = [], list[Any]()
    for group in groups.groups or ((),):
        asked, given = Groups((group,)).where() if group else ("1 = 1", [])
        terms = [asked]
        if not asks_state(group):
            terms.append(f"t.state NOT IN ({', '.join(repr(str(state)) for state in HIDDEN)})")
        if not any(term.key == "merged" for term in group):
            terms.append("t.merged_into_id IS NULL")
        parts.append(" AND ".join(f"({term})" for term in terms))
        values += given
    return " OR ".join(f"({part})" for part in parts), values
