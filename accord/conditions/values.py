"""Values of conditions: checked when they are saved, each in one form of its own."""

import re
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.conditions.operators import Operator, ValueKind
from accord.core.errors import Invalid

GONE = _("Something that was chosen here is no longer there.")
LONGEST_TEXT = 500
MOST_CHOICES = 200
LONGEST_CHOICE = 200
LARGEST = 2**53  # what JSON carries to a browser as it is
LONGEST_S = 50 * 365 * 86400
MOST = 10**9
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

# What stands after an operator, where the operator alone decides it.
KINDS: dict[Operator, ValueKind] = {
    Operator.ONE_OF: ValueKind.CHOICES,
    Operator.NONE_OF: ValueKind.CHOICES,
    Operator.ANY_OF: ValueKind.CHOICES,
    Operator.ALL_OF: ValueKind.CHOICES,
    Operator.CONTAINS: ValueKind.TEXT,
    Operator.CONTAINS_NOT: ValueKind.TEXT,
    Operator.STARTS_WITH: ValueKind.TEXT,
    Operator.MATCHES: ValueKind.TEXT,
    Operator.EMPTY: ValueKind.NONE,
    Operator.NOT_EMPTY: ValueKind.NONE,
    Operator.YES: ValueKind.NONE,
    Operator.NO: ValueKind.NONE,
    Operator.BEFORE: ValueKind.MOMENT,
    Operator.AFTER: ValueKind.MOMENT,
    Operator.OLDER_THAN: ValueKind.DURATION,
    Operator.YOUNGER_THAN: ValueKind.DURATION,
    Operator.MORE_THAN: ValueKind.NUMBER,
    Operator.LESS_THAN: ValueKind.NUMBER,
}


def clean(kind: ValueKind, value: Any, choice_of: type = str) -> Any:
    """The value in the form in which it is stored. Raises Invalid with a sentence that a person can act on."""
    if kind == ValueKind.NONE:
        return None
    return _CLEANERS[kind](value, choice_of)


def _choice(value: Any, choice_of: type) -> Any:
    if value is None or value == "" or isinstance(value, (list, dict, bool, float)):
        raise Invalid("choice", sentence=_("Choose something from the list."))
    try:
        found = choice_of(value)
    except ValueError:
        raise Invalid("choice", sentence=_("Choose something from the list.")) from None
    if abs(found) > LARGEST if isinstance(found, int) else len(found) > LONGEST_CHOICE or "\x00" in found:
        raise Invalid("choice", sentence=_("Choose something from the list."))
    return found


def _choices(value: Any, choice_of: type) -> list[Any]:
    found = list(
        dict.fromkeys(_choice(each, choice_of) for each in (value if isinstance(value, list) else [value]))
    )
    if not found or len(found) > MOST_CHOICES:
        raise Invalid("choices", sentence=_("Choose at least one from the list."))
    return found


def _text(value: Any, choice_of: type) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if not text:
        raise Invalid("text", sentence=_("Write what to look for."))
    if len(text) > LONGEST_TEXT or "\x00" in text:
        raise Invalid("text", sentence=_("That is too long; %(most)s characters at most."), most=LONGEST_TEXT)
    return text


def _whole(value: Any, least: int, most: int, sentence: Any) -> int:
    try:
        number = int(value) if not isinstance(value, (bool, float, list, dict)) else -1
    except (ValueError, TypeError):
        number = -1
    if not least <= number <= most:
        raise Invalid("number", sentence=sentence)
    return number


def _number(value: Any, choice_of: type) -> int:
    return _whole(value, 0, MOST, _("Write a whole number."))


def _duration(value: Any, choice_of: type) -> int:
    return _whole(value, 60, LONGEST_S, _("Write how long, a minute at least."))


def _moment(value: Any, choice_of: type) -> str:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or not 1970 <= moment.year < 9000:
            raise ValueError(value)
    except (ValueError, TypeError):
        raise Invalid("moment", sentence=_("Choose a day and a time.")) from None
    return moment.astimezone(UTC).isoformat()


def _weekdays(value: Any, choice_of: type) -> list[int]:
    days = sorted({_whole(each, 0, 6, _("Choose days of the week.")) for each in _as_list(value)})
    if not days:
        raise Invalid("weekdays", sentence=_("Choose days of the week."))
    return days


def _time_span(value: Any, choice_of: type) -> list[str]:
    span = _as_list(value)
    if len(span) != 2 or not all(isinstance(each, str) and _TIME.fullmatch(each) for each in span):
        raise Invalid("time_span", sentence=_("Write two times, such as 09:00 and 17:00."))
    if span[0] == span[1]:
        raise Invalid("time_span", sentence=_("The two times must differ."))
    return span


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


_CLEANERS = {
    ValueKind.CHOICE: _choice,
    ValueKind.CHOICES: _choices,
    ValueKind.TEXT: _text,
    ValueKind.NUMBER: _number,
    ValueKind.DURATION: _duration,
    ValueKind.MOMENT: _moment,
    ValueKind.WEEKDAYS: _weekdays,
    ValueKind.TIME_SPAN: _time_span,
}
