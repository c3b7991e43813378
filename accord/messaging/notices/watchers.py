"""Who watches a ticket."""

from accord.tickets import watching


def anybody() -> bool:
    """Whether anybody watches anything. Asked in the transaction of each change: nearly always it is remembered."""
    return watching.anybody_watches()


def of(ticket_id: int) -> list[int]:
    """Ids of the agents who watch that ticket; whether they may see it is asked when they are told."""
    return watching.ids(ticket_id) if anybody() else []
