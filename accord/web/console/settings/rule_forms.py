"""The form of a rule: a sentence with gaps, read from what was posted, and examples to begin with."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.models import Rule
from accord.automation.rules.editing import Wording
from accord.automation.time_rules.moments import sinces
from accord.automation.triggers import choices
from accord.conditions.condition import Group
from accord.conditions.groups import Groups
from accord.core.errors import Invalid, NotFound
from accord.web.console import criteria, steps
from accord.web.console.pages import AgentRequest
from accord.web.forms import Form

UNITS = ((60, gettext_lazy("minutes")), (3600, gettext_lazy("hours")), (86400, gettext_lazy("days")))
NAMES = ("name", "note", "triggers", "wait_s", "stop", "stops", "groups", "steps")
_STILL = frozenset(Group) - {Group.CHANGE}  # what can be asked when nothing has just happened


class RuleForm(Form):
    """The form with what is stored, or with what was posted and what is wrong with it."""

    def __init__(self, request: AgentRequest, wording: Wording) -> None:
        super().__init__(request, **dict.fromkeys(NAMES, "") | {"name": wording.name, "note": wording.note})
        self.post: Any = request.POST
        self.timed = self.on("timed") if self.posted else wording.timed
        self._wording = wording
        self._wrong = Invalid()

    def wording(self) -> Wording:
        """What was posted. Raises Invalid with the field as its detail."""
        drafts = [[each for each in group if each.error] for group in criteria.drafts_of(self.post, "if")]
        if any(drafts):
            raise Invalid("groups", sentence=_("Some of the conditions are not complete."))
        return Wording(
            name=self["name"],
            note=self["note"],
            timed=self.timed,
            triggers=self._triggers(),
            wait_s=self._wait() if self.timed else None,
            groups=criteria.read(self.post, "if").stored(),
            steps=steps.read(self.post, "do"),
            stop=self["stop"],
            stops=[int(each) for each in self.post.getlist("stops") if each.isdecimal() and len(each) < 19],
        )

    @contextmanager
    def catching(self, **names: str) -> Iterator[None]:
        """As in `Form`; what is wrong with a step stands at the step."""
        with super().catching(**names):
            try:
                yield
            except Invalid as error:
                if error.detail[:1].isdigit():
                    self._wrong = error
                    raise Invalid("steps", sentence=_("One of the steps is not complete.")) from error
                raise

    def _triggers(self) -> list[str]:
        return self.post.getlist("triggers") if self.posted else list(self._wording.triggers)

    def _wait(self) -> int | None:
        if not self.posted:
            return self._wording.wait_s
        number, unit = self["wait"].strip(), self.post.get("wait-u", "")
        good = number.isascii() and number.isdecimal() and len(number) < 6 and unit in {str(u) for u, _l in UNITS}
        return int(number) * int(unit) if good else None

    def context(self, number: int | None) -> dict[str, Any]:
        """All that the template needs; `number` is the rule's own id."""
        wait = self._wait()
        unit = next((each for each, _label in reversed(UNITS) if wait and wait % each == 0), 86400)
        stored = steps.read(self.post, "do") if self.posted else self._wording.steps
        sentence = str(self._wrong) if self._wrong.detail else ""
        return {
            "form": self,
            "timed": self.timed,
            "triggers": choices(),
            "sinces": [since for _key, since in sinces.items()],
            "chosen": self._triggers(),
            "wait": self["wait"] if self.posted else (wait // unit if wait else ""),
            "unit": self._unit() or unit,
            "units": UNITS,
            "groups": self._groups(),
            "vocabulary": criteria.vocabulary(_STILL if self.timed else criteria.EVERYTHING),
            "editor": steps.editor("do", stored, steps.RULES, detail=self._wrong.detail, sentence=sentence),
            "stop": self["stop"] if self.posted else self._wording.stop,
            "stops": set(self.post.getlist("stops")) if self.posted else {str(each) for each in self._wording.stops},
            "others": Rule.objects.filter(removed_at__isnull=True, timed=self.timed)
            .exclude(pk=number or 0)
            .order_by("position", "id"),
        }

    def _unit(self) -> int | None:
        posted = self.post.get("wait-u", "") if self.posted else ""
        return next((each for each, _label in UNITS if str(each) == posted), None)

    def _groups(self) -> "Groups | Sequence[Sequence[criteria.Draft]]":
        if self.posted:
            return criteria.drafts_of(self.post, "if")
        return Groups.readable(self._wording.groups)


def empty(*, timed: bool) -> Wording:
    """Nothing yet."""
    return Wording(name="", triggers=["state_for"] if timed else ["ticket_opened"], steps=[], timed=timed,
                   wait_s=7 * 86400 if timed else None)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A rule to begin with."""

    key: str
    name: Promise
    words: Promise
    timed: bool
    triggers: tuple[str, ...]
    groups: list[list[dict[str, Any]]]
    steps: list[dict[str, Any]]
    wait_s: int | None = None


_EXAMPLES = (
    Example(
        "urgent",
        gettext_lazy("Urgent words first"),
        gettext_lazy("When a ticket is created and its subject says “urgent”, it gets the priority Urgent."),
        False,
        ("ticket_opened",),
        [[{"c": "subject", "op": "contains", "v": "urgent"}]],
        [{"a": "priority", "v": {"priority": "3"}}],
    ),
    Example(
        "waiting",
        gettext_lazy("Nobody waits for a day unseen"),
        gettext_lazy("When a customer has waited for us for a day, the ticket gets a tag that a view can show."),
        True,
        ("no_answer",),
        [],
        [{"a": "add_tags", "v": {"tags": ["waiting-long"]}}],
        86400,
    ),
    Example(
        "silent",
        gettext_lazy("Answered and silent"),
        gettext_lazy("When an answered ticket stays so for a week, it is resolved, and the customer is asked."),
        True,
        ("state_for",),
        [[{"c": "state", "op": "one_of", "v": ["answered"]}]],
        [{"a": "resolve", "v": {"reason": "no_answer"}}],
        7 * 86400,
    ),
)  # fmt: skip


def examples() -> tuple[Example, ...]:
    """Rules to begin with."""
    return _EXAMPLES


def example(key: str) -> Wording:
    """The example as a rule that can be saved. Raises NotFound."""
    for each in _EXAMPLES:
        if each.key == key:
            return Wording(
                name=str(each.name), triggers=each.triggers, steps=each.steps, groups=each.groups, timed=each.timed,
                wait_s=each.wait_s,
            )  # fmt: skip
    raise NotFound("example")


