"""What `field:order=A-17` means in a search: by key or name of a field, a value, a comparison, or any value at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from accord.core.errors import Invalid
from accord.core.fulltext.folding import fold
from accord.people.fields import known
from accord.people.fields.known import Field
from accord.people.models import About
from accord.tickets import filling
from accord.tickets.seeing import Sql

_PARTS = re.compile(r"(?P<name>[^=<>]+?)\s*(?:(?P<sign>[<>]=?|=)\s*(?P<value>.*))?", re.DOTALL)


@dataclass(frozen=True)
class Condition:
    """SQL over `ticket t`, and the index entries of which each such ticket has one ([] where there is no such)."""

    where: Sql
    terms: list[str] = field(default_factory=list)


def asked(text: str) -> Condition | None:
    """The meaning of one value of the operator; None where there is no such field, or it cannot be so."""
    found = _PARTS.fullmatch(text)
    asks = _named(found["name"].strip()) if found else None
    if found is None or asks is None:
        return None
    value = (found["value"] or "").strip()
    if not found["sign"] or not value:
        return Condition(filling.has(asks, []))
    if found["sign"] != "=":
        return _compared(asks, found["sign"], value)
    texts = _texts(asks, value)
    if texts is None:
        return None
    return Condition(filling.has(asks, texts), [filling.term(asks, each) for each in texts])


def any_of_these(texts: Sequence[str]) -> tuple[Sql, list[str], list[str]]:
    """SQL for any of several values; the index entries of which each such ticket has one ([] where there are no such);
    and those values that mean nothing.
    """
    meant = {text: asked(text) for text in texts}
    known_ones = [each for each in meant.values() if each is not None]
    sql = " OR ".join(each.where[0] for each in known_ones) or "1 = 0"
    terms = [term for each in known_ones for term in each.terms] if all(each.terms for each in known_ones) else []
    unknown = [text for text, each in meant.items() if each is None]
    return (sql, [value for each in known_ones for value in each.where[1]]), terms, unknown


def _named(name: str) -> Field | None:
    """By its key, else by its name in any language."""
    fields = [each for each in known.every(About.TICKET) if each.searchable]
    for each in fields:
        if each.key == name.lower():
            return each
    wanted = fold(name)
    return next((each for each in fields if wanted in {fold(text) for text in each.names.values()}), None)


def _texts(asks: Field, value: str) -> list[str] | None:
    """The index entries of a value; None where the field can never have it."""
    if asks.kind.personal:  # not every text that is looked for would be accepted as one
        return [text for text, _number in asks.kind.found_by(value)]
    try:
        stored = asks.clean(value)
    except Invalid:
        return None
    return None if stored is None else [text for text, _number in asks.kind.found_by(stored)]


def _compared(asks: Field, sign: str, value: str) -> Condition | None:
    if not asks.kind.numeric:
        return None
    try:
        stored = asks.clean(value)
    except Invalid:
        return None
    number = asks.kind.found_by(stored)[0][1] if stored is not None else None
    return None if number is None else Condition(filling.compares(asks, sign, number))
