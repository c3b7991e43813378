"""The kinds of fields: what a value may be, how it is read and how it is found. One class each, found by key."""

import math
import re
from abc import ABC, abstractmethod
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.core.errors import Invalid
from accord.core.registry import Registry
from accord.translation import dates

if TYPE_CHECKING:
    from accord.people.fields.known import Field

LONGEST_TEXT = 2000
MOST_NUMBER = 1e15
FOUND_BY = 120  # signs of a value that the index holds
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,6})?", re.ASCII)
_LINK = re.compile(r"https?://[^\s/?#<>\"]+\.?[^\s<>\"]*", re.IGNORECASE)
_TRUE = frozenset({"1", "true", "on", "yes"})


class Kind(ABC):
    """One kind of value. Stored values are JSON; None is nothing and is never stored."""

    key: ClassVar[str] = ""
    label: ClassVar[Promise]
    personal: ClassVar[bool] = False  # words that a person wrote: kept apart in the history
    chosen: ClassVar[bool] = False  # from a list that the definition has
    many: ClassVar[bool] = False
    numeric: ClassVar[bool] = False

    @abstractmethod
    def clean(self, field: "Field", value: Any) -> Any:
        """The value as it is stored, from a form or a program; None for nothing. Raises Invalid with a sentence."""

    def words(self, field: "Field", stored: Any) -> str:
        """The stored value as people read it, in their language."""
        return str(stored)

    def found_by(self, stored: Any) -> list[tuple[str, float | None]]:
        """Under which texts, and which number, the value is found."""
        return [(" ".join(str(stored).lower().split())[:FOUND_BY], None)]


kinds: Registry[Kind] = Registry("kind of field")


def _add(key: str) -> Any:
    def register(cls: type[Kind]) -> type[Kind]:
        cls.key = key
        kinds.add(key)(cls())
        return cls

    return register


def wrong(field: "Field", sentence: str) -> Invalid:
    """The error of a value, which names its field."""
    return Invalid(f"field_{field.key}", sentence="%(field)s: %(what)s", field=field.name, what=sentence)


@_add("text")
class Text(Kind):
    """One line or several."""

    label = gettext_lazy("Text")
    personal = True

    def clean(self, field: "Field", value: Any) -> str | None:
        text = "" if value is None else str(value).replace("\r\n", "\n").replace("\0", "").strip()
        if len(text) > LONGEST_TEXT:
            raise wrong(field, _("This is too long."))
        return text or None


@_add("number")
class Number(Kind):
    """A number with up to six places behind the point; a comma counts as the point."""

    label = gettext_lazy("Number")
    numeric = True

    def clean(self, field: "Field", value: Any) -> float | int | None:
        text = "" if value is None else str(value).strip().replace("\u00a0", "").replace(" ", "")
        if not text:
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            number = float(value)
        elif isinstance(value, str) and _NUMBER.fullmatch(text):
            number = float(text.replace(",", "."))
        else:
            raise wrong(field, _("Write a number."))
        number = round(number, 6) if math.isfinite(number) else math.inf
        if abs(number) >= MOST_NUMBER:
            raise wrong(field, _("Write a number."))
        return int(number) if number == int(number) else number

    def words(self, field: "Field", stored: Any) -> str:
        return _plain(stored)

    def found_by(self, stored: Any) -> list[tuple[str, float | None]]:
        return [(_plain(stored), float(stored))]


def _plain(number: float) -> str:
    """Without an exponent, and no more places than there are."""
    return f"{number:.6f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)


@_add("date")
class Date(Kind):
    """A day, as 2026-11-30."""

    label = gettext_lazy("Date")
    numeric = True

    def clean(self, field: "Field", value: Any) -> str | None:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise wrong(field, _("Write a day, such as 2026-11-30.")) from None

    def words(self, field: "Field", stored: Any) -> str:
        return dates.day(dates.language(), "medium", date.fromisoformat(stored))

    def found_by(self, stored: Any) -> list[tuple[str, float | None]]:
        return [(stored, float(date.fromisoformat(stored).toordinal()))]


@_add("choice")
class Choice(Kind):
    """One of a list."""

    label = gettext_lazy("Choice")
    chosen = True

    def clean(self, field: "Field", value: Any) -> str | None:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        return _meant(field, text)

    def words(self, field: "Field", stored: Any) -> str:
        return field.choice_name(stored)


def _meant(field: "Field", text: str) -> str:
    """The key of a choice, from its key or one of its names."""
    for choice in field.choices:
        if choice.key == text:
            return choice.key
    for choice in field.choices:
        if text.casefold() in {name.casefold() for name in choice.names.values()}:
            return choice.key
    raise wrong(field, _("This is not among the choices."))


@_add("choices")
class Choices(Kind):
    """Several of a list, in the list's order."""

    label = gettext_lazy("Several choices")
    chosen = True
    many = True

    def clean(self, field: "Field", value: Any) -> list[str] | None:
        parts = value if isinstance(value, (list, tuple)) else str("" if value is None else value).split(",")
        meant = {_meant(field, str(each).strip()) for each in parts if str(each).strip()}
        return [choice.key for choice in field.choices if choice.key in meant] or None

    def words(self, field: "Field", stored: Any) -> str:
        return ", ".join(field.choice_name(each) for each in stored)

    def found_by(self, stored: Any) -> list[tuple[str, float | None]]:
        return [(str(each), None) for each in stored]


@_add("checkbox")
class Checkbox(Kind):
    """Ticked, or nothing."""

    label = gettext_lazy("Checkbox")

    def clean(self, field: "Field", value: Any) -> bool | None:
        ticked = value is True or str(value).strip().lower() in _TRUE
        return True if ticked else None

    def words(self, field: "Field", stored: Any) -> str:
        return _("Yes")

    def found_by(self, stored: Any) -> list[tuple[str, float | None]]:
        return [("yes", None)]


@_add("link")
class Link(Kind):
    """A web address."""

    label = gettext_lazy("Link")
    personal = True

    def clean(self, field: "Field", value: Any) -> str | None:
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        if len(text) > LONGEST_TEXT or not _LINK.fullmatch(text):
            raise wrong(field, _("Write a web address, such as https://example.com/order/17."))
        return text
