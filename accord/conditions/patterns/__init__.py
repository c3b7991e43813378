"""Patterns (regular expressions) that anybody may write: whatever they are, asking one takes bounded time.

The usual engines go back and try again, so that a pattern such as (a+)+$ takes years on thirty letters. This one keeps
all ways at once (Thompson's construction, made into a table while it runs), counts its steps and stops.
"""

from functools import lru_cache

from accord.conditions.patterns.matching import Matcher
from accord.conditions.patterns.parsing import parse

LONGEST_TEXT = 20_000

__all__ = ["checked", "found"]


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> Matcher:
    return Matcher(parse(pattern))


def checked(pattern: str) -> str:
    """The pattern as it came. Raises Invalid with a sentence that says what is wrong with it."""
    _matcher(pattern)
    return pattern


def found(pattern: str, text: str) -> bool:
    """Whether the pattern is anywhere in the first 20,000 characters, without regard to case; ^ and $ mean a line.

    One that takes too many steps is not found. Raises Invalid for no pattern.
    """
    return _matcher(pattern).found(text[:LONGEST_TEXT])
