"""The database written into a backup, as it was at one moment, while the desk goes on working.

SQLite by VACUUM INTO, which is one read transaction: no writer waits for it, the journal grows meanwhile by what is
written. PostgreSQL by COPY of each of our tables inside one REPEATABLE READ transaction. That is not what pg_dump
makes, on purpose: `event.xid` holds transaction numbers of this one server, and in another server, whose numbers are
smaller, rows with old numbers would never be read (see `events.cursors`). They are given anew when they are loaded.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from accord.core.database import reading
from accord.transfer.manifest import FILE_LIST

SQLITE_NAME = "database.sqlite3"
TABLES = "tables"
GIVEN_ANEW = {("event", "xid")}
MADE_BY_MIGRATING = {"django_migrations"}
_FILES = "SELECT sha256, size FROM stored_file ORDER BY id"


def dump(folder: Path) -> None:
    """Write the database and the list of the files that it names into `folder`.

    Raises OSError or OperationalError when the disk is full.
    """
    if connection.vendor == "sqlite":
        _dump_sqlite(folder)
    else:
        _dump_postgres(folder)


def copy_sqlite(target: Path) -> None:
    """A copy of the whole database under that name, not yet synced. Raises OperationalError when the disk is full."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])


def _dump_sqlite(folder: Path) -> None:
    import sqlite3

    copy_sqlite(folder / SQLITE_NAME)
    copy = sqlite3.connect(f"file:{folder / SQLITE_NAME}?mode=ro&immutable=1", uri=True)
    try:
        _list_files(folder, copy.execute(_FILES))
    finally:
        copy.close()


def _dump_postgres(folder: Path) -> None:
    (folder / TABLES).mkdir()
    with reading(), connection.cursor() as cursor:
        for table, columns in tables(cursor).items():
            names = ", ".join(f'"{column}"' for column in columns)
            with (folder / TABLES / f"{table}.copy").open("wb") as file:
                head = f"{names}\n".encode()
                file.write(head)
                with cursor.copy(f'COPY (SELECT {names} FROM "{table}") TO STDOUT') as rows:
                    for piece in rows:
                        file.write(piece)
        cursor.execute(_FILES)
        _list_files(folder, iter(cursor.fetchall()))


def tables(cursor: Any) -> dict[str, list[str]]:
    """Our tables on PostgreSQL with the columns that a copy holds."""
    cursor.execute(
        "SELECT c.table_name, c.column_name FROM information_schema.columns c"
        " JOIN information_schema.tables t USING (table_schema, table_name)"
        " WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'"
        " ORDER BY c.table_name, c.ordinal_position"
    )
    found: dict[str, list[str]] = {}
    for table, column in cursor.fetchall():
        if table not in MADE_BY_MIGRATING and (table, column) not in GIVEN_ANEW:
            found.setdefault(table, []).append(column)
    return found


def _list_files(folder: Path, rows: Iterator[tuple[str, int]]) -> None:
    with (folder / FILE_LIST).open("w", encoding="ascii") as file:
        for sha256, size in rows:
            file.write(f"{sha256} {size}\n")
