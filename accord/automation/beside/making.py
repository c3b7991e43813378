"""Making, changing, removing and ordering panels and buttons."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from accord.automation.beside import known, naming
from accord.automation.beside.happenings import ButtonChanged, PanelChanged
from accord.automation.calls.requests import cleaned_address, cleaned_call
from accord.automation.models import SidePanel, TicketButton
from accord.core import clock
from accord.core.errors import Invalid
from accord.events.recording import record
from accord.people.employing import demand_admin
from accord.people.models import Department, Person

LONGEST_NAME = 80
LONGEST_KEPT_S = 86_400
MOST = 50

Item = SidePanel | TicketButton
Kind = TypeVar("Kind", bound=Item)


@dataclass(frozen=True)
class Wording:
    """What a panel or a button is. `departments` are ids, none for all; `headers` lines or a mapping. `keep_s` is a
    panel's, `does` and `asks` are a button's.
    """

    name: str
    url: str
    method: str = "GET"
    headers: Any = field(default_factory=dict)
    body: str = ""
    departments: Sequence[int] = ()
    active: bool = True
    keep_s: int = 300
    does: str = TicketButton.OPEN
    asks: bool = False


def wording_of(item: Item) -> Wording:
    """What stands there now."""
    names = ("name", "url", "method", "headers", "body", "departments", "active")
    own = ("keep_s",) if isinstance(item, SidePanel) else ("does", "asks")
    return Wording(**{name: getattr(item, name) for name in (*names, *own)})


def make_panel(wording: Wording, *, by: Person) -> SidePanel:
    """A new panel, the last in order. Raises Invalid (with the field as its detail), NotAllowed."""
    return _save(SidePanel(made_at=clock.now()), wording, by)


def make_button(wording: Wording, *, by: Person) -> TicketButton:
    """A new button, the last in order. Raises Invalid, NotAllowed."""
    return _save(TicketButton(made_at=clock.now()), wording, by)


def change(item: Kind, wording: Wording, *, by: Person) -> Kind:
    """Another wording. Raises Invalid, NotAllowed."""
    return _save(item, wording, by)


def remove(item: Item, *, by: Person) -> None:
    """It is shown nowhere any more; histories still name it. Twice is a no-op. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        if type(item).objects.filter(pk=item.pk, removed_at=None).update(removed_at=clock.now()):
            _tell(item, "removed", by)


def order(model: type[Item], ids: Sequence[int], *, by: Person) -> None:
    """Another order; ids that are missing keep their place behind. Raises NotAllowed."""
    demand_admin(by)
    with transaction.atomic():
        for place, number in enumerate(ids):
            model.objects.filter(pk=number).update(position=place)
        known.changed()


def fitted(item: Item, wording: Wording) -> Item:
    """The same row with that wording, checked and not stored. Raises Invalid."""
    item.name = " ".join(wording.name.split())
    if not item.name or len(item.name) > LONGEST_NAME:
        raise Invalid("name", sentence=_("Give it a name of up to %(most)s letters."), most=LONGEST_NAME)
    item.departments = _departments(wording.departments)
    item.active = wording.active
    if isinstance(item, TicketButton):
        item.does, item.asks = wording.does, wording.asks
        if item.does not in (TicketButton.OPEN, TicketButton.CALL):
            raise Invalid("does", sentence=_("Choose one of the list."))
    if isinstance(item, SidePanel):
        item.keep_s = wording.keep_s
        if not 0 <= item.keep_s <= LONGEST_KEPT_S:
            raise Invalid("keep_s", sentence=_("Choose one of the list."))
    if isinstance(item, TicketButton) and item.does == TicketButton.OPEN:
        item.method, item.url, item.headers, item.body = "GET", cleaned_address(wording.url), {}, ""
        return item
    call = cleaned_call(
        {"method": wording.method, "url": wording.url, "headers": wording.headers, "body": wording.body}
    )
    if isinstance(item, SidePanel) and call["method"] not in ("GET", "POST"):
        raise Invalid("method", sentence=_("A panel only reads: GET or POST."))
    item.method, item.url, item.headers, item.body = (
        call["method"],
        call["url"],
        call["headers"],
        call["body"],
    )
    return item


def _save(item: Kind, wording: Wording, by: Person) -> Kind:
    demand_admin(by)
    new = item.pk is None
    fitted(item, wording)
    item.changed_at = clock.now()
    if isinstance(item, SidePanel):
        item.failed_at, item.failure = None, ""
    with transaction.atomic():
        if new:
            item.position = type(item).objects.filter(removed_at=None).count()
            if item.position >= MOST:
                raise Invalid("name", sentence=_("There are too many already; remove some first."))
        item.save()
        _tell(item, "made" if new else "changed", by)
    naming.forget()
    return item


def _tell(item: Item, what: str, by: Person) -> None:
    if isinstance(item, SidePanel):
        record(PanelChanged(panel=item.pk, by_id=by.pk, what=what))
    else:
        record(ButtonChanged(button=item.pk, by_id=by.pk, what=what))
    known.changed()


def _departments(ids: Sequence[int]) -> list[int]:
    wanted = sorted(set(ids))
    if Department.objects.filter(pk__in=wanted).count() != len(wanted):
        raise Invalid("departments", sentence=_("That department is not there any more."))
    return wanted
