"""What a team set up about reasons, as each process remembers it.

The option `tickets.reasons` holds another text after each change; with an empty one nothing was ever set up, and
nothing is read. Other processes see a change as soon as they see options anew.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.core import ids, options
from accord.tickets.models import Reason, ReasonText

options.define("tickets.reasons", "", _("Which reasons are set up"), shown=False)

PARTS = ("what", "why", "next")
Words = dict[str, str]  # what, why, next


@dataclass(frozen=True)
class Kept:
    """A reason as it is set up; `texts` by (department, language), department 0 for all."""

    key: str
    ending: bool
    kin: str
    names: dict[str, str]
    position: int
    is_on: bool
    departments: frozenset[int]
    texts: dict[tuple[int, str], Words] = field(default_factory=dict)

    def offered_in(self, department_id: int | None) -> bool:
        """Whether it is offered there (None: anywhere at all)."""
        return self.is_on and (
            department_id is None or not self.departments or department_id in self.departments
        )

    def words(self, department_id: int, language: str) -> Words | None:
        """The team's own text in that language: the department's, else that of all."""
        return self.texts.get((department_id, language)) or self.texts.get((0, language))


NOTHING: dict[str, Kept] = {}
_remembered: tuple[str, dict[str, Kept]] = ("", NOTHING)


def version() -> str:
    """Another text after each change; "" where nothing was ever set up."""
    return str(options.get("tickets.reasons"))


def kept() -> dict[str, Kept]:
    """What is set up now, by key; empty, without a statement, where nothing ever was."""
    global _remembered
    now = version()
    if not now:
        return NOTHING
    if _remembered[0] != now:
        _remembered = (now, _load())
    return _remembered[1]


def changed() -> None:
    """Something was set up otherwise: call it in the transaction of the change."""
    options.put("tickets.reasons", ids.new_code() + ids.new_code())


def _load() -> dict[str, Kept]:
    texts: dict[int, dict[tuple[int, str], Words]] = {}
    rows: Any = ReasonText.objects.values_list("reason_id", "department_id", "words")
    for reason, department, words in rows:
        found = texts.setdefault(reason, {})
        found.update({(department or 0, language): three for language, three in words.items()})
    return {
        row.key: Kept(
            row.key,
            row.ending,
            row.kin,
            dict(row.names),
            row.position,
            row.is_on,
            frozenset(row.departments),
            texts.get(row.pk, {}),
        )
        for row in Reason.objects.order_by("position", "id")
    }
