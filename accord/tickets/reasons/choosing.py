"""Setting reasons up: own ones, their order, where they are offered, their ready texts. Nothing is ever deleted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accord.core import ids
from accord.core.errors import Invalid, Missing, NotFound, NotPossible
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Department, Person
from accord.tickets.explaining import ALWAYS, BY_TIME, ENDINGS, PAUSES
from accord.tickets.happenings import ReasonsSetUp
from accord.tickets.models import Reason, ReasonText
from accord.tickets.reasons.remembered import PARTS, Words, changed
from accord.translation.languages import LANGUAGES

LONGEST_NAME = 80
LONGEST_PART = 2_000
MOST = 60  # more than anybody reads in a dialog


def of(key: str) -> Reason:
    """The reason of that key; a built-in one nobody has touched is not stored yet. Raises NotFound."""
    row = Reason.objects.filter(key=key).first()
    if row is not None:
        return row
    among = next((each for each in (ENDINGS, PAUSES, BY_TIME) if key in each), None)
    if among is None:
        raise NotFound("reason")
    return Reason(key=key, ending=among is not PAUSES, kin=key, position=list(among).index(key))


def make(kin: str, names: Mapping[str, str], *, by: Person) -> Reason:
    """A reason of the team's own, offered everywhere and last; it follows the rules of the built-in `kin`.

    Raises NotAllowed, Invalid (no such kin, too many), Missing (no name).
    """
    demand_admin(by)
    if kin not in ENDINGS and kin not in PAUSES:
        raise Invalid("kin", sentence=_("Choose what kind of reason it is."))
    with transaction.atomic():
        if Reason.objects.count() >= MOST:
            raise Invalid(
                "names", sentence=_("There are %(most)s reasons already. Rename one instead."), most=MOST
            )
        key = f"own_{ids.new_code().lower().replace('-', '')}"
        row = Reason(key=key, ending=kin in ENDINGS, kin=kin, position=MOST)
        row.names = _names(names)
        row.save()
        _told(row, "made", by, names=row.names, kin=kin)
    return row


def change(
    key: str,
    *,
    by: Person,
    names: Mapping[str, str] | None = None,
    is_on: bool | None = None,
    departments: Iterable[int] | None = None,
) -> Reason:
    """Change what is given; what is as it was is no change. Raises NotAllowed, NotFound, NotPossible, Missing."""
    demand_admin(by)
    with transaction.atomic():
        row = of(key)
        wanted: dict[str, Any] = {}
        if names is not None and row.key != row.kin:
            wanted["names"] = _names(names)
        if is_on is not None:
            wanted["is_on"] = is_on
        if departments is not None:
            known = set(Department.objects.values_list("id", flat=True))
            wanted["departments"] = sorted(known.intersection(departments))
        different = {name: value for name, value in wanted.items() if getattr(row, name) != value}
        if key in ALWAYS and (different.get("is_on") is False or different.get("departments")):
            raise NotPossible(key, sentence=_("The desk itself gives this reason, so it is always there."))
        if not different:
            return row
        for name, value in different.items():
            setattr(row, name, value)
        row.save()
        _demand_one_pause()
        _told(row, "changed", by, **different)
    return row


def order(keys: Sequence[str], *, by: Person) -> None:
    """Offer the reasons in this order; those that are not named stay behind. Raises NotAllowed, NotFound."""
    demand_admin(by)
    with transaction.atomic():
        rows = [of(key) for key in dict.fromkeys(keys)]
        if [row.position for row in rows] == list(range(len(rows))):
            return
        for place, row in enumerate(rows):
            row.position = place
            row.save()
        if rows:
            _told(rows[0], "ordered", by)


def write(key: str, texts: Mapping[str, Words], *, by: Person, department: Department | None = None) -> None:
    """The team's own ready text by language, for a department or for all. A language without words takes the standard.

    Raises NotAllowed, NotFound, Missing (one of three parts is not there), Invalid (an unknown language, too long).
    """
    demand_admin(by)
    found: dict[str, Words] = {}
    for language, words in texts.items():
        if language not in LANGUAGES:
            raise Invalid("language")
        three = {part: words.get(part, "").replace("\r\n", "\n").strip() for part in PARTS}
        if any(three.values()):
            found[language] = _sound(language, three)
    with transaction.atomic():
        row = of(key)
        if row.pk is None:
            if not found:
                return
            row.save()
        before = ReasonText.objects.filter(reason=row, department=department).first()
        if (before.words if before else {}) == found:
            return
        if found:
            ReasonText.objects.update_or_create(reason=row, department=department, defaults={"words": found})
        elif before is not None:
            before.delete()
        old = before.words if before else {}
        languages = sorted(code for code in LANGUAGES if old.get(code) != found.get(code))
        _told(
            row,
            "written" if found else "standard",
            by,
            department=department.pk if department else None,
            languages=languages,
        )


def standard(key: str, language: str) -> Words:
    """The built-in text of the reason that it follows, in that language. Raises NotFound."""
    kin = of(key).kin
    ready = (ENDINGS | PAUSES | BY_TIME)[kin]
    with override(language):
        return {part: str(getattr(ready, part)) for part in PARTS}


def _sound(language: str, three: Words) -> Words:
    for part, text in three.items():
        if not text:
            raise Missing(
                f"{part}_{language}",
                sentence=_("The explanation needs all three parts: what happened, why, what comes next."),
            )
        if len(text) > LONGEST_PART:
            raise Invalid(f"{part}_{language}", sentence=_("At most %(most)s signs."), most=LONGEST_PART)
    return three


def _names(names: Mapping[str, str]) -> dict[str, str]:
    found = {code: " ".join(names.get(code, "").split())[:LONGEST_NAME] for code in LANGUAGES}
    if not any(found.values()):
        raise Missing("names", sentence=_("Write a name in one language at least."))
    return {code: name for code, name in found.items() if name}


def _demand_one_pause() -> None:
    """Raises NotPossible when nothing could be said any more to a customer who waits."""
    off = set(Reason.objects.filter(ending=False, is_on=False).values_list("key", flat=True))
    own = Reason.objects.filter(ending=False, is_on=True).exclude(key__in=PAUSES).exists()
    if not own and not set(PAUSES) - off:
        raise NotPossible("is_on", sentence=_("One reason for pausing has to stay."))


def _told(row: Reason, did: str, by: Person, **what: Any) -> None:
    changed()
    record(ReasonsSetUp(reason=row.pk, by_id=by.pk, did=did, which=row.key, set=what))
