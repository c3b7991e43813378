"""Reading `search_doc`: what was indexed of each message, kept by the room that owns the messages.

Columns: `message_id` (the document's id), `terms` (packed) and `scope` (unmarked scope terms with blanks between).
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Protocol


class Connection(Protocol):
    """What is used of a Django connection; its cursors take %s for a value."""

    vendor: str

    def cursor(self) -> Any: ...


def packed(terms: Iterable[str]) -> str:
    """Terms as `search_doc` keeps them."""
    return " ".join(terms)


def unpacked(text: str) -> list[str]:
    """What `packed` was given."""
    return text.split()


def terms_of(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The packed terms of documents, with a blank on both sides of each term."""
    return {row[0]: f" {row[1]} " for row in _read(connection, "terms", ids)}


def scopes_of(connection: Connection, ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """The scope terms of documents."""
    return {row[0]: frozenset(row[1].split()) for row in _read(connection, "scope", ids)}


def whole(connection: Connection, ids: Sequence[int]) -> list[tuple[int, str, str]]:
    """(id, packed terms, scope terms with blanks between) of documents, the oldest first."""
    return sorted((row[0], row[1], row[2]) for row in _read(connection, "terms, scope", ids))


def _read(connection: Connection, columns: str, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT message_id, {columns} FROM search_doc WHERE message_id = ANY(%s)", (list(ids),)
            )
        else:
            cursor.execute(
                f"SELECT message_id, {columns} FROM search_doc "
                "WHERE message_id IN (SELECT value FROM json_each(%s))",
                (json.dumps(list(ids)),),
            )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
