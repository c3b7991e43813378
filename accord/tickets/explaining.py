"""Reasons for ending and pausing, and the explanation that is owed: what happened, why, what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from accord.core.errors import Missing
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.tickets.reasons.remembered import Kept, kept, version
from accord.translation.wordings import chosen


@dataclass(frozen=True)
class Explanation:
    """A reason's key and the three parts in the customer's language."""

    reason: str
    what: str = ""
    why: str = ""
    next: str = ""

    @property
    def complete(self) -> bool:
        return bool(self.what.strip() and self.why.strip() and self.next.strip())

    def demand_complete(self) -> None:
        """Raises Missing naming the first part that is not there."""
        for part in ("what", "why", "next"):
            if not str(getattr(self, part)).strip():
                raise Missing(
                    part,
                    sentence=_("The explanation needs all three parts: what happened, why, what comes next."),
                )


@dataclass(frozen=True)
class Ready:
    """A reason with its label and the standard text of each part."""

    label: Promise | str
    what: Promise
    why: Promise
    next: Promise


ENDINGS: dict[str, Ready] = {
    "solved": Ready(
        _("Solved"),
        _("We have worked on your request and, as far as we can see, it is solved."),
        _("We want to be sure that it is solved for you too."),
        _("If anything is left, tell us on the page or just answer this mail, and we go on at once."),
    ),
    "cannot_be_solved": Ready(
        _("Cannot be solved"),
        _("We have looked into your request and we cannot solve it."),
        _("What you asked for is not within what we can do."),
        _("If you see it differently or something has changed, answer this mail and we look again."),
    ),
    "moved": Ready(
        _("Moved to another channel"),
        _("We go on with your request in another place."),
        _("There we can help you faster."),
        _("You need do nothing here. If you would rather go on by mail, just answer this one."),
    ),
    "behaviour": Ready(
        _("Behaviour"),
        _("We end this conversation."),
        _("The tone of the messages makes it impossible for us to go on."),
        _("You can write to us about any other matter at any time."),
    ),
}

# What only time brings about (DOMAIN 6.5): nobody chooses these in a dialog or through the API.
BY_TIME: dict[str, Ready] = {
    "no_answer": Ready(
        _("No answer came"),
        _("We answered you and have not heard from you since."),
        _("We take it that our answer helped, and we want to be sure."),
        _("If anything is left, tell us on the page or just answer this mail, and we go on at once."),
    ),
}
BASES_BY_TIME: dict[str, Promise] = {"no_answer": _("No word came from the customer")}

BASES: dict[str, Promise] = {
    "customer_said_so": _("The customer said so elsewhere"),
    "cannot_be_solved": _("Cannot be solved"),
    "moved": _("Moved to another channel"),
    "behaviour": _("Behaviour, with a supervisor's consent"),
}

PAUSES: dict[str, Ready] = {
    "takes_longer": Ready(
        _("Takes longer"),
        _("Your request takes us longer than usual."),
        _("We want to give you an answer that holds."),
        _("We write to you by the date below. You need do nothing until then."),
    ),
    "others_needed": Ready(
        _("Others are needed"),
        _("We have asked others to help with your request."),
        _("We cannot solve it without them."),
        _("As soon as we hear from them we write to you."),
    ),
}


ALWAYS = frozenset({"solved", "no_answer"})  # what "send and resolve" and silence say: never switched off


def ready_text(reason: str, language: str, department_id: int = 0) -> Explanation:
    """The ready text of a reason in the customer's language: the department's own, else the team's, else the standard.

    Raises Missing for a reason that does not exist.
    """
    return _ready_text(version(), reason, language or "en", department_id)


@lru_cache(maxsize=1024)
def _ready_text(_version: str, reason: str, language: str, department_id: int) -> Explanation:
    own = kept().get(reason)
    ready = _standard(kin_of(reason))
    if ready is None:
        raise Missing("reason", sentence=_("Choose a reason."))
    words = own.words(department_id, language) if own is not None else None
    if words is not None:
        return Explanation(reason, words["what"], words["why"], words["next"])
    with override(language):
        return Explanation(reason, str(ready.what), str(ready.why), str(ready.next))


def _standard(kin: str) -> Ready | None:
    return ENDINGS.get(kin) or PAUSES.get(kin) or BY_TIME.get(kin)


def kin_of(reason: str) -> str:
    """The built-in reason whose rules a reason follows; a built-in one is its own."""
    own = kept().get(reason)
    return own.kin if own is not None else reason


def label_of(reason: str) -> str:
    """What agents read for a reason or a basis, in the active language; the key of one that is gone."""
    own, ready = kept().get(reason), _standard(reason)
    if own is not None and own.names:
        return chosen(own.names, get_language() or "")
    return str(ready.label if ready is not None else BASES.get(reason, reason))


def basis_label(basis: str) -> str:
    """What agents read for the basis of a closing."""
    known = (BASES | BASES_BY_TIME).get(basis)
    return str(known) if known is not None else label_of(basis)


def known(reason: str, among: Mapping[str, object]) -> str:
    """The reason itself. Raises Missing when it is not one of `among`."""
    if reason not in among:
        raise Missing("reason", sentence=_("Choose a reason."))
    return reason


def offered(among: dict[str, Ready], department_id: int | None = None) -> dict[str, Ready]:
    """The built-in reasons `among` that are on there, and the team's own of the same kind, in the team's order."""
    own = kept()
    if not own:
        return among
    ours = [each for each in own.values() if each.key not in among and each.kin in among]
    found = [(_place(own.get(key), number), key, ready) for number, (key, ready) in enumerate(among.items())]
    found += [(each.position, each.key, _as_ready(each, among[each.kin])) for each in ours]
    found.sort(key=lambda each: each[0])
    return {key: ready for _at, key, ready in found if key not in own or own[key].offered_in(department_id)}


def _place(own: Kept | None, number: int) -> int:
    return own.position if own is not None else number


def _as_ready(own: Kept, kin: Ready) -> Ready:
    return Ready(chosen(own.names, get_language() or ""), kin.what, kin.why, kin.next)


def endings_of(by: Person, department_id: int | None = None) -> dict[str, Ready]:
    """The reasons for ending that this person may give there: those that time brings are the system's alone."""
    if by.kind == PersonKind.SYSTEM:
        return BY_TIME | ENDINGS | offered(ENDINGS)
    return offered(ENDINGS, department_id)


def pauses_of(by: Person, department_id: int | None = None) -> dict[str, Ready]:
    """The reasons for pausing that this person may give there."""
    return PAUSES | offered(PAUSES) if by.kind == PersonKind.SYSTEM else offered(PAUSES, department_id)


def bases_of(by: Person, department_id: int | None = None) -> dict[str, Promise | str]:
    """The bases on which this person may close there: the customer's word, or a reason that is not "solved"."""
    if by.kind == PersonKind.SYSTEM:
        return {**BASES_BY_TIME, **BASES, **bases(None)}
    return bases(department_id)


def bases(department_id: int | None = None) -> dict[str, Promise | str]:
    """The bases that are offered there, in the team's order."""
    found: dict[str, Promise | str] = {"customer_said_so": BASES["customer_said_so"]}
    for key, ready in offered(ENDINGS, department_id).items():
        if kin_of(key) != "solved":
            found[key] = BASES.get(key, ready.label)
    return found
