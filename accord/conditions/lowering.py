"""Text compared without regard to case, alike in Python and in both databases."""

from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

from accord.tickets.seeing import Sql


def lowered(text: str | None) -> str:
    """As conditions compare it."""
    return text.lower() if text else ""


def lower_sql(column: str) -> str:
    """The column in lower case. SQLite's own `lower` knows only the letters of English."""
    return f"accord_lower({column})" if connection.vendor == "sqlite" else f"lower({column})"


def contains(column: str, wanted: str) -> Sql:
    """That a text column contains the words."""
    return f"{_position()}({lower_sql(column)}, %s) > 0", [wanted.lower()]


def begins(column: str, wanted: str) -> Sql:
    """That a text column begins with the words."""
    return f"{_position()}({lower_sql(column)}, %s) = 1", [wanted.lower()]


def equals(column: str, wanted: str) -> Sql:
    """That a text column is just the words."""
    return f"{lower_sql(column)} = %s", [wanted.lower()]


def _position() -> str:
    return "instr" if connection.vendor == "sqlite" else "strpos"


def _teach(connection: Any, **_: Any) -> None:
    """Give a new connection to SQLite the function that `lower_sql` names."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("accord_lower", 1, _lower, deterministic=True)


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


def install() -> None:
    """Teach each new connection; called once when the app is ready."""
    connection_created.connect(_teach, dispatch_uid="accord.conditions.lowering")
