"""What a try adds up to: how often, on how many tickets, and for rules that end tickets the curve of waits."""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from accord.automation.models import RuleTrial
from accord.automation.trying.examining import Examined, Stretch

DAY_S = 86_400
LONGEST = 30  # days of the curve
SOON_S = 30 * DAY_S  # who writes later than that wants something else
FEW = 100  # endings, with which one in a hundred is one
BEARABLE = 0.01  # of the customers may write again after it


@dataclass
class Figures:
    """Grows batch by batch. `applied` counts what the rule would have done with its own wait, `again` after how many of
    these the customer wrote again; `acts` and `early` are the same for each whole day of waiting, from 0 on. `by_day`
    counts by the day on which it would have acted.
    """

    wait_s: int = 0
    ends: bool = False
    curve: bool = False
    applied: int = 0
    tickets: int = 0
    again: int = 0
    refused: int = 0
    kept: int = 0
    acts: list[int] = field(default_factory=lambda: [0] * (LONGEST + 1))
    early: list[int] = field(default_factory=lambda: [0] * (LONGEST + 1))
    by_day: dict[str, int] = field(default_factory=dict)

    def add(self, found: Examined) -> None:
        """Count one ticket."""
        acted = False
        for stretch in found.stretches:
            if stretch.refused:
                self.refused += acts(stretch, self.wait_s)
                continue
            if acts(stretch, self.wait_s):
                acted = True
                self.applied += 1
                self.again += early(stretch, self.wait_s)
                self._on_day(stretch)
            if self.curve:
                self._on_curve(stretch)
        self.tickets += acted

    def _on_day(self, stretch: Stretch) -> None:
        day = (stretch.began_at + timedelta(seconds=stretch.acts_s(self.wait_s))).date().isoformat()
        self.by_day[day] = self.by_day.get(day, 0) + 1

    def _on_curve(self, stretch: Stretch) -> None:
        first, last = -(-stretch.from_s // DAY_S), min((stretch.to_s - 1) // DAY_S, LONGEST)
        for day in range(first, last + 1):
            self.acts[day] += 1
            self.early[day] += early(stretch, day * DAY_S)

    @property
    def few(self) -> bool:
        """Whether there are too few endings to say anything for sure about one in a hundred."""
        return self.safe_days is not None and self.acts[self.safe_days] < FEW

    @property
    def safe_days(self) -> int | None:
        """The shortest wait of whole days with which under one in a hundred would have been too early; None: none."""
        days = range(1, LONGEST + 1)
        return next((day for day in days if self.acts[day] and self.early[day] < BEARABLE * self.acts[day]), None)

    def rate(self, day: int) -> float | None:
        """Which part of the endings would have been too early after so many days; None where nothing had ended."""
        return self.early[day] / self.acts[day] if self.acts[day] else None

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of(cls, trial: RuleTrial) -> "Figures":
        """What a try has found so far."""
        return cls(**trial.figures)


def acts(stretch: Stretch, wait_s: int) -> bool:
    """Whether the rule would have acted after that wait."""
    return stretch.from_s <= wait_s < stretch.to_s or (wait_s == stretch.from_s == 0)


def early(stretch: Stretch, wait_s: int) -> bool:
    """Whether the customer wrote again within 30 days after it."""
    return stretch.again_s is not None and 0 <= stretch.again_s - stretch.acts_s(wait_s) <= SOON_S
