"""What a SQLite file holds is taken by PostgreSQL as what it means there, or refused with the table's name."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from accord.transfer import carrying, dumping
from accord.transfer.restoring import CannotRestore

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="what is carried goes into PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]
COLUMNS = {
    "id": "bigint",
    "is_on": "boolean",
    "few": "smallint",
    "part": "double precision",
    "word": "varchar(10)",
    "at": "timestamptz",
    "day": "date",
    "clock": "time",
    "facts": "jsonb",
    "raw": "bytea",
}
NOTHING = dict.fromkeys(list(COLUMNS)[1:])


@pytest.fixture
def cursor() -> Iterator[Any]:
    """Inside a transaction in which there is a table `carried`; all of it is undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE carried ({', '.join(' '.join(column) for column in COLUMNS.items())})")
        yield cursor
        transaction.set_rollback(True)


def old(folder: Path, *rows: dict[str, Any], columns: list[str] | None = None) -> Path:
    names = columns or list(COLUMNS)
    with closing(sqlite3.connect(folder / "old.sqlite3")) as made:
        made.execute(f"CREATE TABLE carried ({', '.join(names)})")
        marks = ", ".join("?" for _ in names)
        made.executemany(f"INSERT INTO carried VALUES ({marks})", [[row[name] for name in names] for row in rows])
        made.commit()
    return folder / "old.sqlite3"


def carried(cursor: Any, source: Path) -> list[dict[str, Any]]:
    carrying.fill(cursor, {"carried": list(COLUMNS)}, source, lambda _what, _part: None)
    cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM carried ORDER BY id")
    return [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def test_each_kind_of_value_means_the_same(cursor: Any, tmp_path: Path) -> None:
    cursor.execute("SET LOCAL TIME ZONE 'Europe/Sofia'")
    row = {
        "id": 7,
        "is_on": 1,
        "few": -3,
        "part": 0.1,
        "word": "Ключ\t\\N\n",
        "at": "2026-03-29 00:30:00.000001",
        "day": "2026-02-28",
        "clock": "23:59:00",
        "facts": '{"a": ["б", 1.5, null]}',
        "raw": b"\x00\xff",
    }
    found = carried(cursor, old(tmp_path, {"id": 3, **NOTHING}, row))
    assert found[0] == {"id": 3, **NOTHING}
    assert found[1] == row | {
        "is_on": True,
        "at": datetime(2026, 3, 29, 0, 30, 0, 1, tzinfo=UTC),
        "day": date(2026, 2, 28),
        "clock": time(23, 59),
        "facts": found[1]["facts"],
        "raw": found[1]["raw"],
    }
    cursor.execute("SELECT facts->'a'->>0, raw = '\\x00ff' FROM carried WHERE id = 7")
    assert cursor.fetchone() == ("б", True)


def test_a_nul_that_postgresql_cannot_keep_is_left_out(cursor: Any, tmp_path: Path) -> None:
    row = {"id": 1, **NOTHING, "word": "a\0b", "facts": r'["a\u0000b", "c\\u0000d"]'}
    carried(cursor, old(tmp_path, row))
    cursor.execute("SELECT word, facts->>0, facts->>1 FROM carried")
    assert cursor.fetchone() == ("ab", "ab", r"c\u0000d")


def test_what_does_not_fit_is_refused_with_the_tables_name(cursor: Any, tmp_path: Path) -> None:
    with pytest.raises(CannotRestore, match="carried holds"):
        carried(cursor, old(tmp_path, {"id": 1, **NOTHING, "word": "much too long"}))


@pytest.mark.parametrize("columns", [[*COLUMNS, "more"], list(COLUMNS)[1:]])
def test_a_table_with_other_columns_is_refused(cursor: Any, tmp_path: Path, columns: list[str]) -> None:
    with pytest.raises(CannotRestore, match="carried .*: (more|id)"):
        carried(cursor, old(tmp_path, columns=columns))


def test_every_column_is_of_a_kind_that_is_carried() -> None:
    """A new kind of column wants a thought, and a value in the test above."""
    with connection.cursor() as cursor:
        ours = sorted(dumping.tables(cursor))
        cursor.execute(
            "SELECT DISTINCT data_type FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND table_name = ANY(%s) AND is_generated = 'NEVER'",
            [ours],
        )
        kinds = {row[0] for row in cursor.fetchall()}
    made_anew = {"tsvector", "xid8"}
    known = {"integer", "character varying", "text", "timestamp with time zone", "time without time zone"}
    assert kinds - made_anew <= known | set(COLUMNS.values())
