"""Routes of everyday verbs on a conversation: splitting, answers that go out later, forwarding."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import AwareDatetime, ConfigDict, Field

from accord.tickets import forwarding, splitting
from accord.tickets.later import changing, sending
from accord.tickets.later.kept import Answer
from accord.tickets.models import Later, Message, Ticket
from accord.web.api import outputs, presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Code, Line, Number, examples
from accord.web.api.inputs import Copies, Input, ReplyIn, Who, WordsIn
from accord.web.api.outputs import Output
from accord.web.api.routes import Routes, changed, found
from accord.web.api.tickets import department_of, requester_of
from accord.web.api.writing import explanation_from, words_from

router = Routes()
Numbers = Annotated[list[Number], Field(min_length=1, max_length=200, description="Ids of messages.")]
IfAnswered = Annotated[
    Literal["hold", "send"],
    Field(description="Where somebody wrote meanwhile: `hold` it for a decision, or `send` it all the same."),
]


class SplitIn(Input):
    """Which messages and notes become a ticket of their own."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"messages": [17], "subject": "Invoice"})
    )
    messages: Numbers
    subject: Line = Field(default="", description="Empty: the ticket's.")
    requester: Who | None = Field(default=None, description="Left out: whoever wrote the first of them.")
    department: Number | None = Field(default=None, description="Left out: the ticket's.")


class ScheduledReplyIn(ReplyIn):
    """A reply that goes out later."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples({"text": "Did it help?", "send_at": "2026-12-01T08:00:00+02:00"}),
    )
    send_at: AwareDatetime
    if_answered: IfAnswered = "hold"


class ScheduledPatch(Input):
    """Another moment."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"send_at": "2026-12-02T08:00:00+02:00"})
    )
    send_at: AwareDatetime
    if_answered: IfAnswered | None = None


class ScheduledOut(Output):
    """A reply that waits. `held` says why it did not go out at its time and waits for a decision; else it is empty."""

    id: int
    send_at: datetime
    if_answered: str
    held: str
    author: int
    html: str
    to: list[str]
    cc: list[str]
    bcc: list[str]
    resolves: bool


class ScheduledList(Output):
    """Replies that wait, the next one first."""

    scheduled: list[ScheduledOut]


class ForwardIn(WordsIn):
    """Messages to somebody outside; notes are never forwarded."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples(
            {"messages": [17], "to": ["sven@example.com"], "text": "Do you have this lid?"}
        ),
    )
    messages: Numbers
    to: Copies
    cc: Copies = []
    bcc: Copies = []
    subject: Line = Field(default="", description="Empty: the ticket's.")


@router.route("POST", "/tickets/{code}/split", _("Split"), outputs.TicketOut, WRITE_TICKETS, status=201)
def split(request: ApiRequest, code: Code, body: SplitIn) -> HttpResponse:
    """Give chosen messages and notes, with their files, a ticket of their own; answers with that."""
    by = request.auth.person
    ticket = found(request, code)
    department = department_of(body.department) if body.department is not None else None
    with transaction.atomic():
        who, address = requester_of(body.requester) if body.requester is not None else (None, "")
        new = splitting.split(
            ticket,
            body.messages,
            by=by,
            subject=body.subject,
            requester=who,
            address=address,
            department=department,
        )
    return presenting.answer(presenting.ticket(new), 201, Location=f"/api/v1/tickets/{new.code}")


@router.route("DELETE", "/tickets/{code}/split", _("Put back"), outputs.TicketOut, WRITE_TICKETS)
def undo_split(request: ApiRequest, code: Code) -> HttpResponse:
    """Put a split-off ticket back to where it came from. One that was not split off stays as it is."""
    return changed(request, code, lambda ticket: splitting.unsplit(ticket, by=request.auth.person))


@router.route("GET", "/tickets/{code}/scheduled", _("Read replies that wait"), ScheduledList, READ_TICKETS)
def list_scheduled(request: ApiRequest, code: Code) -> HttpResponse:
    """The replies that are written and go out later."""
    return presenting.answer({"scheduled": [_shown(row) for row in changing.waiting(found(request, code))]})


@router.route("POST", "/tickets/{code}/scheduled", _("Reply later"), ScheduledOut, WRITE_TICKETS, status=201)
def schedule_reply(request: ApiRequest, code: Code, body: ScheduledReplyIn) -> HttpResponse:
    """Write a reply now that goes out at a moment of its own."""
    ticket, by = found(request, code), request.auth.person
    resolve = explanation_from(body.resolve, body.resolve.reason, ticket) if body.resolve else None
    answer = Answer(
        words_from(body, by, ticket.language),
        to=body.to or None,
        cc=body.cc,
        bcc=body.bcc,
        seen=body.seen,
        keep_postponed=body.keep_postponed,
        open_again=body.open_again,
        resolve=resolve,
    )
    row = sending.send_later(ticket, answer, by=by, due_at=body.send_at, if_answered=body.if_answered)
    return presenting.answer(_shown(row), 201)


@router.route(
    "PATCH", "/tickets/{code}/scheduled/{number}", _("Move a reply that waits"), ScheduledOut, WRITE_TICKETS
)
def move_scheduled(request: ApiRequest, code: Code, number: Number, body: ScheduledPatch) -> HttpResponse:
    """Let it go out at another moment; one that was held waits anew."""
    row = changing.find(found(request, code), number)
    moved = changing.move(row, body.send_at, by=request.auth.person, if_answered=body.if_answered or "")
    return presenting.answer(_shown(moved))


@router.route(
    "DELETE",
    "/tickets/{code}/scheduled/{number}",
    _("Drop a reply that waits"),
    outputs.TicketOut,
    WRITE_TICKETS,
)
def drop_scheduled(request: ApiRequest, code: Code, number: Number) -> HttpResponse:
    """Throw it away; nothing goes out."""

    def drop(ticket: Ticket) -> None:
        changing.discard(changing.find(ticket, number), by=request.auth.person)

    return changed(request, code, drop)


@router.route(
    "POST",
    "/tickets/{code}/scheduled/{number}/sending",
    _("Send a reply that waits"),
    outputs.Written,
    WRITE_TICKETS,
    status=201,
)
def send_scheduled(request: ApiRequest, code: Code, number: Number) -> HttpResponse:
    """Send it at once, in your own name."""
    ticket = found(request, code)
    return _written(lambda: changing.send_now(changing.find(ticket, number), by=request.auth.person))


@router.route("POST", "/tickets/{code}/forwards", _("Forward"), outputs.Written, WRITE_TICKETS, status=201)
def forward(request: ApiRequest, code: Code, body: ForwardIn) -> HttpResponse:
    """Mail messages with their files to anybody. The customer sees neither that nor the answer, which is a note."""
    ticket, by = found(request, code), request.auth.person
    words = words_from(body, by, ticket.language)
    return _written(
        lambda: forwarding.forward(
            ticket, body.messages, words, by=by, to=body.to, cc=body.cc, bcc=body.bcc, subject=body.subject
        ),
    )


def _written(act: Callable[[], Message]) -> HttpResponse:
    message = act()
    ticket = Ticket.objects.get(pk=message.ticket_id)  # where it was merged away, the one that stays
    attached: Sequence[Any] = list(message.attachments.all()) if message.has_files else ()
    written = {"message": presenting.message(message, attached), "ticket": presenting.ticket(ticket)}
    return presenting.answer(written, 201)


def _shown(row: Later) -> dict[str, Any]:
    draft = row.draft
    return {
        "id": row.pk,
        "send_at": row.due_at,
        "if_answered": row.if_answered,
        "held": row.held,
        "author": draft.person_id,
        "html": draft.html,
        "to": draft.to,
        "cc": draft.cc,
        "bcc": draft.bcc,
        "resolves": bool(row.how.get("resolve")),
    }
