"""Which tickets stand open at somebody else's screen. The live bus of the web process knows; the rest asks here."""

from collections.abc import Callable, Collection

from accord.tickets.later import sending

_elsewhere: Callable[[int], Collection[int]] | None = None


def install(elsewhere: Callable[[int], Collection[int]]) -> None:
    """`elsewhere(person)` gives the ids of tickets at which others than this person are now."""
    global _elsewhere
    _elsewhere = elsewhere


def elsewhere(person_id: int) -> frozenset[int]:
    """Tickets that others have open (none in a process that serves no pages), and those that are answered by words
    which can still be undone."""
    there = _elsewhere(person_id) if _elsewhere is not None else ()
    return frozenset(there) | frozenset(sending.on_their_way())
