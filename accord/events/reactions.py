"""What reacts to events. The two lists stand in `project/wiring.py`; there is nothing else that reacts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accord.core.registry import UnknownKey
from accord.events.kinds import EventKind
from accord.events.models import Event


@dataclass(frozen=True)
class Reaction:
    """Runs inside the transaction of the change: database only, no network. `kinds` empty means every kind."""

    run: Callable[[EventKind, Event], None]
    kinds: tuple[type[EventKind], ...] = ()


@dataclass(frozen=True)
class Effect:
    """Carried out after commit, at least once, by a worker; `due` says whether this event calls for it.

    `run` is idempotent; it takes the stored event. `given_up`, if any, hears of the last failure. One that `leaves`
    the desk (a mail, a request) waits while outgoing is paused.
    """

    key: str
    kinds: tuple[type[EventKind], ...]
    run: Callable[[Event], None]
    due: Callable[[EventKind], bool] = lambda _: True
    given_up: Callable[[Event, str], None] | None = None
    attempts: int = 12  # with back-off from 5 s to 1 h, about half a day
    leaves: bool = True


_always: list[Reaction] = []
_in_transaction: dict[type[EventKind], list[Reaction]] = {}
_after_commit: dict[type[EventKind], list[Effect]] = {}
_effects: dict[str, Effect] = {}


def install(in_transaction: Sequence[Reaction], after_commit: Sequence[Effect]) -> None:
    """Replace both lists; called once when the rooms are loaded (and by tests)."""
    for everything in (_always, _in_transaction, _after_commit, _effects):
        everything.clear()
    for reaction in in_transaction:
        if not reaction.kinds:
            _always.append(reaction)
        for cls in reaction.kinds:
            _in_transaction.setdefault(cls, []).append(reaction)
    for effect in after_commit:
        _effects[effect.key] = effect
        for cls in effect.kinds:
            _after_commit.setdefault(cls, []).append(effect)


def reactions_to(happening: EventKind) -> list[Reaction]:
    return _in_transaction.get(type(happening), []) + _always


def effects_of(happening: EventKind) -> list[Effect]:
    return [effect for effect in _after_commit.get(type(happening), []) if effect.due(happening)]


def effects_for(kind: str) -> list[Effect]:
    """All effects that events of that kind can have, due or not: for trying one again."""
    return [each for cls, effects in _after_commit.items() if cls.key == kind for each in effects]


def effect(key: str) -> Effect:
    """The effect registered under `key`. Raises UnknownKey."""
    try:
        return _effects[key]
    except KeyError:
        raise UnknownKey(f"there is no effect {key!r}") from None


def leaving() -> set[str]:
    """The keys of all effects that leave the desk."""
    return {key for key, effect in _effects.items() if effect.leaves}
