"""Groups of contacts: making them, and who is in which."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Conflict, Invalid, Missing, NotAllowed
from accord.events.definitions import put_in_order, take_over
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.happenings import GroupChanged, PersonGrouped
from accord.people.models import ContactGroup, GroupMember, Person
from accord.people.models.person import PersonKind

# Names of colours; each has its shade for light and dark pages in the style sheet.
COLOURS = {
    "grey": _("Grey"),
    "blue": _("Blue"),
    "green": _("Green"),
    "amber": _("Amber"),
    "red": _("Red"),
    "violet": _("Violet"),
}


def groups() -> list[ContactGroup]:
    """The groups that are in use, in order."""
    return list(ContactGroup.objects.filter(is_active=True))


def group_of(person: Person) -> ContactGroup | None:
    """The group of a contact, None without one or where it is switched off."""
    row = GroupMember.objects.select_related("group").filter(person=person, group__is_active=True).first()
    return row.group if row is not None else None


def make(name: str, colour: str, *, by: Person) -> ContactGroup:
    """A new group. Raises Missing (name), Conflict (name taken), Invalid, NotAllowed."""
    demand_admin(by)
    values = _checked({"name": name, "colour": colour}, None)
    with transaction.atomic():
        row = ContactGroup.objects.create(
            **values, position=ContactGroup.objects.count() + 1, created_at=clock.now()
        )
        record(GroupChanged(group=row.pk, by_id=by.pk, set=values, made=True))
    return row


def change(row: ContactGroup, *, by: Person, **wanted: Any) -> None:
    """Change name, colour, is_active. Raises as `make` does."""
    demand_admin(by)
    with transaction.atomic():
        row.refresh_from_db()
        values = _checked(wanted, row.pk)
        changed = take_over(row, values)
        if changed:
            row.save(update_fields=list(changed))
            record(GroupChanged(group=row.pk, by_id=by.pk, set=changed))


def order(ids: Sequence[int], *, by: Person) -> None:
    """Put the groups into this order."""
    demand_admin(by)
    with transaction.atomic():
        for number, position in put_in_order(ContactGroup, ids):
            record(GroupChanged(group=number, by_id=by.pk, set={"position": position}))


def put_into(person: Person, group: ContactGroup | None, *, by: Person) -> None:
    """Put a contact into a group, or take him out of any; where he is already: a no-op. Raises NotAllowed."""
    if person.kind != PersonKind.CONTACT or not (
        by.kind == PersonKind.SYSTEM or (by.is_agent and by.is_active)
    ):
        raise NotAllowed("contact")
    with transaction.atomic():
        row = GroupMember.objects.filter(person=person).first()
        if (row.group_id if row else None) == (group.pk if group else None):
            return
        if group is None:
            GroupMember.objects.filter(person=person).delete()
        else:
            GroupMember.objects.update_or_create(person=person, defaults={"group": group})
        record(
            PersonGrouped(
                person=person.pk,
                by_id=by.pk,
                group=group.pk if group else None,
                name=group.name if group else "",
            )
        )


def _checked(values: dict[str, Any], besides: int | None) -> dict[str, Any]:
    if unknown := set(values) - {"name", "colour", "is_active"}:
        raise Invalid(", ".join(sorted(unknown)))
    found = dict(values)
    if "name" in found:
        found["name"] = " ".join(str(found["name"]).split())[:100]
        if not found["name"]:
            raise Missing("name", sentence=_("A group needs a name."))
        if ContactGroup.objects.filter(name__iexact=found["name"]).exclude(pk=besides or 0).exists():
            raise Conflict("name", sentence=_("There is a group of this name already."))
    if "colour" in found and found["colour"] not in COLOURS:
        raise Invalid("colour", sentence=_("Choose a colour."))
    return found
