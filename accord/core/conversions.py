"""How values of fields are kept in columns, and how they come back: as Django does it, without asking it each time."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

Convert = Callable[[Any], Any]
Column = tuple[str, Convert | None]  # the attribute, and what its values go through; None: nothing


def _connection() -> Any:
    return connections[DEFAULT_DB_ALIAS]


def storing(field: Any, vendor: str) -> Column:
    """The attribute of a column and what makes it storable; None where the value goes as it is.

    Plain text, numbers and truth values need nothing, and asking the field 45 times a row costs more than the insert.
    """
    if type(field) in _PLAIN or isinstance(field, models.ForeignKey):
        return field.attname, None
    if (
        vendor == "sqlite"
        and type(field) is models.DateTimeField
        and not (field.auto_now or field.auto_now_add)
    ):
        return field.attname, _moment_as_text
    if vendor == "sqlite" and type(field) is models.JSONField and field.encoder is None:
        return field.attname, _json_as_text
    return field.attname, lambda value: field.get_db_prep_save(value, _connection())


def values_of(instance: models.Model, columns: Iterable[Column]) -> list[Any]:
    """What the instance holds for these columns, as it is stored."""
    values = []
    for name, prepare in columns:
        value = getattr(instance, name)
        if prepare is not None:
            value = prepare(value)
        elif value.__class__ not in _BARE and isinstance(value, Enum):
            value = value.value
        values.append(value)
    return values


def _moment_as_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    if value.tzinfo is UTC:
        return str(value.replace(tzinfo=None))
    text: str = _connection().ops.adapt_datetimefield_value(value)
    return text


def _json_as_text(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


_BARE = frozenset((str, int, bool, type(None)))
_PLAIN = (
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.IntegerField,
    models.BigIntegerField,
    models.SmallIntegerField,
    models.PositiveIntegerField,
    models.PositiveBigIntegerField,
    models.PositiveSmallIntegerField,
)


def converting(field: Any, table: str, vendor: str) -> Convert | None:
    """What makes a value of the column one of the field's; NULL is None everywhere."""
    expression = field.get_col(table)
    chain = (*_connection().ops.get_db_converters(expression), *field.get_db_converters(_connection()))
    if not chain:
        return None
    if vendor == "sqlite" and type(field) is models.DateTimeField:
        return _aware
    if vendor == "sqlite" and type(field) is models.BooleanField:
        return bool
    if type(field) is models.JSONField and field.decoder is None:
        return _from_json

    def convert(value: Any) -> Any:
        for each in chain:
            value = each(value, expression, _connection())
        return value

    return convert


def _aware(value: Any) -> datetime:
    """A moment of SQLite: in UTC without saying so; text where a statement hid the column's type."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _from_json(value: Any) -> Any:
    if value == "[]":
        return []
    return json.loads(value) if value != "{}" else {}
