"""Bringing rows into the database: one transaction a batch, so that whatever is killed leaves whole tickets only.

On PostgreSQL by COPY, on SQLite some rows a statement. Indexes stay: with them a million tickets take minutes, and
nothing has to be mended after a crash.
"""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from django.db import connection, transaction

from accord.core.fulltext import index
from accord.project.seeding.tables import COLUMNS, NUMBERED

Rows = dict[str, list[tuple[Any, ...]]]
_PAGES = 2000  # of the index merged in one short transaction
_TOGETHER = 10  # rows a statement on SQLite: half the time of one row
# On SQLite, for this connection only. The rows name each other in a ring (ticket, resolution, message), and while one
# of them is missing SQLite looks through whole tables for every row that is inserted: 2 ms a ticket. That lists are
# sound JSON need not be proven for each row either. The test of the seeder has both checked.
_PRAGMAS = (
    "PRAGMA cache_size = -400000",
    "PRAGMA wal_autocheckpoint = 20000",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA ignore_check_constraints = ON",
)


def prepare(*, empty: bool) -> None:
    """Give this process's connection the memory that loading needs.

    What an `empty` workspace gets survives the end of the process at any moment, but not that of the machine: to have
    each part on the disk before going on takes longer than making it.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in (*_PRAGMAS, f"PRAGMA synchronous = {'OFF' if empty else 'NORMAL'}"):
                cursor.execute(pragma)
    _gather(much=True)


def next_ids() -> dict[str, int]:
    """The first free id of each numbered table."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in NUMBERED:
            cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def load(rows: Rows) -> None:
    """Write the rows of whole tickets and index their messages, in one transaction or as part of the one there is."""
    # A savepoint would have the index write out what it has gathered.
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        for table, columns in COLUMNS.items():
            write(cursor, table, columns, rows[table])
        index.add_packed(connection, [(doc, terms, scope) for doc, _ticket, terms, scope in rows["search_doc"]])


def write(cursor: Any, table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    """Write rows whose values are in the order of `columns` (names with blanks between)."""
    if rows:
        (_copy if connection.vendor == "postgresql" else _insert)(cursor, table, columns.split(), rows)


def _insert(cursor: Any, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    # With OR ROLLBACK SQLite keeps no note of how to undo the one statement, which costs as much as the rows.
    names = ", ".join(f'"{column}"' for column in columns)
    begun = f"INSERT OR ROLLBACK INTO {table} ({names}) VALUES "
    marks = f"({', '.join(['%s'] * len(columns))})"
    whole = len(rows) - len(rows) % _TOGETHER
    some = [tuple(chain.from_iterable(rows[at : at + _TOGETHER])) for at in range(0, whole, _TOGETHER)]
    cursor.executemany(begun + ", ".join([marks] * _TOGETHER), some)
    cursor.executemany(begun + marks, rows[whole:])


def _copy(cursor: Any, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def count_on(*tables: str) -> None:
    """Let the database's own counters go on from the ids that were given. SQLite does so by itself."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def finish(progress: Callable[[], object]) -> None:
    """Make the index one part, count on from the last ids, and measure the tables for the planner."""
    going = True
    while going:
        with transaction.atomic():
            going = index.tidy(connection, _PAGES, whole=True)
        progress()
    count_on(*NUMBERED)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 2000")
        cursor.execute("ANALYZE")


def _gather(*, much: bool) -> None:
    with transaction.atomic():
        index.gather(connection, much=much)


def release() -> None:
    """Undo `prepare`, outside of any transaction: the journal goes into the database, keys are checked again."""
    _gather(much=False)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
