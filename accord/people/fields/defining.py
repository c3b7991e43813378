"""Making and changing the definitions of fields. Switched off, never deleted: what was filled in stays readable."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Invalid, Missing, NotPossible
from accord.events.definitions import take_over
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.fields import known
from accord.people.fields.kinds import kinds
from accord.people.happenings import FieldDefined
from accord.people.models import About, Customers, CustomField, Person
from accord.translation.languages import LANGUAGES

LONGEST_NAME, LONGEST_HINT = 60, 300
MOST, MOST_CHOICES = 200, 200
ENDS = ("resolved", "closed")
CHANGEABLE = ("names", "hints", "choices", "required_for", "customers", "searchable", "is_active")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def texts(values: Any, most: int) -> dict[str, str]:
    """Texts by language, cleaned; "" is the one for all. Raises Invalid where one is too long."""
    if isinstance(values, str):
        values = {"": values}
    found = {}
    for language, text in dict(values or {}).items():
        clean = " ".join(str(text).split())
        if len(clean) > most:
            raise Invalid("names", sentence=_("This is longer than %(most)s signs."), most=most)
        if clean and (language == "" or language in LANGUAGES):
            found[language] = clean
    return found


def key_from(name: str, taken: Sequence[str]) -> str:
    """A key from a name: its letters without accents; "field" where none is left; with a number where it is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")[:36] or "field"
    number, found = 2, key
    while found in taken:
        found, number = f"{key}_{number}", number + 1
    return found


def make(about: str, kind: str, names: Any, *, by: Person, key: str = "", **more: Any) -> CustomField:
    """A new field at the end of its list. Raises Missing (names, choices), Invalid, NotPossible, NotAllowed."""
    demand_admin(by)
    if about not in About.values:
        raise Invalid("about")
    if kind not in kinds:
        raise Invalid("kind", sentence=_("Choose what kind of field it is."))
    with transaction.atomic():
        taken = list(CustomField.objects.filter(about=about).values_list("key", flat=True))
        if len(taken) >= MOST:
            raise NotPossible("fields", sentence=_("There are %(most)s fields already."), most=MOST)
        row = CustomField(about=about, kind=kind, position=len(taken) + 1, created_at=clock.now())
        values = _checked(row, {**more, "names": names})
        name = next(iter(values["names"].values()))
        row.key = key or key_from(values["names"].get("en", name), taken)
        if not _KEY.fullmatch(row.key) or row.key in taken:
            raise Invalid("key", sentence=_("A key has small letters, digits and _, and is not used yet."))
        for column, value in values.items():
            setattr(row, column, value)
        row.save()
        known.changed()
        record(
            FieldDefined(field=row.pk, by_id=by.pk, set={"about": about, "kind": kind, **values}, made=True)
        )
    return row


def change(row: CustomField, *, by: Person, **wanted: Any) -> None:
    """Change what is named; the kind and the key stay. Raises as `make` does."""
    demand_admin(by)
    if unknown := set(wanted) - set(CHANGEABLE):
        raise Invalid(", ".join(sorted(unknown)))
    with transaction.atomic():
        row.refresh_from_db()
        values = _checked(row, wanted)
        changed = take_over(row, values)
        if not changed:
            return
        row.save(update_fields=list(changed))
        known.changed()
        record(FieldDefined(field=row.pk, by_id=by.pk, set=changed))


def order(about: str, ids: Sequence[int], *, by: Person) -> None:
    """Put the fields of one list into this order; those that are not named come behind."""
    demand_admin(by)
    with transaction.atomic():
        rows = list(CustomField.objects.filter(about=about))
        place = {number: position for position, number in enumerate(ids)}
        rows.sort(key=lambda row: (place.get(row.pk, len(place)), row.position, row.pk))
        for position, row in enumerate(rows, start=1):
            if row.position != position:
                CustomField.objects.filter(pk=row.pk).update(position=position)
                record(FieldDefined(field=row.pk, by_id=by.pk, set={"position": position}))
        known.changed()


def _checked(row: CustomField, values: dict[str, Any]) -> dict[str, Any]:
    found = dict(values)
    if "names" in found:
        found["names"] = texts(found["names"], LONGEST_NAME)
        if not found["names"]:
            raise Missing("names", sentence=_("A field needs a name."))
    if "hints" in found:
        found["hints"] = texts(found["hints"], LONGEST_HINT)
    if "customers" in found and found["customers"] not in Customers.values:
        raise Invalid("customers")
    if "required_for" in found:
        wanted = list(found["required_for"])
        if not set(wanted) <= set(ENDS) or (wanted and row.about != About.TICKET):
            raise Invalid("required_for")
        found["required_for"] = [state for state in ENDS if state in wanted]
    if kinds[row.kind].chosen and ("choices" in found or not row.pk):
        found["choices"] = _choices(row, found.get("choices") or [])
    else:
        found.pop("choices", None)
    return found


def _choices(row: CustomField, wanted: Sequence[Any]) -> list[dict[str, Any]]:
    """The choices as stored. One that stood there and is not named any more is switched off, never lost."""
    found: list[dict[str, Any]] = []
    for each in wanted:
        given = each if isinstance(each, dict) else {"names": each}
        names = texts(given.get("names"), LONGEST_NAME)
        if not names:
            continue
        taken = [choice["key"] for choice in (*found, *row.choices)]
        key = str(given.get("key") or "") or _same(row, names) or key_from(next(iter(names.values())), taken)
        if not _KEY.fullmatch(key) or any(choice["key"] == key for choice in found):
            raise Invalid("choices", sentence=_("Two choices are the same."))
        found.append({"key": key, "names": names, "off": bool(given.get("off"))})
    named = {choice["key"] for choice in found}
    found += [{**choice, "off": True} for choice in row.choices if choice["key"] not in named]
    if not any(not choice["off"] for choice in found):
        raise Missing("choices", sentence=_("A list needs at least one choice."))
    if len(found) > MOST_CHOICES:
        raise Invalid("choices", sentence=_("These are too many at once."))
    return found


def _same(row: CustomField, names: dict[str, str]) -> str:
    """The key of the choice that has one of these names already."""
    for choice in row.choices:
        if set(choice["names"].items()) & set(names.items()):
            return str(choice["key"])
    return ""
