"""Saving a mail's wording: checked first, each version kept with who wrote it, and the way back to the standard."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.channels.email.happenings import MailWordingChanged
from accord.channels.email.models import MailWording
from accord.channels.email.wordings.kinds import CODE, PERSONAL, MailKind, kinds
from accord.channels.email.wordings.remembered import changed
from accord.channels.email.wordings.splitting import split
from accord.core import clock, templating
from accord.core.errors import Invalid, Missing, NotFound
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Department, Person
from accord.tickets.variables import variables
from accord.translation.languages import LANGUAGES

LONGEST_LINE = 200
LONGEST_TEXT = 8_000


def known(kind: MailKind) -> set[str]:
    """The variables that a wording of this mail can name."""
    return {*(PERSONAL if kind.person else variables), *kind.own}


def found(key: str) -> MailKind:
    """Raises NotFound."""
    kind = kinds.get(key)
    if kind is None:
        raise NotFound("mail")
    return kind


def check(key: str, subject: str, title: str, text: str) -> None:
    """Whether a mail can be made of these words. Raises NotFound, Missing, Invalid (with the field and a sentence)."""
    kind, can = found(key), known(found(key))
    if kind.has_subject:
        _demand_subject(kind, subject)
    for name, words in (("subject", subject), ("title", title)):
        if len(words) > LONGEST_LINE or "\n" in words.strip():
            raise Invalid(name, sentence=_("One line of at most %(most)s signs."), most=LONGEST_LINE)
        _demand_known(name, words, can)
    if not text.strip():
        raise Missing("text", sentence=_("There is nothing written yet."))
    if len(text) > LONGEST_TEXT:
        raise Invalid("text", sentence=_("At most %(most)s signs."), most=LONGEST_TEXT)
    _demand_parts(key, kind, text)
    _demand_known("text", "\n\n".join(piece.text for piece in split(key, text)), can)


def _demand_subject(kind: MailKind, subject: str) -> None:
    if not subject.strip():
        raise Missing("subject", sentence=_("A mail needs a subject."))
    if not kind.person and f"[#{CODE}]" not in subject:
        sentence = _("The subject needs [#{ticket.code}]: by it answers find their way to the ticket.")
        raise Invalid("subject", sentence=sentence)


def _demand_known(field: str, text: str, can: set[str]) -> None:
    try:
        templating.check(text, can)
    except Invalid as error:
        raise Invalid(field, sentence=str(error)) from error


def _demand_parts(key: str, kind: MailKind, text: str) -> None:
    pieces = split(key, text)
    there = [piece.part for piece in pieces if piece.part]
    for name, part in kind.parts.items():
        inside = any("{" + name + "}" in piece.text for piece in pieces)
        if inside:
            raise Invalid("text", sentence=_("{%(part)s} stands on a line of its own."), part=name)
        if there.count(name) > 1:
            raise Invalid("text", sentence=_("{%(part)s} can stand there only once."), part=name)
        if part.needed and name not in there:
            raise Invalid(
                "text", sentence=_("The text needs {%(part)s}: %(what)s."), part=name, what=str(part.label)
            )


def save(
    key: str,
    language: str,
    subject: str,
    title: str,
    text: str,
    *,
    by: Person,
    department: Department | None = None,
) -> MailWording:
    """Put a wording into force. The same words again are no new version. Raises as `check` does, and NotAllowed."""
    demand_admin(by)
    kind = found(key)
    if language not in LANGUAGES:
        raise Invalid("language")
    subject, title = subject.strip() if kind.has_subject else "", title.strip() if kind.has_title else ""
    text = text.replace("\r\n", "\n").strip()
    check(key, subject, title, text)
    with transaction.atomic():
        before = current(key, language, department)
        same = before is not None and (before.subject, before.title, before.text) == (subject, title, text)
        if before is not None and same and not before.standard:
            return before
        return _put(key, language, department, by, subject=subject, title=title, text=text)


def back_to_standard(key: str, language: str, *, by: Person, department: Department | None = None) -> None:
    """What is built in counts again; the versions stay. Raises NotAllowed, NotFound."""
    demand_admin(by)
    found(key)
    with transaction.atomic():
        before = current(key, language, department)
        if before is not None and not before.standard:
            _put(key, language, department, by, standard=True)


def current(key: str, language: str, department: Department | None) -> MailWording | None:
    """The newest version; None where nobody ever wrote one."""
    rows = MailWording.objects.filter(kind=key, language=language, department=department, is_current=True)
    return rows.first()


def versions(key: str, language: str, department: Department | None) -> Sequence[MailWording]:
    """The newest 30 versions with who wrote them, the newest first."""
    rows = MailWording.objects.select_related("by").filter(kind=key, language=language, department=department)
    return list(rows.order_by("-number")[:30])


def _put(
    key: str,
    language: str,
    department: Department | None,
    by: Person,
    *,
    subject: str = "",
    title: str = "",
    text: str = "",
    standard: bool = False,
) -> MailWording:
    rows = MailWording.objects.filter(kind=key, language=language, department=department)
    last = rows.order_by("-number").values_list("number", flat=True).first() or 0
    rows.filter(is_current=True).update(is_current=False)
    row = MailWording.objects.create(
        kind=key,
        department=department,
        language=language,
        number=last + 1,
        subject=subject,
        title=title,
        text=text,
        standard=standard,
        by=by,
        at=clock.now(),
    )
    changed()
    record(
        MailWordingChanged(
            by_id=by.pk,
            mail=key,
            language=language,
            department=department.pk if department else None,
            number=row.number,
            standard=standard,
        )
    )
    return row
