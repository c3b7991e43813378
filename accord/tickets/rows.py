"""What a list shows of a ticket: read without model instances, in one statement with its page."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from accord.core.errors import Invalid
from accord.tickets.seeing import Scope, Sql

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

# Moments as text and truths as numbers: what SQLite declares as datetime or bool, Django converts one by one.
COLUMNS = (
    "t.id, t.code, t.subject, t.state, t.priority, t.department_id, CAST(t.waiting_since AS text),"
    " CAST(t.rank_at AS text), CAST(t.updated_at AS text), CAST(t.created_at AS text),"
    " CASE WHEN t.first_answered_at IS NULL THEN 0 ELSE 1 END, t.snippet, t.tag_names,"
    " CASE WHEN t.undelivered THEN 1 ELSE 0 END, CASE WHEN t.to_solve THEN 1 ELSE 0 END,"
    " t.requester_id, requester.name,"
    " coalesce(nullif(t.requester_address, ''), nullif(requester.email, ''), requester.phone), t.assignee_id,"
    " coalesce(nullif(assignee.name, ''), assignee.email), t.status_id"
)
JOINS = (
    " JOIN person requester ON requester.id = t.requester_id LEFT JOIN person assignee ON assignee.id = t.assignee_id"
)


class Row(NamedTuple):
    """A ticket in a list. `contact` is the requester's name, or his address or phone number where he has none."""

    id: int
    code: str
    subject: str
    state: str
    priority: int
    department_id: int
    waiting_since: datetime | None
    rank_at: datetime
    updated_at: datetime
    created_at: datetime
    answered: bool
    snippet: str
    tags: tuple[str, ...]
    undelivered: bool
    to_solve: bool
    requester_id: int
    contact: str
    address: str
    assignee_id: int | None
    assignee: str
    status_id: int | None = None


@lru_cache(maxsize=4096)
def row_of(found: tuple[Any, ...]) -> Row:
    """A Row from what COLUMNS gave. Lists show the same tickets again and again: what was read alike is made once."""
    waiting, tags, name, address = found[6], found[12], found[16], found[17] or ""
    return Row(
        found[0],
        found[1],
        found[2],
        found[3],
        found[4],
        found[5],
        moment(waiting) if waiting else None,
        moment(found[7]),
        moment(found[8]),
        moment(found[9]),
        bool(found[10]),
        found[11],
        tuple(json.loads(tags)) if tags != "[]" else (),
        bool(found[13]),
        bool(found[14]),
        found[15],
        name or address,
        address,
        found[18],
        found[19] or "",
        found[20],
    )


def run(sql: str, params: Sequence[Any]) -> list[Any]:
    """All rows of a statement; moments among `params` are made into what the database compares with."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapted(each) for each in params])
        found: list[Any] = cursor.fetchall()
    return found


def adapted(value: Any) -> Any:
    """A moment as the database keeps it (SQLite: text), anything else as it is."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def moment(value: Any) -> datetime:
    """An aware moment from what a raw cursor gave: text (in UTC, as both databases write it), naive or aware."""
    if isinstance(value, str):
        return datetime.fromisoformat(value if "+" in value else value + "+00:00")
    found: datetime = value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def among(column: str, ids: Sequence[int]) -> Sql:
    """The condition that `column` is one of many ids, as one value, so that the statement stays the same."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(ids)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(ids))]


def read(ids: Sequence[int], scope: Scope) -> dict[int, Row]:
    """The rows of those of these tickets that `scope` sees, by id."""
    if not ids:
        return {}
    seen, values = scope.sql("t")
    wanted, given = among("t.id", ids)
    found = run(f"SELECT {COLUMNS} FROM ticket t{JOINS} WHERE {wanted} AND {seen}", [*given, *values])
    return {each[0]: row_of(each) for each in found}


def passing(ids: Sequence[int], scope: Scope, where: Sequence[str], params: Sequence[Any]) -> list[int]:
    """Those of these tickets that `scope` sees and all of `where` (conditions over `t`) let through."""
    if not ids:
        return []
    seen, values = scope.sql("t")
    wanted, given = among("t.id", ids)
    sql = f"SELECT t.id FROM ticket t WHERE {' AND '.join([wanted, seen, *where])}"
    return [each[0] for each in run(sql, [*given, *values, *params])]


def write_key(*values: Any) -> str:
    """The place after a row, as the text that a page's link carries."""
    return ".".join(str((each - _EPOCH) // _MICROSECOND if isinstance(each, datetime) else each) for each in values)


def read_key(text: str, moments: int) -> list[Any]:
    """`write_key` back: `moments` moments, then an id. Raises Invalid."""
    parts = text.split(".")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) != moments + 1 or not 0 <= numbers[-1] < 2**62:
            raise ValueError(text)
        return [*(_EPOCH + number * _MICROSECOND for number in numbers[:-1]), numbers[-1]]
    except (ValueError, OverflowError):
        raise Invalid(f"no place in a list: {text[:60]}") from None
