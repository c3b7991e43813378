"""Whom events of this room are about: a person, a department, a company or the workspace."""

from dataclasses import dataclass, field
from typing import Any

from accord.events.kinds import EventKind

WORKSPACE = ("workspace", 0)


@dataclass(frozen=True, kw_only=True)
class PersonEvent(EventKind):
    """An event about a person."""

    person: int = field(metadata={"payload": False})
    webhook = False

    @property
    def subject(self) -> tuple[str, int]:
        return ("person", self.person)


@dataclass(frozen=True, kw_only=True)
class DepartmentEvent(EventKind):
    """An event about a department. `set` is what changed on its row."""

    department: int = field(metadata={"payload": False})
    set: dict[str, Any] = field(default_factory=dict)
    webhook = False

    @property
    def subject(self) -> tuple[str, int]:
        return ("department", self.department)


@dataclass(frozen=True, kw_only=True)
class CompanyEvent(EventKind):
    """An event about a company."""

    company: int = field(metadata={"payload": False})
    webhook = False

    @property
    def subject(self) -> tuple[str, int]:
        return ("company", self.company)
