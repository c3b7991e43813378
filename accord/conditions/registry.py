"""The conditions there are, by key. A room above adds its own from its `conditions` module when the app is ready."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accord.conditions.condition import Condition
from accord.core.registry import Registry, UnknownKey

_GONE = gettext_lazy("Something that was chosen here is no longer there.")


class Conditions(Registry[Condition]):
    """Also families of conditions that people make, such as one for each field: their keys are "family:key"."""

    def __init__(self) -> None:
        super().__init__("condition")
        self._families: dict[
            str, tuple[Callable[[str], Condition | None], Callable[[], Iterable[Condition]]]
        ] = {}
        self._gone: dict[str, Promise] = {}

    def add_family(
        self,
        name: str,
        one: Callable[[str], Condition | None],
        every: Callable[[], Iterable[Condition]],
        gone: Promise,
    ) -> None:
        """`one` gives the condition of a key, None where it is gone, which `gone` says; `every` those that there are
        today.
        """
        self._families[name] = (one, every)
        self._gone[name] = gone

    def gone(self, key: str) -> Promise:
        """In words: there is no condition of that key any more."""
        return self._gone.get(key.partition(":")[0], _GONE)

    def get(self, key: str) -> Condition | None:
        if ":" in key:
            family, _colon, rest = key.partition(":")
            if family in self._families:
                return self._families[family][0](rest)
        return super().get(key)

    def __getitem__(self, key: str) -> Condition:
        found = self.get(key)
        if found is None:
            raise UnknownKey(f"there is no condition {key!r}")
        return found

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def items(self) -> Iterator[tuple[str, Condition]]:
        yield from super().items()
        for name, (_one, every) in self._families.items():
            yield from ((f"{name}:{each.key.partition(':')[2]}", each) for each in every())


conditions = Conditions()
Kind = TypeVar("Kind", bound=type[Condition])


def add(key: str) -> Callable[[Kind], Kind]:
    """Class decorator: the condition is known under `key` from now on."""

    def register(cls: Kind) -> Kind:
        cls.key = key
        conditions.add(key)(cls())
        return cls

    return register
