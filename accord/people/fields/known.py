"""The definitions of fields in the memory of this process: asked at each ticket's page, so they must cost nothing.

A version among the options (`core.options`, read every two seconds) tells whether a definition changed.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accord.core import options
from accord.people.fields.kinds import Kind, kinds
from accord.people.models import About, Customers, CustomField
from accord.translation.wordings import chosen

VERSION = "fields.version"
options.define(VERSION, "", _("Version of the fields"), shown=False)


def reader() -> str:
    """The language of who reads."""
    return (get_language() or "en").split("-")[0]


@dataclass(frozen=True)
class Choice:
    """One of a list. `off`: no longer offered, but read where it stands."""

    key: str
    names: dict[str, str]
    off: bool = False

    @property
    def name(self) -> str:
        return chosen(self.names, reader()) or self.key


@dataclass(frozen=True, eq=False)
class Field:
    """A definition, ready to be asked."""

    id: int
    about: str
    key: str
    kind: Kind
    names: dict[str, str]
    hints: dict[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    required_for: frozenset[str] = frozenset()
    customers: str = Customers.HIDDEN
    searchable: bool = True
    is_active: bool = True
    position: int = 0

    @property
    def name(self) -> str:
        """In the reader's language."""
        return chosen(self.names, reader()) or self.key

    @property
    def hint(self) -> str:
        return chosen(self.hints, reader())

    @property
    def offered(self) -> list[Choice]:
        return [choice for choice in self.choices if not choice.off]

    def choice_name(self, key: str) -> str:
        return next((choice.name for choice in self.choices if choice.key == key), key)

    def clean(self, value: Any) -> Any:
        """The value as it is stored, None for nothing. Raises Invalid with a sentence that names the field."""
        return self.kind.clean(self, value)

    def words(self, stored: Any) -> str:
        """A stored value as people read it; "" for none."""
        return "" if stored is None else self.kind.words(self, stored)


def field_of(row: CustomField) -> Field:
    """A row, ready to be asked."""
    return Field(
        id=row.pk or 0,
        about=row.about,
        key=row.key,
        kind=kinds[row.kind],
        names=row.names,
        hints=row.hints,
        choices=tuple(Choice(each["key"], each["names"], bool(each.get("off"))) for each in row.choices),
        required_for=frozenset(row.required_for),
        customers=row.customers,
        searchable=row.searchable,
        is_active=row.is_active,
        position=row.position,
    )


_held: tuple[str, dict[str, tuple[Field, ...]]] = ("", {})


def _all() -> dict[str, tuple[Field, ...]]:
    global _held
    version = options.get(VERSION)
    if version != _held[0]:
        found: dict[str, list[Field]] = {}
        if version:
            for row in CustomField.objects.order_by("about", "position", "id"):
                found.setdefault(row.about, []).append(field_of(row))
        _held = (version, {about: tuple(each) for about, each in found.items()})
    return _held[1]


def changed() -> None:
    """A definition was changed in this transaction: every process reads them anew."""
    options.put(VERSION, secrets.token_hex(8))


def every(about: str) -> tuple[Field, ...]:
    """All fields of tickets, contacts or companies, in order; also those that are switched off."""
    return _all().get(about, ())


def fields_of(about: str) -> list[Field]:
    """The fields that are in use, in order."""
    return [each for each in every(about) if each.is_active]


def by_key(about: str, key: str) -> Field | None:
    """The field of that key, also one that is switched off."""
    return next((each for each in every(about) if each.key == key), None)


def by_id(number: int) -> Field | None:
    """The field of that id."""
    return next((each for about in About.values for each in every(about) if each.id == number), None)
