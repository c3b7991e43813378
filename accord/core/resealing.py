"""Bringing every stored secret under the current key, in short transactions; killed anywhere, the next call goes on.

Which columns hold secrets is listed in `project/sealed.py`; a test finds those that are not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from accord.core import secrets

BATCH = 100


@dataclass(frozen=True)
class Column:
    """A column with a sealed text; with `keys`, a JSON object whose values under these keys are sealed."""

    model: str  # "email.Mailbox"
    field: str
    keys: tuple[str, ...] = ()

    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    def sealed(self, row: Any) -> list[str]:
        """The sealed texts of a row."""
        value = getattr(row, self.field)
        if not self.keys:
            return [value] if value else []
        return [value[key] for key in self.keys if isinstance(value.get(key), str) and value[key]]

    def put(self, row: Any, renewed: dict[str, str]) -> None:
        """Put other texts in the place of these."""
        value = getattr(row, self.field)
        if self.keys:
            setattr(row, self.field, {key: renewed.get(v, v) if key in self.keys else v for key, v in value.items()})
        else:
            setattr(row, self.field, renewed.get(value, value))


@dataclass
class Outcome:
    """How many secrets were sealed anew, and which no key of ours opens ("email.Mailbox.secret 3")."""

    renewed: int
    unreadable: list[str]


def reseal(columns: Iterable[Column], progress: Callable[[int], None] = lambda _rows: None) -> Outcome:
    """Seal anew what an older key has sealed. `progress` hears of each batch how many rows it looked at."""
    found = Outcome(0, [])
    for column in columns:
        for ids in _batches(column.model_class()):
            _renew(column, ids, found)
            progress(len(ids))
    return found


def outdated(columns: Iterable[Column]) -> int:
    """How many secrets still need an older key than the current one."""
    rows = ((column, row) for column in columns for row in column.model_class()._default_manager.all().iterator())
    return sum(not secrets.is_current(text) for column, row in rows for text in column.sealed(row))


def _batches(model: type[Model]) -> Iterator[Sequence[Any]]:
    ids = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]


def _renew(column: Column, ids: Sequence[Any], found: Outcome) -> None:
    with transaction.atomic():
        rows = column.model_class()._default_manager.filter(pk__in=ids)
        if connection.vendor == "postgresql":
            rows = rows.select_for_update()
        for row in rows:
            renewed: dict[str, str] = {}
            for text in column.sealed(row):
                if secrets.is_current(text):
                    continue
                try:
                    renewed[text] = secrets.renew(text)
                except secrets.Unreadable:
                    found.unreadable.append(f"{column.model}.{column.field} {row.pk}")
            if renewed:
                column.put(row, renewed)
                row.save(update_fields=[column.field])
                found.renewed += len(renewed)
