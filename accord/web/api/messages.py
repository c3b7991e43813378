"""Routes of messages, notes and files."""

from typing import Annotated

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import File
from ninja.files import UploadedFile
from pydantic import Field

from accord.core import files
from accord.core.errors import NotFound
from accord.messaging import withholding
from accord.tickets import audiences, conversation, internal, noting, replying, seeing
from accord.tickets.going_outside import is_internal
from accord.tickets.models import Attachment, Message, Ticket
from accord.web.api import asides, outputs, presenting
from accord.web.api.admitting import READ_TICKETS, SEND_FILES, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Code, Limit, Number
from accord.web.api.inputs import NoteIn, ReplyIn
from accord.web.api.routes import Routes, found
from accord.web.api.writing import explanation_from, keep, words_from

router = Routes()
Before = Annotated[Number | None, Field(description="Only messages before this one.")]


@router.route("GET", "/tickets/{code}/messages", _("Read messages and notes"), outputs.MessageList, READ_TICKETS)
def list_messages(request: ApiRequest, code: Code, before: Before = None, limit: Limit = 50) -> HttpResponse:
    """The newest messages and notes, oldest first; `earlier` leads to those before."""
    talk = conversation.load(found(request, code), before=before, window=limit, reader=request.auth.access)
    return presenting.answer({"messages": [presenting.said(each) for each in talk.said], "earlier": talk.earlier})


@router.route("POST", "/tickets/{code}/messages", _("Reply"), outputs.Written, WRITE_TICKETS, status=201)
def reply(request: ApiRequest, code: Code, body: ReplyIn) -> HttpResponse:
    """Answer the customer. The answer comes when the reply is stored; it is mailed right after."""
    ticket = found(request, code)
    by = request.auth.person
    resolve = explanation_from(body.resolve, body.resolve.reason, ticket) if body.resolve else None
    message = replying.reply(
        ticket,
        words_from(body, by, ticket.language),
        by=by,
        to=body.to or None,
        cc=body.cc,
        bcc=body.bcc,
        seen=body.seen,
        keep_postponed=body.keep_postponed,
        open_again=body.open_again,
        resolve=resolve,
    )
    return _written(ticket, message)


@router.route("POST", "/tickets/{code}/notes", _("Write a note"), outputs.Written, WRITE_TICKETS, status=201)
def note(request: ApiRequest, code: Code, body: NoteIn) -> HttpResponse:
    """Add an internal note; no customer ever sees it."""
    ticket = found(request, code)
    by = request.auth.person
    words, audience = words_from(body, by, ticket.language), asides.audience_of(body)
    if is_internal(ticket):
        message = internal.write(ticket, words, by=by, audience=audience)
    else:
        message = noting.note(ticket, words, by=by, audience=audience)
    return _written(ticket, message)


def _written(ticket: Ticket, message: Message) -> HttpResponse:
    attached = message.attachments.all() if message.has_files else ()
    audience = audiences.of([message]).get(message.pk)
    return presenting.answer(
        {"message": presenting.message(message, attached, audience), "ticket": presenting.ticket(ticket)}, 201
    )


@router.route("POST", "/files", _("Send a file"), outputs.UploadOut, SEND_FILES, status=201)
def send_file(request: ApiRequest, file: File[UploadedFile]) -> HttpResponse:
    """Store a file as `multipart/form-data`; its id may stand in `files` of a message for a day."""
    return presenting.answer(keep(file, request.auth.person), 201)


@router.route("GET", "/files/{number}", _("Download a file"), bytes, READ_TICKETS)
def download_file(request: ApiRequest, number: Annotated[int, Field(ge=1, le=2**63 - 1)]) -> FileResponse:
    """A file of a message on a ticket that you may see."""
    row = Attachment.objects.select_related("file", "message__ticket").filter(pk=number, message__isnull=False).first()
    if row is None or row.message is None or not seeing.may_see(request.auth.access, row.message.ticket):
        raise NotFound(str(number))
    if not audiences.may_read(request.auth.access, row.message):
        raise NotFound(str(number))
    withholding.demand(row.file)
    try:
        source = files.path_of(row.file).open("rb")
    except files.FileMissing as error:
        raise NotFound(str(number)) from error
    return FileResponse(source, as_attachment=True, filename=row.name, content_type="application/octet-stream")
