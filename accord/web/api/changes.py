"""Routes that follow what happens: tickets that changed, and events, each after a cursor."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import Field, StringConstraints

from accord.events import cursors
from accord.events.kinds import kinds
from accord.events.models import Event
from accord.people.models import Person
from accord.people.rights import Access
from accord.tickets import telling
from accord.tickets.models import Ticket
from accord.tickets.seeing import scope_of
from accord.web.api import outputs, presenting
from accord.web.api.admitting import READ_TICKETS, ApiRequest
from accord.web.api.routes import Routes

router = Routes()
WINDOW = 500  # events that are looked at for one answer
NOW = "now"
_ABOUT = "What the last answer gave as `next`; left out: from the very beginning; `now`: nothing that was before."
Place = Annotated[str, StringConstraints(max_length=40, pattern=r"^(now|[0-9]{0,18}(\.[0-9]{1,18})?)$")]
Since = Annotated[Place, Field(description=_ABOUT)]
Most = Annotated[int, Field(ge=1, le=WINDOW, description="How many at most.")]


@router.route("GET", "/tickets/changes", _("Tickets that changed"), outputs.ChangeList, READ_TICKETS)
def list_changes(request: ApiRequest, updated_since: Since = "", limit: Most = 100) -> HttpResponse:
    """Tickets that changed after a cursor, each once, in order, with the deleted, purged and merged ones."""
    pairs, cursor, more = _after(updated_since)
    last: dict[int, str] = {}
    moved: dict[int, list[Event]] = {}
    for place, event in pairs:
        if event.ticket_id is None:
            continue
        if event.ticket_id not in last and len(last) == limit:
            more = True
            break
        last.pop(event.ticket_id, None)  # its place is that of its latest change
        last[event.ticket_id] = cursor = place
        moved.setdefault(event.ticket_id, []).append(event)
    else:
        cursor = pairs[-1][0] if pairs else cursor
    found = Ticket.objects.select_related("department", "requester", "assignee").in_bulk(list(last))
    access = request.auth.access
    scope = scope_of(access)
    seen = [found[number] for number in last if number in found and scope.sees(found[number])]
    values = {each.pk: value for each, value in zip(seen, presenting.tickets(seen), strict=True)}
    changes = [
        _change(found[number], values.get(number))
        for number in last
        if number in values or (number in found and _was_seen(access, moved[number]))
    ]
    return presenting.answer({"changes": changes, "next": cursor, "has_more": more})


def _after(place: str) -> tuple[list[tuple[str, Event]], str, bool]:
    """Events after a place, the place itself, and whether there may be more than these."""
    if place == NOW:
        return [], cursors.newest(), False
    start = cursors.kept(place or cursors.START)
    pairs = cursors.after(start, WINDOW)
    return pairs, start, len(pairs) == WINDOW


def _was_seen(access: Access, events: Iterable[Event]) -> bool:
    """Whether one of these events took the ticket out of the person's sight."""
    for event in events:
        before = event.data.get("before")
        if event.kind == "ticket.transferred" and before in access.levels:
            return True
        if event.kind == "ticket.assigned" and before == access.person_id:
            return True
    return False


def _change(ticket: Ticket, value: presenting.Value | None) -> presenting.Value:
    visible = value is not None
    return {
        "code": ticket.code,
        "visible": visible,
        "state": str(ticket.state) if visible else None,
        "purged": ticket.purged_at is not None,
        "merged_into": value["merged_into"] if value else None,
        "ticket": value,
    }


@router.route("GET", "/events", _("What happened"), outputs.EventList, READ_TICKETS)
def list_events(request: ApiRequest, after: Since = "", limit: Most = 100) -> HttpResponse:
    """Events on tickets that you may see, in order, after a cursor; the kinds that webhooks may carry."""
    pairs, cursor, more = _after(after)
    wanted = [(place, event) for place, event in pairs if event.ticket_id and _may_be_told(event)]
    found = Ticket.objects.in_bulk({event.ticket_id for _place, event in wanted if event.ticket_id})
    scope = scope_of(request.auth.access)
    sees = {number for number, ticket in found.items() if scope.sees(ticket)}
    shown = [(place, event) for place, event in wanted if event.ticket_id in sees]
    if len(shown) > limit:
        shown, more = shown[:limit], True
        cursor = shown[-1][0]
    elif pairs:
        cursor = pairs[-1][0]
    return presenting.answer({"events": _events(shown, found), "next": cursor, "has_more": more})


def _may_be_told(event: Event) -> bool:
    known = kinds.get(event.kind)
    return known is not None and known.webhook


def _events(shown: Sequence[tuple[str, Event]], found: dict[int, Ticket]) -> list[dict[str, Any]]:
    actors = Person.objects.in_bulk({event.actor_id for _place, event in shown})
    lines = telling.tell([event for _place, event in shown], datetime.isoformat)
    return [
        {
            "cursor": place,
            "kind": event.kind,
            "at": event.at,
            "actor": presenting.person(actors.get(event.actor_id)),
            "ticket": found[event.ticket_id].code if event.ticket_id else None,
            "sentence": line.sentence.striptags(),
            "data": line.data,
        }
        for (place, event), line in zip(shown, lines, strict=True)
    ]
