"""Routes of chats between agents: one's own alone."""

from datetime import datetime
from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from accord.core.errors import Invalid, NotFound
from accord.messaging.chats import reading, saying
from accord.messaging.chats.reading import Mine
from accord.messaging.models import ChatLine
from accord.people.models import Person
from accord.web.api import presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Line, Number, Paragraph, examples
from accord.web.api.inputs import Input
from accord.web.api.outputs import Output
from accord.web.api.routes import Routes, agent_called, found

router = Routes()
Which = Annotated[Number, Field(description="The chat's id.")]
Before = Annotated[Number, Field(description="The id of a line: only earlier ones.")]


class ChatOut(Output):
    """A chat in which the caller takes part. `ticket` is an id, `people` are the others."""

    id: int
    ticket: int | None
    people: list[int]
    unread: int
    last_at: datetime


class ChatList(Output):
    """The caller's chats, the newest first."""

    chats: list[ChatOut]


class ChatLineOut(Output):
    """A line; `by` is null for somebody who is gone."""

    id: int
    by: int | None
    at: datetime
    text: str


class ChatLines(Output):
    """Lines, oldest first; `earlier` is the id to give as `before`, null where there are no more."""

    lines: list[ChatLineOut]
    earlier: int | None


class ChatIn(Input):
    """Words to colleagues."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"to": ["me"], "text": "Is it October's?"})
    )
    to: list[Line] = Field(max_length=12, description="Agents by address or id.")
    text: Paragraph
    ticket: Line = Field(default="", description="The code of the ticket that it is about.")


class ChatLineIn(Input):
    """Words in a chat."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"text": "Yes."}))
    text: Paragraph


@router.route("GET", "/chats", _("List chats"), ChatList, READ_TICKETS)
def list_chats(request: ApiRequest) -> HttpResponse:
    """The chats in which the caller takes part."""
    return presenting.answer({"chats": [_chat(each) for each in reading.newest(request.auth.person)]})


@router.route("POST", "/chats", _("Write to colleagues"), ChatOut, WRITE_TICKETS, status=201)
def begin_chat(request: ApiRequest, body: ChatIn) -> HttpResponse:
    """Write in the chat that these people have already, or in a new one."""
    person, people = request.auth.person, list[Person]()
    for each in body.to:
        agent = agent_called(each, person)
        if agent is None:
            raise Invalid("to", sentence=_("%(name)s is no agent here."), name=each[:100])
        people.append(agent)
    try:
        ticket = found(request, body.ticket) if body.ticket else None
    except NotFound:
        raise Invalid("ticket", sentence=_("There is no ticket with this code for you.")) from None
    chat = saying.begin(people, body.text, by=person, ticket=ticket)
    return presenting.answer(_chat(reading.find(person, chat.pk)), 201)


@router.route("GET", "/chats/{number}/lines", _("Read a chat"), ChatLines, READ_TICKETS)
def read_chat(request: ApiRequest, number: Which, before: Before | None = None) -> HttpResponse:
    """Its newest lines, or those before one. It stays unread for the person."""
    page = reading.lines(reading.find(request.auth.person, number).chat, before)
    return presenting.answer({"lines": [_line(each) for each in page.lines], "earlier": page.earlier})


@router.route("POST", "/chats/{number}/lines", _("Write in a chat"), ChatLineOut, WRITE_TICKETS, status=201)
def say_in_chat(request: ApiRequest, number: Which, body: ChatLineIn) -> HttpResponse:
    """Add a line to a chat in which the caller takes part."""
    person = request.auth.person
    return presenting.answer(_line(saying.say(reading.find(person, number).chat, body.text, by=person)), 201)


def _chat(mine: Mine) -> presenting.Value:
    return {
        "id": mine.chat.pk,
        "ticket": mine.chat.ticket_id,
        "people": [each.pk for each in mine.others],
        "unread": mine.unread,
        "last_at": mine.chat.last_at,
    }


def _line(line: ChatLine) -> presenting.Value:
    return {"id": line.pk, "by": line.by_id, "at": line.at, "text": line.text}
