"""Catches statements that write outside a transaction.

Our own code changes the database only inside `transaction.atomic()`: a verb is all or nothing, and its events
belong to it. Django's sessions and allauth do write in autocommit; they wait in line like everybody else.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from accord.core.sqlite.errors import AutocommitWrite

_CHANGES = {"INSERT", "UPDATE", "DELETE", "REPLACE"}
_WRITES = _CHANGES | {"CREATE", "DROP", "ALTER", "REINDEX", "ANALYZE", "VACUUM", "WITH"}
_FIRST_WORD = re.compile(r"[\s(]*([A-Za-z]+)")
_TARGET = re.compile(r"\b(?:INTO|UPDATE|FROM)\s+[\"`\[]?(\w+)", re.IGNORECASE)
_WRITING_WITH = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
_VACUUM_INTO = re.compile(r"\s*VACUUM\b[^;]*\bINTO\b", re.IGNORECASE)

_allowed_prefixes: tuple[str, ...] | None = None


def is_write(statement: str) -> bool:
    """Whether a statement needs the write lock. A WITH counts when a writing word stands anywhere in it."""
    first = _FIRST_WORD.match(statement)
    if first is None:
        return False
    word = first[1].upper()
    if word not in _WRITES:
        return False
    if word == "WITH":
        return _WRITING_WITH.search(statement) is not None
    return not (word == "VACUUM" and _VACUUM_INTO.match(statement))


@contextmanager
def forbid_autocommit_writes(except_tables: tuple[str, ...] = ()) -> Iterator[None]:
    """Raise AutocommitWrite for each write outside a transaction, in every thread of the process.

    Tables whose name begins with one of `except_tables` stay free (`"django_session"`, `"account_"`).
    """
    global _allowed_prefixes
    before, _allowed_prefixes = _allowed_prefixes, except_tables
    try:
        yield
    finally:
        _allowed_prefixes = before


def refuse_if_forbidden(statement: str) -> None:
    """Called by the backend for each write that begins outside a transaction."""
    if _allowed_prefixes is None:
        return
    target = _TARGET.search(statement)
    if target is None or not target[1].startswith(_allowed_prefixes or ("\0",)):
        raise AutocommitWrite(f"This was written outside a transaction: {statement[:200]}")
