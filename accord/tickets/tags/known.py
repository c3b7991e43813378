"""What was settled about tags, in the memory of this process: asked with every tag that is written or shown.

A version among the options tells whether something changed; while nobody settled anything, nothing is read at all.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accord.core import options
from accord.tickets.models import Tag, TagAlias, TagDuty

VERSION = "tags.version"
options.define(VERSION, "", _("Version of the tags"), shown=False)
KEPT_BY_US = frozenset({"keep-open", "waits-for-supervisor"})  # tags that mean something to the desk itself


@dataclass(frozen=True)
class Look:
    """How a tag is shown, and to whom."""

    colour: str = ""
    is_public: bool = False
    is_active: bool = True


PLAIN = Look()


@dataclass(frozen=True)
class Known:
    """Tags that are more than a word, by name; former names; departments where a ticket must have a tag."""

    version: str = ""
    looks: dict[str, Look] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # former name: today's
    joining: dict[str, tuple[str, ...]] = field(default_factory=dict)  # today's: tags that are going into it
    duties: frozenset[int] = frozenset()


_held = Known()


def known() -> Known:
    """As it is today."""
    global _held
    version = options.get(VERSION)
    if version != _held.version:
        _held = _read(version) if version else Known()
    return _held


def _read(version: str) -> Known:
    special = Tag.objects.filter(~Q(colour="") | Q(is_public=True) | Q(is_active=False))
    looks = {row.name: Look(row.colour, row.is_public, row.is_active) for row in special}
    names: dict[str, str] = {}
    joining: dict[str, tuple[str, ...]] = {}
    for row in TagAlias.objects.select_related("tag"):
        names[row.name] = row.tag.name
        if row.joined_id is not None and row.ended_at is None:
            joining[row.tag.name] = (*joining.get(row.tag.name, ()), row.name)
    duties = frozenset(TagDuty.objects.values_list("department_id", flat=True))
    return Known(version, looks, names, joining, duties)


def changed() -> None:
    """Something was settled in this transaction: every process reads it anew."""
    options.put(VERSION, secrets.token_hex(8))


def current(name: str) -> str:
    """Today's name of a tag that is stored under this one."""
    return known().names.get(name, name)


def currents(names: Iterable[str]) -> list[str]:
    """Today's names, each once, in order of the alphabet if one of them is another today."""
    here = known().names
    listed = list(names)
    if not here or here.keys().isdisjoint(listed):
        return listed
    return sorted({here.get(name, name) for name in listed})


def asked_as(names: Iterable[str]) -> list[str]:
    """The names under which tickets with these tags are found today: also of tags that are still being joined."""
    here = known()
    found: dict[str, None] = {}
    for name in names:
        today = here.names.get(name, name)
        found.update(dict.fromkeys((today, *here.joining.get(today, ()))))
    return list(found)


def look(name: str) -> Look:
    """How a tag is shown."""
    return known().looks.get(current(name), PLAIN)


def public(names: Iterable[str]) -> list[str]:
    """Those that a customer sees."""
    if not options.get(VERSION):
        return []
    return [name for name in currents(names) if look(name).is_public]
