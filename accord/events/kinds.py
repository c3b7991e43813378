"""Event kinds: one class each, found by key. A verb makes an instance and hands it to `record`."""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ClassVar, dataclass_transform

from django.utils.functional import Promise

from accord.core.registry import Registry

kinds: "Registry[type[EventKind]]" = Registry("event kind")
_PERSONAL = {"personal": True}


def personal(default: Any = "") -> Any:
    """A payload field that holds a person's words; kept apart, so that it can be erased without losing the state."""
    if isinstance(default, (list, dict)):
        return field(default_factory=type(default), metadata=_PERSONAL)
    return field(default=default, metadata=_PERSONAL)


@dataclass(frozen=True)
class Name:
    """A gap that is a person, a department or a moment; filled with today's name when the sentence is read."""

    kind: str  # person, department, moment, state, priority
    value: Any


@dataclass(frozen=True, kw_only=True)
class EventKind:
    """The base of all kinds. Dataclass fields of a subclass are its payload; they must be JSON values.

    `sentence` has named gaps, filled by `gaps()` and by `actor`; it is translated when read, never stored.
    `upcasters[v]` turns a payload of version v into one of version v + 1.
    """

    key: ClassVar[str] = ""
    version: ClassVar[int] = 1
    sentence: ClassVar[Promise | str] = ""
    icon: ClassVar[str] = "i-dot"
    public: ClassVar[bool] = False  # a customer may see it
    shown: ClassVar[bool] = True  # stands in the thread as a line of its own
    webhook: ClassVar[bool] = True
    upcasters: ClassVar[dict[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}

    by_id: int = field(metadata={"payload": False})

    @property
    def subject(self) -> tuple[str, int]:
        """Kind and id of the thing that this happened to."""
        raise AttributeError("each family of kinds says what its subject is")

    @property
    def ticket_id(self) -> int | None:
        """The ticket in whose history it stands, or None."""
        return None

    @classmethod
    def payload_fields(cls) -> list[Any]:
        return [f for f in fields(cls) if f.metadata.get("payload", True)]

    def payload(self) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """(facts, personal words); empty values are left out to keep rows small."""
        facts: dict[str, Any] = {}
        words: dict[str, Any] = {}
        for f in self.payload_fields():
            value = getattr(self, f.name)
            empty = (
                f.default
                if f.default is not MISSING
                else (f.default_factory() if f.default_factory is not MISSING else None)
            )
            if value != empty:
                (words if f.metadata.get("personal") else facts)[f.name] = value
        return facts, words or None

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        """The sentence for this payload; a kind that reads better in two ways says which."""
        return cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        """What fills the gaps of the sentence besides `actor`; `data` holds facts and words together."""
        return {}


@dataclass_transform(kw_only_default=True, frozen_default=True)
def kind(key: str) -> Callable[[type[EventKind]], type[EventKind]]:
    """Class decorator: make the class a frozen dataclass and register it under `key`."""

    def register(cls: type[EventKind]) -> type[EventKind]:
        made: type[EventKind] = dataclass(frozen=True, kw_only=True)(cls)
        made.key = key
        return kinds.add(key)(made)

    return register


def upcast(key: str, version: int, data: dict[str, Any]) -> dict[str, Any]:
    """A stored payload as the present version of its kind. Raises UnknownKey for a kind that is gone."""
    cls = kinds[key]
    while version < cls.version:
        data = cls.upcasters[version](data)
        version += 1
    return data
