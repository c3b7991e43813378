"""Checking what a form or a program gives for a field of an action."""

import re
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accord.automation import templating
from accord.automation.actions.action import ActionField, FieldKind, one_of, wrong
from accord.core.errors import Invalid
from accord.core.html import clean_outgoing
from accord.tickets import tagging

LONGEST_TEXT = 1_000
SECRET = "secret."  # what begins so is filled in only when a request is sent
LONGEST_WORDS = 60_000
LONGEST_S = 366 * 86_400
MOST = 50
_ADDRESS = re.compile(r"[^@\s<>\",;]{1,64}@[^@\s<>\",;]{1,189}")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}")  # RFC 9110, 5.6.2: token
_OURS = {"host", "content-length", "connection", "transfer-encoding", "upgrade"}


def cleaned(field: ActionField, value: Any) -> Any:
    """The value as it is stored, None for nothing. Raises Invalid with the field's name as its detail."""
    found = _READ[field.kind](field, value)
    _check_variables(field, found)
    if found in (None, "", [], {}):
        if field.required and field.kind != FieldKind.SWITCH:
            raise wrong(field.name, _("“%(field)s” is missing.") % {"field": field.label})
        return None
    return found


def _check_variables(field: ActionField, value: Any) -> None:
    texts = list(value.values()) if isinstance(value, dict) else [value]
    html = field.kind == FieldKind.WORDS
    if not (html or field.variables or field.kind in (FieldKind.URL, FieldKind.HEADERS)):
        return
    for text in texts:
        if isinstance(text, str):
            try:
                templating.check(text, html=html, keep=SECRET if field.secrets else "")
            except Invalid as error:
                raise wrong(field.name, str(error)) from error


def _choice(field: ActionField, value: Any) -> str:
    text = "" if value is None else str(value)
    if text and not one_of(field, text):
        raise wrong(field.name, _("What was chosen for “%(field)s” is not there.") % {"field": field.label})
    return text


def _choices(field: ActionField, value: Any) -> list[str]:
    return [_choice(field, each) for each in _list(field, value)]


def _text(field: ActionField, value: Any) -> str:
    return " ".join(_string(field, value, LONGEST_TEXT).split())


def _long(field: ActionField, value: Any) -> str:
    return _string(field, value, LONGEST_WORDS).replace("\r\n", "\n").strip()


def _words(field: ActionField, value: Any) -> dict[str, str]:
    texts = {"": value} if isinstance(value, str) else (value or {})
    if not isinstance(texts, dict):
        raise wrong(field.name, _("“%(field)s” needs a text.") % {"field": field.label})
    found = {}
    for language, text in texts.items():
        clean = clean_outgoing(_string(field, text, LONGEST_WORDS))
        if clean.strip():
            found[str(language)[:8]] = clean
    return found


def _duration(field: ActionField, value: Any) -> int | None:
    seconds = _number(field, value)
    if seconds is not None and not 0 < seconds <= LONGEST_S:
        raise wrong(field.name, _("Choose a time of up to a year."))
    return seconds


def _number(field: ActionField, value: Any) -> int | None:
    if value in (None, ""):
        return None
    digits = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,9}", digits, re.ASCII):
        raise wrong(field.name, _("Write a whole number."))
    return int(digits)


def _moment(field: ActionField, value: Any) -> str:
    text = "" if value is None else str(value)
    if not text:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise wrong(field.name, _("This is no date with a time.")) from None
    if moment.tzinfo is None:
        raise wrong(field.name, _("The moment needs its time zone."))
    return moment.isoformat()


def _switch(field: ActionField, value: Any) -> bool | None:
    return True if value in (True, "on", "1", "true") else None


def _list(field: ActionField, value: Any) -> list[str]:
    parts = re.split(r"[,;\n]", value) if isinstance(value, str) else value or []
    if not isinstance(parts, list):
        raise wrong(field.name, _("What was chosen for “%(field)s” is not there.") % {"field": field.label})
    found = list(dict.fromkeys(text for each in parts if (text := str(each).strip())))
    if len(found) > MOST:
        raise wrong(field.name, _("These are too many at once."))
    return found


def _addresses(field: ActionField, value: Any) -> list[str]:
    found = [each.lower() for each in _list(field, value)]
    for each in found:
        if not _ADDRESS.fullmatch(each):
            raise wrong(field.name, _("%(address)s is no mail address.") % {"address": each})
    return found


def _tags(field: ActionField, value: Any) -> list[str]:
    return list(dict.fromkeys(tagging.written(each) for each in _list(field, value)))


def _headers(field: ActionField, value: Any) -> dict[str, str]:
    if isinstance(value, str):
        lines = [line.partition(":") for line in value.splitlines() if line.strip()]
        value = {name.strip(): text.strip() for name, _colon, text in lines}
    if not isinstance(value, dict):
        value = {}
    found: dict[str, str] = {}
    for name, text in value.items():
        plain = " ".join(_string(field, text, LONGEST_TEXT).split())
        if not _HEADER.fullmatch(str(name)) or str(name).lower() in _OURS:
            raise wrong(field.name, _("“%(name)s” is no header that can be set.") % {"name": name})
        found[str(name)] = plain
    return found


def _string(field: ActionField, value: Any, longest: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise wrong(field.name, _("“%(field)s” needs a text.") % {"field": field.label})
    if len(value) > longest:
        raise wrong(field.name, _("“%(field)s” is too long.") % {"field": field.label})
    return value


_READ = {
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.TEXT: _text,
    FieldKind.URL: _text,
    FieldKind.LONG: _long,
    FieldKind.WORDS: _words,
    FieldKind.DURATION: _duration,
    FieldKind.NUMBER: _number,
    FieldKind.MOMENT: _moment,
    FieldKind.SWITCH: _switch,
    FieldKind.ADDRESSES: _addresses,
    FieldKind.TAGS: _tags,
    FieldKind.HEADERS: _headers,
}
