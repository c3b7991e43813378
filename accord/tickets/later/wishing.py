"""How long an agent's answers wait for his second thought: as the workspace says, unless he chose for himself."""

from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.core import options
from accord.core.errors import Invalid
from accord.people.models import Person
from accord.tickets.models import SendingWish
from accord.tickets.rows import run

UNDO_S = (0, 5, 10, 30)  # what can be chosen, in seconds
STANDARD = "tickets.undo_s"
USED = "sending.undo_used"


def _said(seconds: int) -> str:
    return gettext("%(n)s seconds") % {"n": seconds}


_said_lazily = lazy(_said, str)
CHOICES = ((0, _("Not at all")), *((each, _said_lazily(each)) for each in UNDO_S[1:]))

options.define(USED, False, _("Some agent's answers wait for an undo"), shown=False)
options.define(
    STANDARD,
    0,
    _("Answers can be undone for"),
    _("So long they wait after they were sent. For agents who did not choose for themselves on their card."),
    CHOICES,
)


def chosen(person: Person) -> int | None:
    """What this agent chose, in seconds; None where he leaves it to the workspace."""
    found = run("SELECT undo_s FROM sending_wish WHERE person_id = %s", [person.pk])
    return int(found[0][0]) if found else None


def standard() -> int:
    """What holds for who did not choose, in seconds."""
    return int(options.get(STANDARD))


def undo_seconds(person: Person) -> int:
    """What holds for this agent."""
    own = chosen(person)
    return standard() if own is None else own


def wish(person: Person, undo_s: int | None) -> None:
    """Choose one of UNDO_S, or None to leave it to the workspace. Raises Invalid."""
    if undo_s is not None and undo_s not in UNDO_S:
        raise Invalid("undo_s")
    with transaction.atomic():
        if undo_s is None:
            SendingWish.objects.filter(person=person).delete()
            return
        SendingWish.objects.update_or_create(person=person, defaults={"undo_s": undo_s})
        if undo_s:
            note_use()


def note_use() -> None:
    """Answers wait for an undo here: from now on somebody has to look whether one does."""
    if not options.get(USED):
        options.put(USED, True)


def in_use() -> bool:
    """Whether an answer could be waiting for an undo; no statement."""
    return bool(options.get(USED)) or standard() > 0
