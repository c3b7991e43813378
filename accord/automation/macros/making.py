"""Making, changing and removing macros."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation import templating
from accord.automation.actions.steps import Steps
from accord.automation.macros import naming, owning
from accord.automation.macros.happenings import MacroChanged
from accord.automation.models import Macro, MacroDepartment
from accord.core import clock
from accord.core.errors import Invalid, NotAllowed
from accord.core.html import clean_outgoing, to_text
from accord.events.recording import record
from accord.people.models import Department, Person
from accord.people.rights import access_of
from accord.translation.languages import LANGUAGES

LONGEST_NAME = 200
LONGEST_TEXT = 60_000
MOST = 5_000
KEYWORD = re.compile(r"[\w-]{1,40}")
INTO = ("reply", "note")
FOR_ADMINS = gettext_lazy("Only an administrator can use “%(action)s”.")


@dataclass(frozen=True)
class Wording:
    """What a macro is. `texts` are HTML by language ("" for all languages), `steps` as `Steps.stored` gives them."""

    name: str
    keyword: str = ""
    personal: bool = True
    everybody: bool = False
    departments: Sequence[int] = ()
    into: str = "reply"
    texts: Mapping[str, str] = field(default_factory=dict)
    steps: Any = field(default_factory=list)
    active: bool = True
    position: int = 0


def make(wording: Wording, *, by: Person) -> Macro:
    """A new macro. Raises Invalid (with the field as its detail), NotAllowed."""
    return _save(Macro(made_at=clock.now()), wording, by)


def change(macro: Macro, wording: Wording, *, by: Person) -> Macro:
    """Another wording. Raises Invalid, NotAllowed."""
    if not owning.may_change(macro, by, access_of(by)):
        raise NotAllowed("macro")
    return _save(macro, wording, by)


def remove(macro: Macro, *, by: Person) -> None:
    """Nobody is offered it any more; tickets still name it. Twice is a no-op. Raises NotAllowed."""
    if not owning.may_change(macro, by, access_of(by)):
        raise NotAllowed("macro")
    with transaction.atomic():
        if Macro.objects.filter(pk=macro.pk, removed_at__isnull=True).update(removed_at=clock.now()):
            record(MacroChanged(macro=macro.pk, by_id=by.pk, what="removed"))


def _save(macro: Macro, wording: Wording, by: Person) -> Macro:
    access, new = access_of(by), macro.pk is None
    if not by.is_agent:
        raise NotAllowed("macro")
    if not wording.personal:
        owning.demand_shape(by, access, wording.everybody, wording.departments)
    everybody = wording.everybody and not wording.personal
    chosen = [] if wording.personal or everybody else _departments(wording.departments)
    macro.name = _name(wording.name)
    macro.into = wording.into if wording.into in INTO else "reply"
    macro.texts, macro.steps = _texts(wording.texts), _steps(wording.steps, by)
    if not macro.texts and not macro.steps:
        raise Invalid("texts", sentence=_("Write a text or choose what is changed."))
    macro.keyword = _keyword(wording.keyword)
    macro.owner, macro.everybody = (by if wording.personal else None), everybody
    macro.active, macro.position = wording.active, max(0, min(wording.position, 9_999))
    macro.changed_at = clock.now()
    with transaction.atomic():
        if new and Macro.objects.filter(removed_at__isnull=True).count() >= MOST:
            raise Invalid("name", sentence=_("There are too many macros; remove some first."))
        macro.save()
        MacroDepartment.objects.filter(macro=macro).delete()
        MacroDepartment.objects.bulk_create(MacroDepartment(macro=macro, department=each) for each in chosen)
        record(MacroChanged(macro=macro.pk, by_id=by.pk, what="made" if new else "changed"))
    naming.forget()
    return macro


def _name(text: str) -> str:
    parts = [" ".join(part.split()) for part in text.split("::")]
    name = "::".join(part for part in parts if part)
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("name", sentence=_("Give the macro a name of up to 200 letters."))
    return name


def _keyword(text: str) -> str:
    keyword = text.strip().lstrip("#").casefold()
    if keyword and not KEYWORD.fullmatch(keyword):
        raise Invalid("keyword", sentence=_("A keyword is one word of letters, digits and dashes."))
    return keyword


def _departments(ids: Sequence[int]) -> list[Department]:
    found = list(Department.objects.filter(pk__in=list(ids)))
    if not found:
        raise Invalid("departments", sentence=_("Choose at least one department."))
    return found


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, html in texts.items():
        if language and language not in LANGUAGES:
            raise Invalid("texts", sentence=_("That language is not known."))
        if len(html) > LONGEST_TEXT:
            raise Invalid(f"text_{language}", sentence=_("This text is too long."))
        clean = clean_outgoing(html)
        if to_text(clean).strip():
            try:
                templating.check(clean, html=True)
            except Invalid as error:
                raise Invalid(f"text_{language}", sentence=str(error)) from error
            found[language] = clean
    return found


def _steps(stored: Any, by: Person) -> list[dict[str, Any]]:
    steps = Steps.parse(stored)
    for step in steps:
        if step.action is not None and not step.action.for_macros:
            raise Invalid(
                "steps", sentence=_("“%(action)s” is for rules only.") % {"action": step.action.label}
            )
        if step.action is not None and step.action.for_admins and not by.is_admin:
            raise Invalid("steps", sentence=FOR_ADMINS % {"action": step.action.label})
    return steps.stored()
