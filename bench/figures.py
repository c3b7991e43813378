"""Figures: what is measured, the bound that it must keep, and what physics would allow in the same run."""

import json
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the table. `at_least`: the figure must reach the bound instead of staying below it."""

    name: str
    unit: str
    bound: float
    what: str
    at_least: bool = False


@dataclass(frozen=True)
class Figure:
    """A measured value. `limit` is the physical limit of the same run in the same unit, where there is one."""

    row: Row
    value: float
    limit: float | None = None

    def ok(self, lenience: float) -> bool:
        """Whether the bound is kept; `lenience` times it is allowed."""
        return (
            self.value >= self.row.bound / lenience
            if self.row.at_least
            else self.value <= self.row.bound * lenience
        )

    @property
    def ratio(self) -> float | None:
        """How many times worse than the physical limit."""
        if not self.limit or not self.value:
            return None
        return self.limit / self.value if self.row.at_least else self.value / self.limit

    def as_json(self, lenience: float) -> str:
        """One object, on one line."""
        found: dict[str, Any] = {
            "name": self.row.name,
            "unit": self.row.unit,
            "value": _short(self.value),
            "bound": self.row.bound,
            "limit": None if self.limit is None else _short(self.limit),
            "ratio": None if self.ratio is None else _short(self.ratio),
            "ok": self.ok(lenience),
        }
        return json.dumps(found)

    def as_line(self, lenience: float) -> str:
        """The same for people."""
        limit = "" if self.limit is None else f"  limit {_short(self.limit)}, ratio {_short(self.ratio or 0)}"
        sign = ">=" if self.row.at_least else "<="
        verdict = "ok  " if self.ok(lenience) else "MISS"
        value = f"{_short(self.value):>9} {self.row.unit:5}"
        return f"{verdict} {self.row.name:22} {value} {sign} {self.row.bound:g}{limit}"


def _short(value: float) -> float:
    return float(f"{value:.4g}")


@dataclass(frozen=True)
class Measure:
    """A function that gives several figures at once: (name, value, limit) of each."""

    rows: tuple[Row, ...]
    run: Callable[[Any], Iterable[tuple[str, float, float | None]]]

    def names(self) -> list[str]:
        return [row.name for row in self.rows]

    def figures(self, bench: Any) -> list[Figure]:
        """Run it. Raises KeyError for a name that is not among its rows."""
        known = {row.name: row for row in self.rows}
        return [Figure(known[name], value, limit) for name, value, limit in self.run(bench)]


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which `part` (0 to 1) of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def median(values: Iterable[float]) -> float:
    """The middle one of several runs."""
    return float(statistics.median(values))
