"""Connections for tests of the index: SQLite in memory, and PostgreSQL where one listens."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.services import require

SCHEMA = f"fulltext_test_{os.getpid()}"  # each test process has its own


class SqliteCursor:
    """A cursor that takes %s, as Django's does."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def __enter__(self) -> "SqliteCursor":
        return self

    def __exit__(self, *_: object) -> None:
        self._cursor.close()

    def execute(self, sql: str, params: Sequence[Any] = ()) -> None:
        self._cursor.execute(sql.replace("%s", "?"), params)

    def executemany(self, sql: str, params: Sequence[Sequence[Any]]) -> None:
        self._cursor.executemany(sql.replace("%s", "?"), params)

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    def fetchone(self) -> Any:
        return self._cursor.fetchone()


class SqliteConnection:
    vendor = "sqlite"

    def __init__(self, path: str = ":memory:") -> None:
        self.raw = sqlite3.connect(path, isolation_level=None)

    def cursor(self) -> SqliteCursor:
        return SqliteCursor(self.raw.cursor())


class PostgresConnection:
    vendor = "postgresql"

    def __init__(self, dsn: str) -> None:
        self.raw = psycopg.connect(dsn, autocommit=True)

    def cursor(self) -> Any:
        return self.raw.cursor()


@contextmanager
def opened(vendor: str) -> Iterator[SqliteConnection | PostgresConnection]:
    """An empty database of that vendor."""
    connection = SqliteConnection() if vendor == "sqlite" else PostgresConnection(require("postgres"))
    if vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
            cursor.execute(f"CREATE SCHEMA {SCHEMA}")
            cursor.execute(f"SET search_path TO {SCHEMA}")
    try:
        yield connection
    finally:
        if vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
        connection.raw.close()
