"""What came in by a channel, and what became of it: the form in which the console shows every channel's ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise


@dataclass(frozen=True)
class Came:
    """One thing that came in. `fate` is a key; `because` says why, in the reader's language."""

    id: int
    at: datetime
    sender: str
    subject: str
    fate: str
    fate_label: Promise | str
    because: Promise | str
    detail: str
    size: int
    ticket_code: str
    may_belong_to: str
    may_retry: bool
    may_separate: bool
    has_source: bool
    findings: Sequence[str] = ()  # what else was found out about it, as sentences


class Ledger(Protocol):
    """The ledger of a channel; for administrators."""

    def fates(self) -> Sequence[tuple[str, Promise | str]]:
        """The fates that there are: key and label."""

    def page(self, fate: str = "", before: int | None = None, limit: int = 50) -> list[Came]:
        """The newest first, older than the id `before`; `fate` picks one."""

    def source(self, came_id: int) -> bytes:
        """The bytes as they came. Raises NotFound."""

    def retry(self, came_id: int) -> None:
        """Try again what was kept aside. Raises NotFound, NotPossible."""

    def separate(self, came_id: int) -> None:
        """Open what was taken for a repetition. Raises NotFound, NotPossible."""
