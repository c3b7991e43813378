"""Django's SQLite backend with WAL, synchronous commits and a line for writers (see `queue`)."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from threading import get_ident
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from accord.core.sqlite.creation import DatabaseCreation
from accord.core.sqlite.cursors import Cursor, QuickCursor
from accord.core.sqlite.errors import DatabaseBusy
from accord.core.sqlite.queue import WriteQueue, queue_of
from accord.core.sqlite.schema import SchemaEditor, those_that_exist

STATEMENTS = 256  # prepared ones that a connection keeps; a desk's pages together use more than sqlite3's 128


@dataclass(frozen=True)
class Limits:
    """Our own entries of `OPTIONS`.

    Measured: the large caches and maps that are usually advised cost 515 MB over the processes of one desk,
    and a journal without limit stays as large as the largest transaction ever made it.
    """

    busy_limit_s: float = 20.0
    cache_mb: int = 8
    mmap_mb: int = 0
    journal_limit_mb: int = 64


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes its turn before it writes and passes it on at commit, rollback or close."""

    creation_class = DatabaseCreation
    SchemaEditorClass = SchemaEditor
    only_tables: list[str] | None = None  # what the end of a migration looks at; None: everything

    def __init__(self, settings_dict: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(settings_dict, *args, **kwargs)
        self.limits = Limits()
        self._queue: WriteQueue | None = None
        self._in_turn = False
        self._reading = False
        self._thread_ident: int = get_ident()

    def check_constraints(self, table_names: Any = None) -> None:
        """Raise IntegrityError where a row names one that is not there; in a migration, in its own tables only."""
        if table_names is None and self.only_tables is not None:
            table_names = those_that_exist(self.only_tables, self.introspection.table_names())
            for name in table_names:
                super().check_constraints([name])
            return
        super().check_constraints(table_names)

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        own = {field.name: params.pop(field.name) for field in fields(Limits) if field.name in params}
        self.limits = Limits(**own)
        params.setdefault("timeout", self.limits.busy_limit_s)
        params.setdefault("cached_statements", STATEMENTS)
        self.transaction_mode: str | None = self.transaction_mode or "IMMEDIATE"
        self._queue = None if self.is_in_memory_db() else queue_of(str(params["database"]))
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        if self._queue is not None and connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            with self.turn():
                connection.execute("PRAGMA journal_mode = WAL")
        limits = self.limits
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = {-1024 * limits.cache_mb}")
        connection.execute(f"PRAGMA mmap_size = {limits.mmap_mb << 20}")
        connection.execute(f"PRAGMA journal_size_limit = {limits.journal_limit_mb << 20}")
        return connection

    def cursor(self) -> Any:
        """A quick cursor, or Django's own where somebody listens to statements or anything is out of the ordinary."""
        heard = self.connection is None or self.execute_wrappers or self.queries_logged
        if heard or self._thread_ident != get_ident() or asyncio._get_running_loop() is not None:
            return super().cursor()
        return QuickCursor(self.connection, self)

    def create_cursor(self, name: Any = None) -> "Cursor":
        return self.connection.cursor(self._make_cursor)  # type: ignore[no-any-return]

    def _make_cursor(self, connection: sqlite3.Connection) -> "Cursor":
        return Cursor(connection, self)

    def _enter(self) -> None:
        if self._queue is not None and not self._in_turn:
            self._queue.enter(self.limits.busy_limit_s)
            self._in_turn = True

    def _leave(self) -> None:
        if self._queue is not None and self._in_turn:
            self._in_turn = False
            self._queue.leave()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the line inside the block, and longer when the block has begun a transaction."""
        self._enter()
        try:
            yield
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._leave()

    @contextmanager
    def only_reading(self) -> Iterator[None]:
        """Transactions that begin inside are deferred, take no turn, and refuse to write."""
        self.connection.execute("PRAGMA query_only = ON")
        self._reading = True
        try:
            yield
        finally:
            self._reading = False
            if self.connection is not None:
                self.connection.execute("PRAGMA query_only = OFF")

    def _start_transaction_under_autocommit(self) -> None:
        if self._reading:
            self.cursor().execute("BEGIN DEFERRED")
            return
        with self.turn():
            try:
                self.cursor().execute(f"BEGIN {self.transaction_mode}")
            except OperationalError as problem:
                if "locked" in str(problem):
                    raise DatabaseBusy("A program outside Accord holds the database.") from problem
                raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._leave()


def data_version(connection: Any) -> int:
    """A number that changes when another connection has committed (PRAGMA data_version, 3 microseconds).

    `connection` is one of Django's or sqlite3's; on anything but SQLite TypeError is raised.
    """
    raw = getattr(connection, "connection", connection)
    if raw is None:
        connection.ensure_connection()
        raw = connection.connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError("data_version() needs an SQLite connection")
    return int(raw.execute("PRAGMA data_version").fetchone()[0])
