"""Letters that give somebody a way in: invitations, sign-in links, new links, one-time codes.

The channel that can write such letters says so when it is loaded; whoever asks for one names no channel.
"""

from collections.abc import Callable
from typing import Protocol

from accord.core.errors import NotPossible
from accord.people.models import Person


class Letters(Protocol):
    """What a channel offers that writes such letters."""

    def __call__(
        self, person: Person, key: str, url: str = "", *, code: str = "", address: str = "", by: Person | None = None
    ) -> None: ...


_writers: list[Letters] = []
_ready: list[Callable[[], bool]] = []


def register(letters: Letters, ready: Callable[[], bool]) -> None:
    """Offer to write letters; a channel calls this once when it is loaded. The first one writes them all.

    `ready` says whether a letter would leave the house now: an outgoing test has passed.
    """
    if letters not in _writers:
        _writers.append(letters)
        _ready.append(ready)


def ready() -> bool:
    """Whether letters can be sent now; until then a way in is shown on the screen only."""
    return bool(_ready) and _ready[0]()


def send(
    person: Person, purpose: str, url: str = "", *, code: str = "", address: str = "", by: Person | None = None
) -> None:
    """Send the person (at `address`, else at his first one) a link or a code.

    `purpose`: invitation, sign_in, password_reset, new_link or one_time_code. The secret stands nowhere but in the
    letter. Raises Invalid for somebody without a usable address, NotPossible when no channel writes letters.
    """
    if not _writers:
        raise NotPossible("no channel writes letters")
    _writers[0](person, purpose, url, code=code, address=address, by=by)
