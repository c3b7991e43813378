"""The editor of actions, of rules and macros alike: what it offers, what stands in it, what was posted from it.

Each row of the form names its number in the field "<name>"; the rows' order is the steps'. Its fields are
"<name>-<number>-a" (which action) and "<name>-<number>-<field>", with "-u" for the unit of a duration and
"-<language>" (plain) or "-<language>-html" (from the editor) for a text in several languages.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.automation.actions import registry
from accord.automation.actions.action import Action, ActionField, FieldKind
from accord.automation.actions.steps import MOST
from accord.core.html import from_text, to_text
from accord.translation.languages import LANGUAGES
from accord.web.console.pages import AgentRequest, agent_page, part

RULES, MACROS, MASS = "rules", "macros", "mass"
UNITS = (60, 3600, 86400)
_OFFERED: dict[str, Callable[[Action], bool]] = {
    RULES: lambda action: True,
    MACROS: lambda action: action.for_macros,
    MASS: lambda action: action.for_mass,
}


@dataclass(frozen=True)
class Row:
    """A step as it stands in the form. `errors` say what is wrong, by field; "" is the whole step."""

    number: int
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def action(self) -> Action | None:
        return registry.get(self.key) if self.key else None


@dataclass(frozen=True)
class Editor:
    """All that the template `console/steps.html` needs."""

    name: str
    purpose: str
    rows: Sequence[Row]

    @property
    def groups(self) -> list[tuple[str, list[Action]]]:
        """What can be chosen, under headings."""
        found: dict[str, list[Action]] = {}
        for action in registry.everything():
            if _OFFERED[self.purpose](action):
                found.setdefault(str(action.group.label), []).append(action)
        return list(found.items())

    @property
    def next(self) -> int:
        return max((row.number for row in self.rows), default=-1) + 1

    @property
    def units(self) -> list[tuple[int, str]]:
        return list(zip(UNITS, (_("minutes"), _("hours"), _("days")), strict=True))

    def unit_of(self, seconds: Any) -> int:
        """The largest unit that gives a whole number."""
        whole = [unit for unit in UNITS if isinstance(seconds, int) and seconds and seconds % unit == 0]
        return whole[-1] if whole else UNITS[1]

    def local(self, moment: Any) -> str:
        """A stored moment as a field of date and time shows it, in the reader's zone."""
        try:
            return timezone.localtime(datetime.fromisoformat(str(moment))).strftime("%Y-%m-%dT%H:%M")
        except ValueError:
            return ""

    def plain(self, html: str) -> str:
        return to_text(html)

    def listed(self, value: Any) -> str:
        """Several values in one line, or headers in several."""
        if isinstance(value, dict):
            return "\n".join(f"{name}: {text}" for name, text in value.items())
        return ", ".join(value) if isinstance(value, list) else str(value or "")


def editor(
    name: str, stored: Iterable[dict[str, Any]], purpose: str, *, detail: str = "", sentence: str = ""
) -> Editor:
    """The editor with these steps in it. `detail` is that of the error that `Steps.parse` raised, "number.field"."""
    number, _dot, wrong = detail.partition(".")
    rows = [
        Row(
            place,
            str(step.get("a", "")),
            _shown(step),
            {wrong: sentence} if sentence and number == str(place) else {},
        )
        for place, step in enumerate(stored)
    ]
    return Editor(name, purpose, rows)


def _shown(step: dict[str, Any]) -> dict[str, Any]:
    action, values = registry.get(str(step.get("a", ""))), dict(step.get("v") or {})
    return values if action is None else action.shown(values)


def read(post: QueryDict, name: str) -> list[dict[str, Any]]:
    """The steps that were posted, as JSON for `Steps.parse`; rows without an action are left out."""
    found = []
    for number in list(dict.fromkeys(post.getlist(name)))[: MOST + 1]:
        prefix = f"{name}-{number}"
        action = registry.get(post.get(f"{prefix}-a", ""))
        if action is not None:
            values = {each.name: _value(post, f"{prefix}-{each.name}", each) for each in action.fields}
            found.append({"a": action.key, "v": values})
    return found


def _value(post: QueryDict, name: str, asked: ActionField) -> Any:
    match asked.kind:
        case FieldKind.WORDS:
            return texts(post, name)
        case FieldKind.CHOICES:
            return post.getlist(name)
        case FieldKind.DURATION:
            return _seconds(post.get(name, "").strip(), post.get(f"{name}-u", ""))
        case FieldKind.MOMENT:
            return _moment(post.get(name, ""))
    return post.get(name, "")


def texts(post: QueryDict, name: str) -> dict[str, str]:
    """A text in several languages: HTML of the editor, or plain text without JavaScript."""
    found = {}
    for language in ("", *LANGUAGES):
        html = post.get(f"{name}-{language}-html", "")
        plain = post.get(f"{name}-{language}", "")
        words = html or (from_text(plain) if plain.strip() else "")
        if words:
            found[language] = words
    return found


def _seconds(number: str, unit: str) -> Any:
    whole = number.isascii() and number.isdecimal() and len(number) < 6
    return int(number) * int(unit) if whole and unit in {str(each) for each in UNITS} else number


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (timezone.make_aware(moment) if moment.tzinfo is None else moment).isoformat()


@agent_page
def row(request: AgentRequest) -> HttpResponse:
    """One row of the editor, for an action that was just chosen."""
    purpose, number = request.GET.get("purpose", ""), request.GET.get("n", "")
    name = request.GET.get("name", "steps")[:40]
    key = request.GET.get("a", "")
    action = registry.get(key)
    values = {each.name: each.default for each in action.fields if each.default is not None} if action else {}
    fresh = Row(int(number) if number.isdecimal() and len(number) < 6 else 0, key if action else "", values)
    shown = Editor(name, purpose if purpose in _OFFERED else MACROS, [fresh])
    return part(request, "console/steps_row.html", {"editor": shown, "row": fresh})
