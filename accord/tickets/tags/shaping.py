"""Settling what a tag looks like, who sees it and whether it is offered; and where a ticket must have one."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import Invalid, Missing
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.grouping import COLOURS
from accord.people.models import Department, Person
from accord.people.models.person import PersonKind
from accord.tickets.happenings import TagChanged, TagsDemanded
from accord.tickets.models import Tag, TagDuty, Ticket
from accord.tickets.tagging import clean_name
from accord.tickets.tags import known

__all__ = ["COLOURS", "TagMissing", "change", "demand_tagged", "make", "must_tag", "set_duty"]


class TagMissing(Missing):
    """In this department an agent answers only a ticket with a tag."""

    key = "tag_missing"
    sentence = _("Tag this ticket first: in this department every ticket that is answered has a tag.")


def make(name: str, *, by: Person, **wanted: Any) -> Tag:
    """A tag that is to be offered; one that there is already is changed. Raises Invalid, NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        row, made = Tag.objects.get_or_create(name=clean_name(name))
        values = _checked(wanted)
        if made:
            record(TagChanged(tag=row.pk, by_id=by.pk, set={"name": row.name, **values}))
        _save(row, values)
    return row


def change(row: Tag, *, by: Person, **wanted: Any) -> None:
    """Change colour, is_public, is_active. What is as it was is no change. Raises Invalid, NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        row = Tag.objects.select_for_update().get(pk=row.pk)
        values = _checked(wanted)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if changed:
            _save(row, changed)
            record(TagChanged(tag=row.pk, by_id=by.pk, set=changed))


def _save(row: Tag, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if values:
        row.save(update_fields=list(values))
    known.changed()


def _checked(wanted: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(wanted) - {"colour", "is_public", "is_active"}:
        raise Invalid(", ".join(sorted(unknown)))
    if wanted.get("colour") and wanted["colour"] not in COLOURS:
        raise Invalid("colour", sentence=_("Choose a colour."))
    return wanted


# ---------------------------------------------------------------------------------------- must be tagged to answer


def set_duty(department: Department, must: bool, *, by: Person) -> None:
    """Whether in this department an agent answers only tickets with a tag. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        there = TagDuty.objects.filter(department=department).exists()
        if there is must:
            return
        if must:
            TagDuty.objects.create(department=department, at=clock.now())
        else:
            TagDuty.objects.filter(department=department).delete()
        record(TagsDemanded(department=department.pk, by_id=by.pk, set={"must_tag": must}))
        known.changed()


def must_tag(ticket: Ticket) -> bool:
    """Whether the ticket needs a tag before an agent answers it. Those that the desk itself puts on do not count."""
    if ticket.department_id not in known.known().duties:
        return False
    return known.KEPT_BY_US.issuperset(ticket.tag_names)


def demand_tagged(ticket: Ticket, by: Person) -> None:
    """Raises TagMissing. Rules and the desk itself answer without one."""
    if by.kind == PersonKind.AGENT and must_tag(ticket):
        raise TagMissing("tag")
