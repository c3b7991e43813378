"""What all events on tickets have in common."""

from dataclasses import dataclass, field
from typing import Any

from accord.events.kinds import EventKind, Name

__all__ = ["Name", "TicketEvent"]


@dataclass(frozen=True, kw_only=True)
class TicketEvent(EventKind):
    """An event in a ticket's history. `set` is what changed on the row; replaying all of them gives today's row.

    `because` is a key of `tickets.telling.BECAUSE`: why, where it was not simply somebody's wish.
    """

    ticket: int = field(metadata={"payload": False})
    set: dict[str, Any] = field(default_factory=dict)
    because: str = ""

    @property
    def subject(self) -> tuple[str, int]:
        return ("ticket", self.ticket)

    @property
    def ticket_id(self) -> int | None:
        return self.ticket
