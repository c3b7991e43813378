"""What a trigger is, and which of them an event calls."""

from abc import ABC
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from django.utils.functional import Promise

from accord.core.registry import Registry
from accord.tickets.happenings import TicketImported
from accord.tickets.silence.reacting import HISTORY


class Trigger(ABC):
    """Something that happens to a ticket. `label` ends the sentence "When ..."."""

    key: ClassVar[str] = ""
    label: ClassVar[Promise]
    help: ClassVar[Promise | str] = ""
    kinds: ClassVar[frozenset[str]] = frozenset()  # keys of event kinds; empty: every kind

    def calls(self, data: Mapping[str, Any]) -> bool:
        """Whether an event of one of its kinds with these facts is what it waits for."""
        return True


triggers: Registry[Trigger] = Registry("trigger")
Kind = TypeVar("Kind", bound=type[Trigger])
_at: dict[str, list[Trigger]] = {}


def add(key: str) -> Callable[[Kind], Kind]:
    """Class decorator: the trigger is known under `key`."""

    def register(cls: Kind) -> Kind:
        cls.key = key
        triggers.add(key)(cls())
        _at.clear()
        return cls

    return register


def _listening_at(kind: str) -> list[Trigger]:
    found = _at.get(kind)
    if found is None:
        found = _at[kind] = [each for _key, each in triggers.items() if not each.kinds or kind in each.kinds]
    return found


def called_by(kind: str, data: Mapping[str, Any]) -> frozenset[str]:
    """The keys of the triggers that an event calls; none for what was imported as history."""
    if kind == TicketImported.key or data.get("because") in HISTORY:
        return frozenset()
    return frozenset(trigger.key for trigger in _listening_at(kind) if trigger.calls(data))


def choices() -> list[Trigger]:
    """All triggers, in the order in which they are offered."""
    return [trigger for _key, trigger in triggers.items()]
