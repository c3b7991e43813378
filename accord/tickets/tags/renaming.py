"""Another name for a tag, and joining two tags, on however many tickets.

The new name counts at once, everywhere: the old one leads to it, so that rules, views, macros and mails that know it go
on working. The names that stand in tickets' rows are rewritten by a worker, some at a time. A ticket is no other by it:
it keeps its place in lists, and its history tells today's name.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accord.core import clock, records
from accord.core.errors import NotPossible
from accord.events import timers
from accord.events.models import Timer
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Person
from accord.tickets.happenings import TagChanged
from accord.tickets.models import Tag, TagAlias, Ticket, TicketTag
from accord.tickets.tagging import written
from accord.tickets.tags import known

TIMER = "tag_renaming"
BATCH = 200
SETTLES = timedelta(seconds=4)  # so long another process may still write the old name


@dataclass(frozen=True)
class Work:
    """A renaming that goes on: from which name, on how many tickets it is done."""

    before: str
    done: int


def rename(row: Tag, name: str, *, by: Person) -> Tag:
    """Give a tag another name; that of another tag joins the two, and the other one is given back.

    Raises NotPossible (a tag of the desk itself, or one that is still being renamed), Invalid, NotAllowed.
    """
    demand_admin(by)
    with transaction.atomic():
        row = Tag.objects.select_for_update().get(pk=row.pk)
        before, name = row.name, written(name)
        if name == before:
            return row
        if {before, name} & known.KEPT_BY_US:
            raise NotPossible("name", sentence=_("The desk itself uses this tag."))
        if TagAlias.objects.filter(tag=row, ended_at=None).exists() or before in known.known().names:
            raise NotPossible("name", sentence=_("This tag is still being renamed. Wait until that is done."))
        other = Tag.objects.filter(name=name).exclude(pk=row.pk).first()
        TagAlias.objects.filter(name=name).delete()  # the name is taken by a tag again
        into = _join(row, other) if other is not None else _rename(row, name)
        alias = TagAlias.objects.create(
            name=before, tag=into, joined=row if other is not None else None, at=clock.now()
        )
        said = {"joined": before} if other is not None else {"before": before}
        record(TagChanged(tag=into.pk, by_id=by.pk, set={"name": name}, **said))
        timers.put(TIMER, ("tag_alias", alias.pk), clock.now() + SETTLES)
        known.changed()
    return into


def _rename(row: Tag, name: str) -> Tag:
    row.name = name
    row.save(update_fields=["name"])
    return row


def _join(row: Tag, other: Tag) -> Tag:
    """The tag goes into the other one; names that led to it lead there."""
    if other.name in known.known().names:
        raise NotPossible("name", sentence=_("This tag is still being renamed. Wait until that is done."))
    TagAlias.objects.filter(tag=row).update(tag=other)
    Tag.objects.filter(pk=row.pk).update(is_active=False)
    return other


def working(row: Tag) -> list[Work]:
    """The renamings into this tag that a worker still carries out."""
    return [Work(each.name, each.done_count) for each in TagAlias.objects.filter(tag=row, ended_at=None)]


def _locked(alias_id: int) -> TagAlias | None:
    """The renaming, not its tag: who holds a ticket of it may be about to give it that tag."""
    rows = TagAlias.objects.select_for_update(of=("self",)).select_related("tag")
    return rows.filter(pk=alias_id).first()


def go_on(timer: Timer) -> None:
    """The timer's work, in its transaction: the next tickets; then the timer is set anew, or the old tag goes."""
    alias = _locked(timer.subject_id)
    if alias is None or alias.ended_at is not None:
        return
    held = alias.joined_id or alias.tag_id
    rows = TicketTag.objects.filter(tag_id=held, ticket_id__gt=alias.done_to).order_by("ticket_id")
    ids = list(rows.values_list("ticket_id", flat=True)[:BATCH])
    for ticket in Ticket.objects.select_for_update().filter(id__in=ids).order_by("id"):
        _rewrite(ticket, alias)
    if ids:
        TagAlias.objects.filter(pk=alias.pk).update(done_to=ids[-1], done_count=F("done_count") + len(ids))
        timers.put(TIMER, ("tag_alias", alias.pk), clock.now())
        return
    stray = Tag.objects.filter(name=alias.name).first()
    if (
        alias.joined_id is None and stray is not None
    ):  # written by a process that had not heard of the new name
        TagAlias.objects.filter(pk=alias.pk).update(joined=stray, done_to=0)
        timers.put(TIMER, ("tag_alias", alias.pk), clock.now())
        return
    TagAlias.objects.filter(pk=alias.pk).update(ended_at=clock.now(), joined=None)
    if alias.joined_id is not None:
        Tag.objects.filter(pk=alias.joined_id).delete()
    known.changed()


def _rewrite(ticket: Ticket, alias: TagAlias) -> None:
    """The ticket's row says today's name; of two tags that were joined it has one."""
    names = sorted({alias.tag.name if name == alias.name else name for name in ticket.tag_names})
    if alias.joined_id is not None:
        TicketTag.objects.filter(ticket=ticket, tag_id=alias.joined_id).delete()
        TicketTag.objects.get_or_create(ticket=ticket, tag_id=alias.tag_id)
        names = sorted({*names, alias.tag.name})
    if names != ticket.tag_names:
        ticket.tag_names = names
        records.update(ticket, ["tag_names"])
