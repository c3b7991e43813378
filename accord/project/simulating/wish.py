"""What day is wished for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

BACKLOG_DAYS = 13  # the oldest ticket that waits in the morning began to wait so long ago


@dataclass(frozen=True)
class Wish:
    """`agents` work `hours`; `customers` write once each, and again as it goes; `backlog` tickets wait in the morning.

    `speed`: how many seconds of the day pass in one of ours at most; it goes slower when the machine cannot keep up.
    The desk is killed `kills` times. The same `seed` gives the same people and the same chances, not the same day.
    """

    folder: Path
    begins: datetime
    agents: int = 200
    hours: float = 8.0
    customers: int = 2000
    backlog: int = 200
    speed: float = 120.0
    kills: int = 2
    seed: int = 1

    @property
    def ends(self) -> datetime:
        """When the last agent goes home."""
        return self.begins + timedelta(hours=self.hours)


def last_monday(now: datetime) -> datetime:
    """Eight o'clock (UTC) of the last Monday that is over."""
    morning = now.replace(hour=8, minute=0, second=0, microsecond=0)
    return morning - timedelta(days=morning.weekday() or 7)
