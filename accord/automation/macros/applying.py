"""Applying a macro: what it would write and change, and doing it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accord.automation import templating
from accord.automation.actions.acting import Acting
from accord.automation.actions.steps import Done, Step, Steps
from accord.automation.actions.vocabulary.resolve import explanation_of
from accord.automation.macros import owning
from accord.automation.macros.naming import because
from accord.automation.models import Macro, MacroUse
from accord.automation.templating import As
from accord.automation.variables import Source
from accord.core import clock
from accord.people.models import Person
from accord.people.rights import Access, access_of
from accord.tickets.explaining import Explanation
from accord.tickets.lifecycle import take
from accord.tickets.models import State, Ticket
from accord.translation.wordings import chosen

CLOSED = _("The ticket is closed.")
MOST = 20  # on one answer
RESOLVE = "resolve"
ADD_TAGS = "add_tags"
CARRIED = "macros"


@dataclass(frozen=True)
class Change:
    """One change as a preview shows it; `problem` says why it would not happen."""

    key: str
    sentence: str
    problem: str = ""


@dataclass(frozen=True)
class Preview:
    """What a macro would write, where (reply or note), in which language, and change."""

    html: str
    into: str
    language: str
    changes: Sequence[Change]


def preview(macro: Macro, ticket: Ticket, by: Person) -> Preview:
    """What the macro would do to that ticket now; nothing is stored. Sentences are in the reader's language."""
    language = ticket.language or ticket.requester.language
    html = templating.fill(chosen(macro.texts, language), Source(ticket, by), As.HTML, language)
    steps = Steps.parse(macro.steps, check=False)
    closed = ticket.state == State.CLOSED
    changes = [Change(step.key, step.sentence, _problem(step, closed)) for step in steps]
    return Preview(html, macro.into, language, changes)


def _problem(step: Step, closed: bool) -> str:
    found = step.problem
    if found is None and closed and step.action is not None and not step.action.on_closed:
        return str(CLOSED)
    return str(found or "")


def on_the_way(person: Person, access: Access, ticket: Ticket, ids: Iterable[int]) -> list[Macro]:
    """The macros that an answer carries, in their order; those that he may not use here are left out."""
    wanted = list(dict.fromkeys(ids))[:MOST]
    found = owning.offered_to(person, access, ticket.department_id).in_bulk(wanted) if wanted else {}
    return [found[each] for each in wanted if each in found]


def tags_of(macros: Sequence[Macro]) -> list[tuple[str, str]]:
    """(tag, because) of the tags that an answer's macros bring: where one is owed before it is sent, they count."""
    return [
        (name, because(macro))
        for macro in macros
        for step in Steps.parse(macro.steps, check=False)
        if step.key == ADD_TAGS
        for name in step.values.get("tags", ())
    ]


def resolving(macros: Sequence[Macro], ticket: Ticket, by: Person) -> Explanation | None:
    """What an answer says of the resolution that one of its macros brings: the answer itself asks the customer then."""
    for macro in macros:
        for step in Steps.parse(macro.steps, check=False):
            if step.key == RESOLVE:
                return explanation_of(Acting(ticket, by, because(macro)), step.values)
    return None


@contextmanager
def held(macros: Sequence[Macro], ticket: Ticket) -> Iterator[None]:
    """A transaction that holds all the tickets that these macros change, if they change others besides this one."""
    others = _others(macros)
    with transaction.atomic():
        if others:
            take((ticket.pk, *others))
        yield


def _others(macros: Sequence[Macro]) -> list[int]:
    return [other for macro in macros for other in Steps.parse(macro.steps, check=False).others()]


def carry_out(
    macros: Sequence[Macro], ticket: Ticket, *, by: Person, without: frozenset[str] = frozenset()
) -> list[tuple[Macro, list[Done]]]:
    """Do the changes of these macros, one after the other; what a verb refuses is in what is given back.

    `without` names actions that are done already. Never raises AccordError.
    """
    found: list[tuple[Macro, list[Done]]] = []
    with held(macros, ticket):
        for macro in macros:
            wanted = Steps(each for each in Steps.parse(macro.steps, check=False) if each.key not in without)
            found.append((macro, wanted.run(Acting(ticket, by, because(macro)))))
            _count(macro, by)
    return found


def carried(ticket: Ticket, by: Person, value: dict[str, Any]) -> None:
    """Do the changes of the macros that a waiting answer carries (`tickets.later`); those that are gone are left out.

    `value`: their `ids`, and whether the answer `resolved` already.
    """
    without = frozenset({RESOLVE} if value.get("resolved") else ())
    carry_out(_of_waiting(ticket, by, value), ticket, by=by, without=without)


def carried_to(ticket: Ticket, by: Person, value: dict[str, Any]) -> list[int]:
    """The ids of the tickets that the macros of a waiting answer change besides its own."""
    return _others(_of_waiting(ticket, by, value))


def _of_waiting(ticket: Ticket, by: Person, value: dict[str, Any]) -> list[Macro]:
    return on_the_way(by, access_of(by), ticket, value.get("ids", ()))


def _count(macro: Macro, by: Person) -> None:
    now = clock.now()
    row, new = MacroUse.objects.get_or_create(macro=macro, person=by, defaults={"times": 1, "last_at": now})
    if not new:
        MacroUse.objects.filter(pk=row.pk).update(times=F("times") + 1, last_at=now)


def steps_of(macro: Macro) -> list[Step]:
    """Its changes."""
    return list(Steps.parse(macro.steps, check=False))


def refusals(done: Iterable[tuple[Macro, list[Done]]]) -> list[str]:
    """The sentences of what was refused, each once, in the language that was active."""
    return list(dict.fromkeys(each.why for _one, steps in done for each in steps if each.why))


def uses_of(person: Person, macros: Iterable[int]) -> dict[int, int]:
    """How often the person used each."""
    rows: Any = MacroUse.objects.filter(person=person, macro_id__in=list(macros)).values_list(
        "macro_id", "times"
    )
    return dict(rows)
