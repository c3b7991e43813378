"""The options of the workspace, changed by a person."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import options
from accord.core.errors import Invalid
from accord.core.ids import read_number
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.happenings import OptionChanged
from accord.people.models import Person

LONGEST = 4000
MOST = 1_000_000


def value_from(key: str, text: str) -> Any:
    """What a form's text means for that option. Raises Invalid (with the key as its detail), UnknownKey."""
    option = options.options[key]
    if isinstance(option.default, bool):
        return text in ("on", "true", "1")
    if isinstance(option.default, int):
        number = read_number(text.strip())
        if number is None or number > MOST:
            raise Invalid(
                key, sentence=_("Write a whole number, such as %(example)s."), example=option.default
            )
        if option.choices and number not in {value for value, _label in option.choices}:
            raise Invalid(key, sentence=_("Choose one of the list."))
        return number
    words = text.replace("\r\n", "\n").strip()[:LONGEST]
    if option.choices and words not in {value for value, _label in option.choices}:
        raise Invalid(key, sentence=_("Choose one of the list."))
    return words


def change(key: str, value: Any, *, by: Person) -> None:
    """Store an option; the same value again is no change. Raises NotAllowed, UnknownKey, TypeError."""
    demand_admin(by)
    if options.get(key) == value:
        return
    with transaction.atomic():
        options.put(key, value)
        record(OptionChanged(by_id=by.pk, option=key, value=value))
