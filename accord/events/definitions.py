"""What administrators define: events of a status, a field, a form, a list, a group; rows that change by columns."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.functional import Promise

from accord.events.kinds import EventKind


@dataclass(frozen=True, kw_only=True)
class Defined(EventKind):
    """A definition was made (`made`) or changed: the columns that differ."""

    made_sentence: ClassVar[Promise | str] = ""
    webhook: ClassVar[bool] = False

    set: dict[str, Any] = field(default_factory=dict)
    made: bool = False

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return cls.made_sentence if data.get("made") else cls.sentence


def take_over(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Set those of the values that differ, unsaved; gives them."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return changed


def put_in_order(model: type[Model], ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Number the rows from 1 in this order; gives (id, position) of each that moved."""
    rows = model._default_manager
    for position, number in enumerate(ids, start=1):
        if rows.filter(pk=number).exclude(position=position).update(position=position):
            yield number, position
