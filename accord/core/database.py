"""Transactions that are the same on every database we run on."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction


@contextmanager
def may_fail(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """One statement that may raise IntegrityError; the transaction around it goes on.

    SQLite undoes a failed statement alone, PostgreSQL needs a savepoint for it (0.1 ms).
    """
    if connections[using].vendor == "sqlite":
        yield
    else:
        with transaction.atomic(using):
            yield


@contextmanager
def reading(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """All queries inside see one state of the database, and none may write.

    On SQLite a deferred transaction that takes no turn in the line of writers, on PostgreSQL REPEATABLE
    READ READ ONLY. Inside a transaction that is already open it does nothing. Keep it under 5 seconds: a
    reader held open lets SQLite's journal grow.
    """
    connection: Any = connections[using]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        with connection.only_reading(), transaction.atomic(using):
            yield
    else:
        with transaction.atomic(using):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether no other process holds that name: for what one worker of several does at a time.

    On PostgreSQL a lock of the session, on SQLite one on a file in the data folder; both go with the process.
    """
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
            held = bool(cursor.fetchone()[0])
        try:
            yield held
        finally:
            if held:
                with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
        return
    with open(Path(settings.DATA) / f"{name}.lock", "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
