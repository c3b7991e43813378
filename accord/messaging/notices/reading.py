"""An agent's list of news: what is unread, page by page, and marking it read. What is old goes away by itself."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from accord.core import clock
from accord.people.models import Notice, Person
from accord.people.rights import Access
from accord.tickets import seeing
from accord.tickets.models import State

PAGE = 30
MOST_COUNTED = 100
KEPT = timedelta(days=30)


def _seen(access: Access) -> QuerySet[Notice]:
    """His news, without those of tickets that he may not see now, that are spam or deleted."""
    allowed, values = seeing.scope_of(access).sql("t")
    ticket = "SELECT 1 FROM ticket t WHERE t.id = notice.ticket_id AND t.purged_at IS NULL AND t.state NOT IN (%s, %s)"
    where = f"(notice.ticket_id IS NULL OR EXISTS ({ticket} AND {allowed}))"
    rows = Notice.objects.filter(person_id=access.person_id)
    return rows.extra(where=[where], params=[str(State.SPAM), str(State.DELETED), *values])


def _visible(access: Access) -> QuerySet[Notice]:
    """Those of them that stand in the console."""
    return _seen(access).filter(in_console=True)


def to_mail(access: Access, ids: Collection[int]) -> list[Notice]:
    """Those of these that may still be told: unread, and of tickets that he may see."""
    return list(_seen(access).filter(read_at=None, pk__in=list(ids)).order_by("id"))


def count(access: Access) -> int:
    """How many are unread; it stops at MOST_COUNTED."""
    return _visible(access).filter(read_at=None).order_by()[:MOST_COUNTED].count()


def page(
    access: Access, *, before: int | None = None, only_unread: bool = False, most: int = PAGE
) -> list[Notice]:
    """His news, the newest first, older than the id `before`."""
    rows = _visible(access)
    if only_unread:
        rows = rows.filter(read_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id")[:most])


def newer(access: Access, after: int, most: int = 5) -> list[Notice]:
    """Unread news that came after the id `after`, the newest first."""
    return list(_visible(access).filter(read_at=None, pk__gt=after).order_by("-id")[:most])


def newest(person_id: int) -> int:
    """The id of his newest news, 0 without any."""
    rows = Notice.objects.filter(person_id=person_id, in_console=True).order_by("-id")
    return rows.values_list("pk", flat=True).first() or 0


def read(person: Person, ids: Collection[int]) -> int:
    """Mark these of his as read; returns how many were unread."""
    return _mark(Notice.objects.filter(person=person, read_at=None, pk__in=list(ids)))


def unread_again(person: Person, number: int) -> bool:
    """Mark one of his as unread; whether that is news."""
    with transaction.atomic():
        rows = Notice.objects.filter(person=person, pk=number, in_console=True, read_at__isnull=False)
        return bool(rows.update(read_at=None))


def read_all(person: Person, up_to: int) -> int:
    """Mark all of his as read that he can have seen: up to the id `up_to`."""
    return _mark(Notice.objects.filter(person=person, read_at=None, pk__lte=up_to))


def read_ticket(person: Person, ticket_id: int) -> int:
    """He looks at the ticket: what there was to say about it is read. A look that finds nothing writes nothing."""
    return _mark(Notice.objects.filter(person=person, ticket_id=ticket_id, read_at=None))


def forget_old(most: int) -> int:
    """Delete news after 30 days, read or not, `most` at once; how many were."""
    ids = list(Notice.objects.filter(at__lt=clock.now() - KEPT).values_list("pk", flat=True)[:most])
    if not ids:
        return 0
    with transaction.atomic():
        return Notice.objects.filter(pk__in=ids).delete()[0]


def _mark(rows: QuerySet[Notice]) -> int:
    if not rows.exists():
        return 0
    with transaction.atomic():
        return rows.update(read_at=clock.now())
