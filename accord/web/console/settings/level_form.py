"""The form of a service level: its times and steps as fields, and back again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.core.errors import Invalid
from accord.sla import setting_up
from accord.sla.kinds import KINDS, Kind
from accord.sla.models import Level
from accord.tickets.models import Priority

UNITS: tuple[tuple[int, Promise], ...] = (
    (60, gettext_lazy("minutes")),
    (3600, gettext_lazy("hours")),
    (1, gettext_lazy("seconds")),
)
EMPTY_STEPS = 2


@dataclass(frozen=True)
class Line:
    """The times of one clock in the form: a unit, and a field for each priority."""

    kind: Kind
    unit: int
    values: list[str]

    @property
    def filled(self) -> bool:
        return any(self.values)


@dataclass(frozen=True)
class StepLine:
    """A step in the form."""

    number: str
    unit: int
    when: str
    do: str
    answers: bool


def seconds(text: str, unit: int, field: str) -> int | None:
    """A number of units as seconds; None for an empty field. Raises Invalid."""
    text = text.strip().replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e7:
        raise Invalid(field, sentence=_("Write a number, such as 4 or 1.5."))
    return round(number * unit)


def _unit(text: str) -> int:
    return int(text) if text in [str(unit) for unit, _label in UNITS] else 3600


def read_targets(posted: Mapping[str, Any]) -> dict[str, list[int | None]]:
    """The times that were posted. Raises Invalid."""
    return {
        key: [
            seconds(
                str(posted.get(f"{key}_{priority}", "")), _unit(str(posted.get(f"{key}_unit", ""))), "targets"
            )
            for priority in Priority.values
        ]
        for key in KINDS
    }


def read_steps(posted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The steps that were posted; a line without a deed is none. Raises Invalid."""
    found = []
    for place in range(setting_up.MOST_STEPS + EMPTY_STEPS):
        do = str(posted.get(f"step_{place}_do", ""))
        if do:
            at = seconds(
                str(posted.get(f"step_{place}_n", "")) or "0",
                _unit(str(posted.get(f"step_{place}_unit", ""))),
                "steps",
            )
            sign = -1 if posted.get(f"step_{place}_when") == "before" else 1
            answers = posted.get(f"step_{place}_of") != "all"
            found.append({"at": sign * (at or 0), "do": do, "answers": answers})
    return found


def lines(level: Level, posted: Mapping[str, Any] | None) -> list[Line]:
    """The times of each clock, as they stand or as they were posted."""
    found = []
    for key, kind in KINDS.items():
        if posted is not None:
            values = [str(posted.get(f"{key}_{priority}", "")) for priority in Priority.values]
            found.append(Line(kind, _unit(str(posted.get(f"{key}_unit", ""))), values))
        else:
            row: Sequence[int | None] = level.targets.get(key) or [None] * 4
            unit = _unit_of([each for each in row if each is not None])
            found.append(Line(kind, unit, ["" if each is None else f"{each / unit:g}" for each in row]))
    return found


def _unit_of(times: Sequence[int]) -> int:
    """The largest unit in which the times read well."""
    if not times or all(each % 1800 == 0 and each >= 3600 for each in times):
        return 3600
    return 60 if all(each % 60 == 0 for each in times) else 1


def step_lines(level: Level, posted: Mapping[str, Any] | None) -> list[StepLine]:
    """The steps, as they stand or as they were posted, and empty ones to write into."""
    if posted is not None:
        places = range(setting_up.MOST_STEPS + EMPTY_STEPS)
        lines = [
            StepLine(
                str(posted.get(f"step_{place}_n", "")),
                _unit(str(posted.get(f"step_{place}_unit", ""))),
                str(posted.get(f"step_{place}_when", "")),
                str(posted.get(f"step_{place}_do", "")),
                posted.get(f"step_{place}_of") != "all",
            )
            for place in places
            if posted.get(f"step_{place}_do")
        ]
    else:
        lines = [
            StepLine(
                f"{abs(each['at']) / _unit_of([abs(each['at'])]):g}",
                _unit_of([abs(each["at"])]),
                "before" if each["at"] < 0 else "after",
                each["do"],
                bool(each.get("answers", True)),
            )
            for each in level.steps
        ]
    return [*lines, *[StepLine("", 60, "before", "", True)] * EMPTY_STEPS]
