"""Statuses of the team's own in a search: `status:"waits for spare part"`."""

from collections.abc import Sequence
from typing import Any

from accord.core.fulltext.folding import fold
from accord.tickets.seeing import Sql
from accord.tickets.statuses.known import Status, known


def own_called(text: str, number: int | None) -> list[Status]:
    """Those that are called so in any language, or have that id."""
    wanted = fold(text)
    return [
        each
        for each in known().statuses
        if (number is not None and each.id == number) or wanted in {fold(name) for name in each.names.values()}
    ]


def own_where(statuses: Sequence[Status], states: Sequence[str]) -> Sql:
    """SQL over `ticket t`: it has one of these statuses, or is in one of these states."""
    parts = ["(t.state = %s AND coalesce(t.status_id, 0) = %s)"] * len(statuses)
    values: list[Any] = [value for each in statuses for value in (each.category, each.id or 0)]
    if states:
        parts.append(f"t.state IN ({', '.join(['%s'] * len(states))})")
    return " OR ".join(parts), [*values, *states]
