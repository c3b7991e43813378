"""The wordings and looks in force, as each process remembers them, read and split once for each version.

The option `email.wordings` holds another text after each change; with an empty one nothing was ever set up, and a
letter costs no more than before.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from accord.channels.email.letters.blocks import Look
from accord.channels.email.models import MailLook, MailWording
from accord.channels.email.wordings.splitting import Piece, split
from accord.core import ids, options

options.define("email.wordings", "", _("Which mail templates are set up"), shown=False)


@dataclass(frozen=True)
class Wording:
    """A wording ready to be filled in."""

    kind: str
    subject: str
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class InForce:
    """By (kind, department or 0, language); looks by department or 0."""

    wordings: dict[tuple[str, int, str], Wording] = field(default_factory=dict)
    looks: dict[int, Look] = field(default_factory=dict)


NOTHING = InForce()
_remembered: tuple[str, InForce] = ("", NOTHING)


def in_force() -> InForce:
    """What is set up now; nothing, without a statement, where nothing ever was."""
    global _remembered
    now = str(options.get("email.wordings"))
    if not now:
        return NOTHING
    if _remembered[0] != now:
        _remembered = (now, _load())
    return _remembered[1]


def changed() -> None:
    """Something was set up otherwise: call it in the transaction of the change."""
    options.put("email.wordings", ids.new_code() + ids.new_code())


def wording(kind: str, department_id: int, language: str) -> Wording | None:
    """The wording of that mail: the department's, else that of all; None where the standard stands."""
    found = in_force().wordings
    if not found:
        return None
    return found.get((kind, department_id, language)) or found.get((kind, 0, language))


def look(department_id: int) -> Look | None:
    """How mails of that department look; None is the standard."""
    found = in_force().looks
    return (found.get(department_id) or found.get(0)) if found else None


def look_of(row: MailLook) -> Look:
    """The look of a row."""
    return Look(
        accent=row.accent,
        head=row.head,
        feet=dict(row.foot),
        logo=row.logo,
        logo_type=row.logo_type,
        logo_width=row.logo_width,
        logo_height=row.logo_height,
    )


def wording_of(kind: str, subject: str, title: str, text: str) -> Wording:
    """A wording of these words."""
    return Wording(kind, subject, title, split(kind, text))


def _load() -> InForce:
    rows = MailWording.objects.filter(is_current=True, standard=False)
    wordings = {
        (row.kind, row.department_id or 0, row.language): wording_of(
            row.kind, row.subject, row.title, row.text
        )
        for row in rows
    }
    looks = {row.department_id or 0: look_of(row) for row in MailLook.objects.select_related("logo")}
    return InForce(wordings, looks)
