"""Routes of checklists: the lists to start from, and the things to do on a ticket."""

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from accord.core.errors import Invalid
from accord.tickets.checklists import defining, ticking
from accord.tickets.models import Checklist, Ticket
from accord.web.api import presenting
from accord.web.api.admitting import ANY, READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Code, Line, Number, examples
from accord.web.api.inputs import Input
from accord.web.api.outputs import Output, PersonRef
from accord.web.api.routes import Routes, found

router = Routes()


class ThingIn(Input):
    """One thing to do. One that `must` be done holds up an agent's resolving."""

    text: Line
    must: bool = False


class ChecklistOut(Output):
    """A list to start from. Without `departments` it is for all."""

    id: int
    name: str
    items: list[ThingIn]
    departments: list[int]


class Checklists(Output):
    checklists: list[ChecklistOut]


class ThingOut(Output):
    """A thing to do on a ticket, and who did it."""

    id: int
    text: str
    must: bool
    checklist: int | None
    done: bool
    done_by: PersonRef | None
    done_at: datetime | None


class ThingsOut(Output):
    """The checklist of a ticket."""

    items: list[ThingOut]


class ThingsIn(Input):
    """What comes onto the ticket: things, or the list of that id."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"items": [{"text": "Test the pump", "must": True}]})
    )
    items: Annotated[list[ThingIn], Field(max_length=defining.MOST_ITEMS)] = []
    checklist: Number | None = None


class TickIn(Input):
    """Whether it is done."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"done": True}))
    done: bool


@router.route("GET", "/checklists", _("List checklists"), Checklists, ANY)
def list_checklists(request: ApiRequest) -> HttpResponse:
    """The lists in use, in order."""
    rows = [
        {"id": row.pk, "name": row.name, "items": row.items, "departments": row.departments}
        for row in defining.offered()
    ]
    return presenting.answer({"checklists": rows})


@router.route(
    "GET", "/tickets/{code}/checklist", _("Read the checklist of a ticket"), ThingsOut, READ_TICKETS
)
def read_checklist(request: ApiRequest, code: Code) -> HttpResponse:
    """What is to be done and what was."""
    return _answer(found(request, code))


@router.route("POST", "/tickets/{code}/checklist", _("Add to the checklist"), ThingsOut, WRITE_TICKETS)
def add_to_checklist(request: ApiRequest, code: Code, body: ThingsIn) -> HttpResponse:
    """Put things onto the checklist, or a whole list; of a list, what waits there already does not come twice."""
    ticket, by = found(request, code), request.auth.person
    if body.checklist is None:
        ticking.add(ticket, [{"text": each.text, "must": each.must} for each in body.items], by=by)
        return _answer(ticket)
    row = Checklist.objects.filter(pk=body.checklist).first()
    if row is None:
        raise Invalid("checklist", sentence=_("Choose a checklist."))
    ticking.add_list(ticket, row, by=by)
    return _answer(ticket)


@router.route("PATCH", "/tickets/{code}/checklist/{number}", _("Tick off"), ThingsOut, WRITE_TICKETS)
def tick_off(request: ApiRequest, code: Code, number: Number, body: TickIn) -> HttpResponse:
    """Tick a thing off, or take its tick off."""
    ticket = found(request, code)
    ticking.tick(ticket, number, by=request.auth.person, done=body.done)
    return _answer(ticket)


@router.route(
    "DELETE", "/tickets/{code}/checklist/{number}", _("Take off the checklist"), ThingsOut, WRITE_TICKETS
)
def take_off_checklist(request: ApiRequest, code: Code, number: Number) -> HttpResponse:
    """Take a thing off the checklist; the history keeps it."""
    ticket = found(request, code)
    ticking.remove(ticket, number, by=request.auth.person)
    return _answer(ticket)


def _answer(ticket: Ticket) -> HttpResponse:
    items = [
        {
            "id": row.pk,
            "text": row.text,
            "must": row.must,
            "checklist": row.checklist_id,
            "done": row.done_at is not None,
            "done_by": presenting.person(row.done_by),
            "done_at": row.done_at,
        }
        for row in ticking.items_of(ticket)
    ]
    return presenting.answer({"items": items})
