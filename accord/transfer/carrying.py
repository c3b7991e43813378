"""The database of a SQLite desk carried over into PostgreSQL: how a desk grows onto it.

Both have the same tables and columns, made by the same migrations, except the full-text index, which is made anew from
what it was made of. Values go as they are: PostgreSQL reads SQLite's 0 and 1 as truth values and its moments, which are
in UTC without saying so, as text.
"""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import DataError, connection

from accord.core.fulltext import index
from accord.transfer.restoring import CannotRestore, Progress

Tables = dict[str, list[str]]
_INDEX, _INDEXED = "search_fts", "search_doc"
_DOCUMENTS = 500
# PostgreSQL keeps no NUL, as a sign or as an escape in JSON.
_NUL_IN_JSON = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def fill(cursor: Any, tables: Tables, source: Path, progress: Progress) -> None:
    """Bring the rows of a SQLite file into the empty `tables` (names with their columns), inside a transaction.

    `progress` hears the part that is done, 0..1. Raises CannotRestore when one does not fit; nothing is brought then.
    """
    cursor.execute("SET LOCAL TIME ZONE 'UTC'")
    with closing(sqlite3.connect(f"file:{source}?mode=ro&immutable=1", uri=True)) as old:
        sizes = {table: _size(old, table, columns) for table, columns in tables.items() if table != _INDEX}
        sizes[_INDEX] = sizes.get(_INDEXED, 0)
        whole, done = sum(sizes.values()) or 1, 0
        for table, columns in tables.items():
            if table == _INDEX:
                _make_index(old)
            else:
                _copy(cursor, old, table, columns)
            done += sizes[table]
            progress("database", done / whole)


def _size(old: sqlite3.Connection, table: str, columns: Sequence[str]) -> int:
    """About how many rows: the highest number of one. Raises CannotRestore when its columns are others."""
    held = {row[1] for row in old.execute(f'PRAGMA table_info("{table}")')}
    if held != set(columns):
        strange = ", ".join(sorted(held ^ set(columns)))
        raise CannotRestore(f"The table {table} of the backup is not as this version makes it: {strange}.")
    return int(old.execute(f'SELECT max(rowid) FROM "{table}"').fetchone()[0] or 0)


def _copy(cursor: Any, old: sqlite3.Connection, table: str, columns: Sequence[str]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    kinds = _kinds(cursor, table)
    converts = [_without_escaped_nul if kinds[column] == "jsonb" else _without_nul for column in columns]
    try:
        with connection.wrap_database_errors, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in old.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid'):
                copy.write_row([convert(value) for convert, value in zip(converts, row, strict=True)])
    except DataError as error:
        raise CannotRestore(f"PostgreSQL does not take what the table {table} holds: {error}") from error


def _kinds(cursor: Any, table: str) -> dict[str, str]:
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = %s",
        [table],
    )
    return dict(cursor.fetchall())


def _without_nul(value: Any) -> Any:
    return value.replace("\0", "") if value.__class__ is str and "\0" in value else value


def _without_escaped_nul(value: Any) -> Any:
    return _NUL_IN_JSON.sub(r"\1", value) if value.__class__ is str and "\\u0000" in value else value


def _make_index(old: sqlite3.Connection) -> None:
    index.gather(connection, much=True)
    documents = old.execute(f"SELECT message_id, terms, scope FROM {_INDEXED} ORDER BY message_id")
    while some := documents.fetchmany(_DOCUMENTS):
        index.add_packed(connection, some)
    index.gather(connection, much=False)
