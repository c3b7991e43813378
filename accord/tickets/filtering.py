"""What the operators of a search mean: status:, assignee:, department:, from:, tag:, code:, has:, created, updated.

Each becomes a condition over the ticket and, where the full-text scope knows it (department, assignee, class of the
state), a scope term, so that a narrow search reads few hits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accord.core import clock, ids
from accord.core.fulltext.expressions import Expression, any_of
from accord.core.fulltext.folding import fold
from accord.core.fulltext.query import Filter, Problem, Query
from accord.people.models import Department, Person
from accord.people.models.person import PersonKind
from accord.people.rights import Access
from accord.tickets import finding_fields
from accord.tickets.indexing import state_class
from accord.tickets.models import State, Tag
from accord.tickets.models.ticket import UNFINISHED, WAITING_FOR_US
from accord.tickets.statuses.finding import own_called, own_where
from accord.tickets.statuses.known import Status
from accord.tickets.tags import known as tags_known

HIDDEN = (State.SPAM, State.DELETED)  # only found when asked for
_STATES: dict[str, list[str]] = {
    **{str(state): [str(state)] for state in State},
    "waiting": [str(state) for state in WAITING_FOR_US],
    "unfinished": [str(state) for state in UNFINISHED],
}
NOBODY = frozenset({"nobody", "none", "-"})
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1), "m": timedelta(days=30)}
_UNITS["y"] = timedelta(days=365)
_LONGEST = timedelta(days=50 * 365)


@dataclass(slots=True)
class Narrowed:
    """A query's filters. `states`, `departments`, `assignees`, `tags`, `requesters` and `fields` (terms of the index of
    fields) are None where nothing was asked.

    `created` and `updated` are [from, before) with None for open ends. `authors` are (text, wanted): who wrote the hit.
    """

    where: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)
    terms: list[Expression] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    states: list[str] | None = None
    departments: list[int] | None = None
    assignees: list[int] | None = None
    tags: list[int] | None = None
    requesters: list[int] | None = None
    fields: list[str] | None = None
    created: list[datetime | None] = field(default_factory=lambda: [None, None])
    updated: list[datetime | None] = field(default_factory=lambda: [None, None])
    authors: list[tuple[str, bool]] = field(default_factory=list)

    def add(self, condition: str, *params: Any) -> None:
        self.where.append(condition)
        self.params += params

    def among(self, column: str, values: Sequence[Any], negated: bool) -> None:
        """`column` is one of `values`, or none of them; of no values at all nothing is true."""
        if not values:
            self.add("1 = 1" if negated else "1 = 0")
            return
        marks = ", ".join(["%s"] * len(values))
        self.add(f"{column} {'NOT ' if negated else ''}IN ({marks})", *values)


def narrow(query: Query, access: Access) -> Narrowed:
    """The meaning of the query's filters for this person ("me" is he). What has no meaning is among `problems`."""
    found = Narrowed(problems=list(query.problems))
    for each in query.filters:
        _READERS[each.field](found, each, access)
    if found.states is None and not any(each.field in ("status", "code") for each in query.filters):
        found.among("t.state", [str(state) for state in HIDDEN], negated=True)
    return found


def _status(found: Narrowed, asked: Filter, access: Access) -> None:
    names = {fold(str(label)): [str(value)] for value, label in State.choices} | _STATES
    meant = _known(found, asked, lambda value: names.get(fold(value), []) or own_called(value, _number(value)))
    states = [each for each in meant if isinstance(each, str)]
    own = [each for each in meant if isinstance(each, Status)]
    if own:
        text, values = own_where(own, states)
        found.add(f"NOT ({text})" if asked.negated else f"({text})", *values)
        states = list(dict.fromkeys([*states, *(each.category for each in own)]))
    else:
        found.among("t.state", states, asked.negated)
    if not asked.negated:
        found.states = _both(found.states, states)
        found.terms.append(any_of(*dict.fromkeys(map(state_class, states))))


def _assignee(found: Narrowed, asked: Filter, access: Access) -> None:
    nobody = any(fold(value) in NOBODY for value in asked.values)
    people = _known(found, asked, lambda value: _agents(value, access))
    marks = ", ".join(["%s"] * len(people))
    if asked.negated:  # NOT over an empty assignee is neither true nor false: say what it means
        parts = ["t.assignee_id IS NOT NULL"] * nobody
        parts += [f"(t.assignee_id IS NULL OR t.assignee_id NOT IN ({marks}))"] * bool(people)
        found.add(" AND ".join(parts) or "1 = 1", *people)
        return
    parts = ["t.assignee_id IS NULL"] * nobody + [f"t.assignee_id IN ({marks})"] * bool(people)
    found.add(f"({' OR '.join(parts) or '1 = 0'})", *people)
    if not nobody:
        found.assignees = _both(found.assignees, people)
        found.terms.append(any_of(*(f"a{person}" for person in people)))


def _agents(value: str, access: Access) -> list[int]:
    if fold(value) in NOBODY:
        return []
    if fold(value) == "me":
        return [access.person_id]
    if number := _number(value):
        return [number]
    wanted = fold(value)
    agents = Person.objects.filter(kind=PersonKind.AGENT).values_list("id", "name", "email")
    return [number for number, name, email in agents if wanted in fold(f"{name} {email}")]


def _number(value: str) -> int | None:
    """The id in "#12", as programs name things."""
    digits = value[1:]
    return (
        int(digits)
        if value[:1] == "#" and digits.isascii() and digits.isdecimal() and len(digits) < 19
        else None
    )


def _department(found: Narrowed, asked: Filter, access: Access) -> None:
    names = [(number, fold(name)) for number, name in Department.objects.values_list("id", "name")]

    def meant(value: str) -> list[int]:
        if fold(value) == "mine":
            return sorted(access.levels) or [number for number, _ in names]
        if number := _number(value):
            return [number for each, _ in names if each == number]
        exact = [number for number, name in names if name == fold(value)]
        return exact or [number for number, name in names if fold(value) in name]

    departments = _known(found, asked, meant)
    found.among("t.department_id", departments, asked.negated)
    if not asked.negated:
        found.departments = _both(found.departments, departments)
        found.terms.append(any_of(*(f"d{department}" for department in departments)))


def _from(found: Narrowed, asked: Filter, access: Access) -> None:
    # Several values are any of them; the index is asked only for one, see `searching`.
    found.authors.append((",".join(asked.values), not asked.negated))


def _requester(found: Narrowed, asked: Filter, access: Access) -> None:
    people = _known(found, asked, lambda value: [number] if (number := _number(value)) else [])
    found.among("t.requester_id", people, asked.negated)
    if not asked.negated:
        found.requesters = _both(found.requesters, people)
        found.terms.append(any_of(*(f"p{person}" for person in people)))


def _tag(found: Narrowed, asked: Filter, access: Access) -> None:
    names = {value: tags_known.asked_as([value.lower()]) for value in asked.values}
    every = [name for each in names.values() for name in each]
    known = dict(Tag.objects.filter(name__in=every).values_list("name", "id"))
    tags = _known(found, asked, lambda value: [known[name] for name in names[value] if name in known])
    marks = ", ".join(["%s"] * len(tags))
    has = (
        f"EXISTS (SELECT 1 FROM ticket_tag x WHERE x.ticket_id = t.id AND x.tag_id IN ({marks}))"
        if tags
        else "1 = 0"
    )
    found.add(f"NOT {has}" if asked.negated else has, *tags)
    if not asked.negated and found.tags is None:  # one tag: is read by, the others are conditions
        found.tags = tags


def _field(found: Narrowed, asked: Filter, access: Access) -> None:
    """field:key=value, field:key>5, or field:key for any value; several with commas are any of them."""
    (text, values), terms, unknown = finding_fields.any_of_these(asked.values)
    found.problems += [Problem("unknown_field", value) for value in unknown]
    found.add(f"NOT ({text})" if asked.negated else f"({text})", *values)
    if terms and not asked.negated and found.fields is None:
        found.fields = terms


def _code(found: Narrowed, asked: Filter, access: Access) -> None:
    codes = _known(found, asked, lambda value: [code] if (code := ids.read_code(value)) else [])
    found.among("t.code", codes, asked.negated)


def _has(found: Narrowed, asked: Filter, access: Access) -> None:
    kinds = _known(found, asked, lambda value: _HAS.get(fold(value), []))
    if kinds:
        has = " OR ".join(kinds)
        found.add(f"NOT ({has})" if asked.negated else f"({has})")


_FILE = ["EXISTS (SELECT 1 FROM message f WHERE f.ticket_id = t.id AND f.has_files)"]
_HAS = {
    **dict.fromkeys(("file", "files", "attachment", "attachments"), _FILE),
    "undelivered": ["t.undelivered"],
}


def _date(found: Narrowed, asked: Filter, access: Access) -> None:
    first, last = _span(asked.values[0])
    since, before = {
        ":": (first, last if first < last else None),  # "created:7d" is within the last seven days
        ">": (last, None),
        ">=": (first, None),
        "<": (None, first),
        "<=": (None, last),
    }[asked.op]
    column = f"t.{asked.field}_at"
    parts = [f"{column} >= %s"] * (since is not None) + [f"{column} < %s"] * (before is not None)
    condition = " AND ".join(parts)
    found.add(f"NOT ({condition})" if asked.negated else condition, *filter(None, (since, before)))
    if not asked.negated:
        span = getattr(found, asked.field)
        span[0] = max(filter(None, (span[0], since)), default=None)
        span[1] = min(filter(None, (span[1], before)), default=None)


def _span(value: str) -> tuple[datetime, datetime]:
    """The moments in which a date begins and ends, in the reader's zone; "7d" is the time since seven days ago."""
    now = clock.now()
    zone = timezone.get_current_timezone()
    today = now.astimezone(zone).date()
    if value == "today":
        day = today
    elif value == "yesterday":
        day = today - timedelta(days=1)
    elif value[-1] in _UNITS:
        since = now - min(int(value[:-1]) * _UNITS[value[-1]], _LONGEST)
        return since, since
    else:
        day = _day(value)
    start = datetime.combine(day, time(), zone)
    return start.astimezone(UTC), datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _day(value: str) -> date:
    """A day of the calendar; the 31st of a shorter month is its last day, and years stay within reason."""
    year, month, number = map(int, value.split("-"))
    year = min(max(year, 1970), 9000)
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def _known(found: Narrowed, asked: Filter, meant: Callable[[str], list[Any]]) -> list[Any]:
    """What the values mean, once each; a value without a meaning is a problem."""
    out: dict[Any, None] = {}
    for value in asked.values:
        values = meant(value)
        if not values and not (asked.field == "assignee" and fold(value) in NOBODY):
            found.problems.append(Problem(f"unknown_{asked.field}", value))
        out.update(dict.fromkeys(values))
    return list(out)


def _both(before: list[Any] | None, values: list[Any]) -> list[Any]:
    return values if before is None else [value for value in before if value in values]


_READERS: dict[str, Callable[[Narrowed, Filter, Access], None]] = {
    "status": _status,
    "assignee": _assignee,
    "department": _department,
    "from": _from,
    "requester": _requester,
    "tag": _tag,
    "code": _code,
    "field": _field,
    "has": _has,
    "created": _date,
    "updated": _date,
}
