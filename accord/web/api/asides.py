"""Routes for what goes beside the customer: watching, side conversations, internal tickets, readers of a note."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from accord.core.errors import NotFound
from accord.tickets import audiences, internal, seeing, side_conversing, watching
from accord.tickets.audiences import Audience
from accord.tickets.models import Message, SideConversation, Ticket
from accord.web.api import outputs, presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import PRIORITIES, Address, Code, Level, Line, Number, TagName, examples
from accord.web.api.inputs import NoteIn, WordsIn
from accord.web.api.outputs import Output, PersonRef
from accord.web.api.routes import Routes, found
from accord.web.api.tickets import department_of
from accord.web.api.writing import words_from

router = Routes()
People = Annotated[list[Address], Field(max_length=20)]


class WatcherList(Output):
    watchers: list[PersonRef]


class SideOut(Output):
    """A side conversation. `answered_at`: when somebody outside wrote last, until we answer."""

    id: int
    ticket: str
    subject: str
    to: list[str]
    cc: list[str]
    wakes: bool
    state: Literal["open", "ended"]
    begun_at: datetime
    answered_at: datetime | None
    messages: list[int] = Field(description="Ids of its messages, which `GET /tickets/{code}/messages` shows.")


class SideList(Output):
    side_conversations: list[SideOut]


class SideIn(WordsIn):
    """A side conversation with somebody outside, and its first mail."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples(
            {"to": ["workshop@example.net"], "subject": "Spare part 4711", "text": "Do you have one?", "wakes": True}
        ),
    )
    to: People = Field(min_length=1)
    cc: People = []
    subject: Line = ""
    wakes: bool = Field(default=False, description="An answer brings the ticket back to open.")


class SideWords(WordsIn):
    """Words in a side conversation."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"text": "Please send two."}))


class InternalIn(WordsIn):
    """A question to another department."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples({"department": 2, "subject": "Invoice 4711", "text": "Was it paid?"}),
    )
    department: Number
    subject: Line
    priority: Level = "normal"
    tags: list[TagName] = Field(default=[], max_length=50)


@router.route("GET", "/tickets/{code}/watchers", _("Who watches"), WatcherList, READ_TICKETS)
def list_watchers(request: ApiRequest, code: Code) -> HttpResponse:
    """The agents who watch the ticket."""
    people = watching.watchers(found(request, code).pk)
    return presenting.answer({"watchers": [presenting.person(each) for each in people]})


@router.route("POST", "/tickets/{code}/watch", _("Watch a ticket"), WatcherList, WRITE_TICKETS)
def watch(request: ApiRequest, code: Code) -> HttpResponse:
    """Watch it; again changes nothing."""
    watching.watch(found(request, code), by=request.auth.person)
    return list_watchers(request, code)


@router.route("DELETE", "/tickets/{code}/watch", _("Watch no more"), WatcherList, WRITE_TICKETS)
def unwatch(request: ApiRequest, code: Code) -> HttpResponse:
    """Watch it no more."""
    watching.unwatch(found(request, code), by=request.auth.person)
    return list_watchers(request, code)


@router.route("GET", "/tickets/{code}/side-conversations", _("Side conversations"), SideList, READ_TICKETS)
def list_sides(request: ApiRequest, code: Code) -> HttpResponse:
    """What colleagues and people outside write each other about it. Its customer sees none of it."""
    ticket = found(request, code)
    return presenting.answer({"side_conversations": [_side(each, ticket) for each in side_conversing.of(ticket)]})


@router.route(
    "POST", "/tickets/{code}/side-conversations", _("Ask somebody outside"), SideOut, WRITE_TICKETS, status=201
)
def begin_side(request: ApiRequest, code: Code, body: SideIn) -> HttpResponse:
    """Begin a side conversation by a mail. Answers come back into it and change no state, unless it `wakes`."""
    ticket, by = found(request, code), request.auth.person
    side, _message = side_conversing.begin(
        ticket, body.subject, words_from(body, by, ""), by=by, to=body.to, cc=body.cc, wakes=body.wakes
    )
    return presenting.answer(_side(side, ticket), 201)


@router.route("POST", "/side-conversations/{number}/messages", _("Write on"), SideOut, WRITE_TICKETS, status=201)
def write_side(request: ApiRequest, number: Number, body: SideWords) -> HttpResponse:
    """Write in a side conversation; one that was ended goes on."""
    side, ticket = _found_side(request, number)
    side_conversing.write(side, words_from(body, request.auth.person, ""), by=request.auth.person)
    return presenting.answer(_side(side, ticket), 201)


@router.route("POST", "/side-conversations/{number}/end", _("End a side conversation"), SideOut, WRITE_TICKETS)
def end_side(request: ApiRequest, number: Number) -> HttpResponse:
    """End it. What still comes is kept in it."""
    side, ticket = _found_side(request, number)
    side_conversing.end(side, by=request.auth.person)
    return presenting.answer(_side(side, ticket))


@router.route("DELETE", "/side-conversations/{number}/end", _("Take it up again"), SideOut, WRITE_TICKETS)
def take_up_side(request: ApiRequest, number: Number) -> HttpResponse:
    """Take up a side conversation that was ended."""
    side, ticket = _found_side(request, number)
    side_conversing.take_up(side, by=request.auth.person)
    return presenting.answer(_side(side, ticket))


@router.route("POST", "/internal-tickets", _("Ask another department"), outputs.TicketOut, WRITE_TICKETS, status=201)
def open_internal(request: ApiRequest, body: InternalIn) -> HttpResponse:
    """Open an internal ticket, which has no customer. Notes are its words; nothing of it is ever mailed outside."""
    by = request.auth.person
    ticket = internal.open_internal(
        department_of(body.department),
        body.subject,
        words_from(body, by, by.language),
        by=by,
        priority=PRIORITIES[body.priority],
        tags=body.tags,
    )
    return presenting.answer(presenting.ticket(ticket), 201, Location=f"/api/v1/tickets/{ticket.code}")


def audience_of(body: NoteIn) -> Audience:
    """For whom a note of the API is: for all agents where it names nobody."""
    if body.only_for is None:
        return audiences.EVERYBODY
    return Audience(frozenset(body.only_for.people), frozenset(body.only_for.departments))


def _found_side(request: ApiRequest, number: int) -> tuple[SideConversation, Ticket]:
    side = SideConversation.objects.filter(pk=number).first()
    ticket = side_conversing.home(side) if side is not None else None
    if side is None or ticket is None or not seeing.may_see(request.auth.access, ticket):
        raise NotFound(str(number))
    return side, ticket


def _side(side: SideConversation, ticket: Ticket) -> presenting.Value:
    side.refresh_from_db()
    here = Message.objects.filter(pk__in=side.said.values("message_id"), ticket=ticket).order_by("id")
    return {
        "id": side.pk,
        "ticket": ticket.code,
        "subject": side.subject,
        "to": side.to,
        "cc": side.cc,
        "wakes": side.wakes,
        "state": "open" if side.open else "ended",
        "begun_at": side.begun_at,
        "answered_at": side.answered_at,
        "messages": list(here.values_list("id", flat=True)),
    }
