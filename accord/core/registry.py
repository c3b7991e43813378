"""Registries: a family of classes found by key, one class per entry."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class UnknownKey(LookupError):
    """Nothing is registered under that key."""


class Registry(Generic[T]):
    """Maps a key to an entry. Registering one key twice is a programming error and raises ValueError."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, T] = {}

    def add(self, key: str) -> Callable[[T], T]:
        """Decorator: register the decorated entry under `key`."""

        def register(entry: T) -> T:
            if key in self._entries:
                raise ValueError(f"{self.what} {key!r} is registered twice")
            self._entries[key] = entry
            return entry

        return register

    def __getitem__(self, key: str) -> T:
        try:
            return self._entries[key]
        except KeyError:
            raise UnknownKey(f"there is no {self.what} {key!r}") from None

    def get(self, key: str) -> T | None:
        return self._entries.get(key)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def items(self) -> Iterator[tuple[str, T]]:
        return iter(self._entries.items())
