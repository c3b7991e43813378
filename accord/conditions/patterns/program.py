"""What a pattern is made into: steps, each with the numbers of those that may follow."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

Test = Callable[[str], bool]


class Place(Enum):
    """What must be true where no character is taken."""

    BEGIN = "^"
    END = "$"
    EDGE = "b"  # the edge of a word
    NO_EDGE = "B"


@dataclass(slots=True)
class Step:
    """Takes a character if `test` says so, or none; `place` must be true. Without `after` it is the end: found."""

    after: tuple[int, ...] = ()
    test: Test | None = None
    place: Place | None = None


Program = list[Step]


def is_word(sign: str) -> bool:
    return sign == "_" or sign.isalnum()
