"""What was made before, by what it was made of: `functools.lru_cache` for things that are no arguments themselves."""

from collections.abc import Callable, Hashable
from itertools import islice
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Remembered(Generic[Made]):
    """Keeps at most `most` things; the ones kept longest go first. Threads may share it: two of them that miss at the
    same moment make the thing twice.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, Made] = {}

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for an equal `key`, or what `make` gives now."""
        found = self._kept.get(key)
        if found is None:
            found = make()
            if len(self._kept) >= self._most:
                for old in list(islice(self._kept, self._most // 4 or 1)):
                    self._kept.pop(old, None)
            self._kept[key] = found
        return found
