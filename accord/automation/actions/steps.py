"""A list of actions with their values: what a rule or a macro does, step after step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, Values
from accord.automation.actions.writing import Held
from accord.core.errors import AccordError, Invalid
from accord.tickets.models import State

MOST = 30
GONE = gettext_lazy("This action is no longer there.")


class Step(NamedTuple):
    """One action with its values."""

    key: str
    values: Values

    @property
    def action(self) -> Action | None:
        return registry.get(self.key)

    @property
    def sentence(self) -> str:
        """What it does, in the reader's language."""
        return self.action.sentence(self.values) if self.action else str(GONE)

    @property
    def problem(self) -> Promise | str | None:
        """Why it cannot work any more."""
        return self.action.problem(self.values) if self.action else GONE


@dataclass(frozen=True)
class Done:
    """What became of one step. `changed` says whether the ticket, or its customer, is another than before
    (or something goes out); `refused` is the key of the error that the verb raised, `why` its sentence in the language
    that was active.
    """

    key: str
    values: Values
    changed: bool = False
    refused: str = ""
    why: str = ""


class Steps:
    """What is done, in order."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self.steps = tuple(steps)

    @classmethod
    def parse(cls, stored: Any, *, check: bool = True) -> "Steps":
        """From JSON: `[{"a": key, "v": {...}}]`. With `check` each value is checked and cleaned, as when it is saved;
        without, what was stored is taken as it is. Raises Invalid; its detail is "number.field".
        """
        if not isinstance(stored, list) or len(stored) > MOST:
            raise Invalid("steps", sentence=_("There are too many steps."))
        return cls(_step(number, each, check) for number, each in enumerate(stored))

    def stored(self) -> list[dict[str, Any]]:
        """As JSON."""
        return [{"a": step.key, "v": step.values} for step in self.steps]

    def __iter__(self) -> Any:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def problems(self) -> list[Promise | str]:
        """Why some of it cannot work any more; the owner (rule, macro) is broken then."""
        return [problem for step in self.steps if (problem := step.problem) is not None]

    def sentences(self) -> list[str]:
        """What is done, a sentence a step, in the reader's language."""
        return [step.sentence for step in self.steps]

    def sentence(self) -> str:
        """What is done, in one line."""
        return "; ".join(self.sentences())

    @property
    def leaves(self) -> bool:
        """Whether something goes out of the desk."""
        return any(step.action.leaves for step in self.steps if step.action)

    @property
    def reaches_others(self) -> bool:
        """Whether a step may change tickets besides the one that it is done to."""
        return any(type(step.action).others is not Action.others for step in self.steps if step.action)

    def others(self) -> tuple[int, ...]:
        """The ids of the tickets that it changes besides the one that it is done to."""
        return tuple(found for step in self.steps if step.action for found in step.action.others(step.values))

    def run(self, act: Acting) -> list[Done]:
        """Do all steps, each in a savepoint: what a verb refuses is noted and the next one is tried. Never raises
        AccordError. Ends early when a step leaves nothing to do (`act.over`).
        """
        done: list[Done] = []
        with transaction.atomic(savepoint=False):
            for step in self.steps:
                done.append(_run(step, act))
                if act.over:
                    break
        return done


def _step(number: int, raw: Any, check: bool) -> Step:
    if not isinstance(raw, Mapping):
        raise Invalid(f"{number}", sentence=_("A step is not of the expected form."))
    key, values = str(raw.get("a", "")), raw.get("v") or {}
    if not isinstance(values, Mapping):
        raise Invalid(f"{number}", sentence=_("A step is not of the expected form."))
    action = registry.get(key)
    if action is None and check:
        raise Invalid(f"{number}", sentence=_("Choose what is to be done."))
    if action is None or not check:
        return Step(key, dict(values))
    try:
        return Step(key, action.clean(values))
    except Invalid as error:
        raise Invalid(f"{number}.{error.detail}", sentence=str(error)) from error


def _run(step: Step, act: Acting) -> Done:
    action = step.action
    if action is None:
        return Done(step.key, step.values, refused="gone", why=str(GONE))
    if not action.on_closed and act.ticket.state == State.CLOSED:
        return Done(step.key, step.values, refused="closed", why=_("The ticket is closed."))
    before, act.elsewhere = act.ticket.version, False
    try:
        with transaction.atomic():
            action.run(act, step.values)
    except Held as held:
        held.tell()  # in place of what was undone
        return Done(step.key, step.values, refused=held.key, why=str(held))
    except AccordError as error:
        return Done(step.key, step.values, refused=error.key, why=str(error))
    return Done(step.key, step.values, changed=action.leaves or act.elsewhere or act.ticket.version != before)
