"""Reading events in order, without ever passing over one that is still being written.

A cursor is opaque text. On SQLite there is one writer, so ids are in commit order and the cursor is the id. On
PostgreSQL they are not: a transaction may take a small id and commit late. There the order is (xid, id), where `xid`
is the writing transaction (a column that the ORM does not know), and only events of transactions below the oldest
running one count: nothing can appear before them any more. Transactions of a server's other databases are numbered
with ours and may run for hours; they are not waited for.
"""

from django.db import connection

from accord.core.errors import Invalid
from accord.events.models import Event

START = "0"
_TRIES = 3  # a transaction that ends while its database is looked up is not running at the next try
_FIELDS = "id, kind, version, at, actor_id, subject_kind, subject_id, ticket_id, public, data, words"

_OLDEST = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text,
    (SELECT xid FROM event ORDER BY xid DESC, id DESC LIMIT 1) >= pg_snapshot_xmin(pg_current_snapshot())
"""
# What runs (a transaction holds a lock on its own number), what this transaction is itself, and what comes next.
_RUNNING = """
SELECT running.xid::text, activity.datname = current_database()
FROM pg_snapshot_xip(pg_current_snapshot()) AS running(xid)
LEFT JOIN pg_locks ON locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted
    AND transactionid = running.xid::xid
LEFT JOIN pg_stat_activity AS activity USING (pid)
UNION ALL SELECT pg_current_xact_id_if_assigned()::text, true
UNION ALL SELECT pg_snapshot_xmax(pg_current_snapshot())::text, true
"""


def _read(cursor: str) -> tuple[int, int]:
    head, _, tail = cursor.rpartition(".")
    try:
        return int(head or 0), int(tail or 0)
    except ValueError:
        raise Invalid(f"no cursor: {cursor[:40]}") from None


def after(cursor: str, limit: int = 500) -> list[tuple[str, Event]]:
    """Up to `limit` pairs (cursor, event) after `cursor`, in order, up to the safe horizon. Raises Invalid."""
    xid, last = _read(cursor)
    if connection.vendor != "postgresql":
        return [(str(event.pk), event) for event in Event.objects.filter(id__gt=last).order_by("id")[:limit]]
    rows = Event.objects.raw(
        f"SELECT {_FIELDS}, xid::text AS xid_text FROM event"
        " WHERE (xid, id) > (%s::text::xid8, %s) AND xid < %s::text::xid8 ORDER BY xid, id LIMIT %s",
        [str(xid), last, _horizon(), limit],
    )
    return [(f"{event.xid_text}.{event.pk}", event) for event in rows]  # type: ignore[attr-defined]


def kept(cursor: str) -> str:
    """A cursor that somebody kept, as one of this database. Raises Invalid.

    It may be of a time before the desk was restored from a backup or moved to PostgreSQL: then the transaction that it
    names is one of another server, or its event is not there any more. It goes on after the last event that was
    brought along and that it had passed: rather some events twice than one never.
    """
    xid, last = _read(cursor)
    with connection.cursor() as sql:
        if connection.vendor != "postgresql":
            sql.execute("SELECT max(id) FROM event")
            return str(min(last, sql.fetchone()[0] or 0))
        sql.execute("SELECT 1 FROM event WHERE id = %s AND xid = %s::text::xid8", [last, str(xid)])
        if sql.fetchone() is not None:
            return cursor
        sql.execute(
            "SELECT xid::text AS xid_text, id FROM event WHERE xid = (SELECT min(xid) FROM event) AND id <= %s"
            " ORDER BY id DESC LIMIT 1",
            [last],
        )
        row = sql.fetchone()
    return f"{row[0]}.{row[1]}" if row else START


def newest() -> str:
    """The cursor after everything that is settled: where a page that is rendered now begins to listen."""
    with connection.cursor() as sql:
        if connection.vendor != "postgresql":
            sql.execute("SELECT max(id) FROM event")
            return str(sql.fetchone()[0] or 0)
        sql.execute(
            # An own name for the text: ORDER BY would take a bare xid for it, sort as words and read all events.
            "SELECT xid::text AS xid_text, id FROM event WHERE xid < %s::text::xid8"
            " ORDER BY xid DESC, id DESC LIMIT 1",
            [_horizon()],
        )
        row = sql.fetchone()
    return f"{row[0]}.{row[1]}" if row else START


def _horizon() -> str:
    """The transaction below which no event of this database can appear any more. One of which nobody can say where it
    runs (it was prepared) counts as ours.
    """
    with connection.cursor() as sql:
        sql.execute(_OLDEST)
        oldest, holds_back = sql.fetchone()
        if not holds_back:
            return str(oldest)
        for _ in range(_TRIES):
            sql.execute(_RUNNING)
            running = [(int(xid), ours) for xid, ours in sql.fetchall() if xid is not None]
            if all(ours is not None for _xid, ours in running):
                break
        return str(min(xid for xid, ours in running if ours is not False))
