"""The statuses in the memory of this process: asked with each row of a list and each change of a state.

A version among the options tells whether one changed; while nobody made any, nothing is read at all.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accord.core import options
from accord.tickets.models import CATEGORIES, State, TicketStatus
from accord.translation.wordings import chosen

VERSION = "statuses.version"
options.define(VERSION, "", _("Version of the statuses"), shown=False)


@dataclass(frozen=True, eq=False)
class Status:
    """A status. `id` None is the state's own, which has the state's name where it was given no other."""

    id: int | None
    category: str
    names: Mapping[str, str] = field(default_factory=dict)
    customer_names: Mapping[str, str] = field(default_factory=dict)
    is_default: bool = True
    is_active: bool = True

    @property
    def label(self) -> str:
        """For agents, in the reader's language."""
        return chosen(self.names, _reader()) or str(State(self.category).label)

    @property
    def customer_label(self) -> str:
        """For customers, in the reader's language; "" where they read the words of the state."""
        return chosen(self.customer_names, _reader())


def _reader() -> str:
    return (get_language() or "en").split("-")[0]


@dataclass(frozen=True)
class Known:
    """All statuses, by category in their order."""

    version: str
    statuses: tuple[Status, ...]

    @cached_property
    def by_id(self) -> dict[int, Status]:
        return {each.id: each for each in self.statuses if each.id is not None}

    @cached_property
    def own(self) -> dict[str, Status]:
        """The state's own of each category."""
        return {each.category: each for each in self.statuses if each.id is None}

    @cached_property
    def defaults(self) -> dict[str, int]:
        """Ids of the defaults by category, where that is not the state's own."""
        return {each.category: each.id for each in self.statuses if each.is_default and each.id is not None}


_NOTHING = Known("", tuple(Status(None, str(category)) for category in CATEGORIES))
_held = _NOTHING


def known() -> Known:
    """The statuses as they are today."""
    global _held
    version = options.get(VERSION)
    if version != _held.version:
        _held = _read(version) if version else _NOTHING
    return _held


def _read(version: str) -> Known:
    rows = list(TicketStatus.objects.order_by("position", "id"))
    found: list[Status] = []
    for category in CATEGORIES:
        mine = [row for row in rows if row.category == category and not row.own]
        default = any(row.is_default for row in mine)
        own = next((row for row in rows if row.category == category and row.own), None)
        found.append(
            Status(
                None,
                str(category),
                own.names if own else {},
                own.customer_names if own else {},
                not default,
                not default or own is None or own.is_active,
            )
        )
        found += [
            Status(row.pk, str(category), row.names, row.customer_names, row.is_default, row.is_active)
            for row in mine
        ]
    return Known(version, tuple(found))


def changed() -> None:
    """A status was changed in this transaction: every process reads them anew."""
    options.put(VERSION, secrets.token_hex(8))


def default_id(state: str) -> int | None:
    """What a ticket gets that comes into that state; None is the state's own."""
    return known().defaults.get(state) if options.get(VERSION) else None


def status_of(state: str, status_id: int | None) -> Status:
    """The status of a ticket. States without statuses (spam, deleted, chatting) have only their own."""
    here = known()
    found = here.by_id.get(status_id) if status_id is not None else None
    return found or here.own.get(state) or Status(None, state)


def label_of(state: str, status_id: int | None) -> str:
    """What agents read, in their language."""
    return status_of(state, status_id).label


def some() -> bool:
    """Whether anybody made or renamed a status."""
    return bool(options.get(VERSION))


def offered(state: str) -> list[Status]:
    """What a ticket of that state can be given, in order."""
    return [each for each in known().statuses if each.category == state and each.is_active]
