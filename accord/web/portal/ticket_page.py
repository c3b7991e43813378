"""The page of one request, the same for the question "is it solved?", a personal link and a proven session."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accord.core.errors import AccordError, Invalid
from accord.core.html import from_text
from accord.core.ids import read_number
from accord.core.limits import Limit
from accord.events.models import Event
from accord.messaging.retelling import AUTOMATIC, HIDDEN
from accord.tickets import conversation, links
from accord.tickets.confirming import WroteMeanwhile, may_take_back
from accord.tickets.conversation import Said as Message
from accord.tickets.models import Attachment, MessageKind, Resolution, State, Ticket
from accord.tickets.models import Message as MessageRow
from accord.tickets.writing import FileOf, Words
from accord.web import bodies
from accord.web.portal import deciding, shown_fields, told
from accord.web.portal.deciding import Done, Said, Visit
from accord.web.portal.pages import go, reading, show
from accord.web.uploads import stored

LONGEST_TEXT = 100_000
MOST_FILES = 20
PER_LINK = Limit("portal.link", 60, 3600)  # forms sent on one request by one person
ACTS: dict[str, Callable[[Visit, Said], Done]] = {
    "yes": deciding.yes,
    "no": deciding.no,
    "take-back": deciding.back,
    "write": deciding.write,
}


def act(request: HttpRequest, visit: Visit, *, whole: bool) -> HttpResponse:
    """Do what the form says, then lead to where the words are now; what is refused leaves them in the form."""
    said, problem = Said(Words()), None
    try:
        PER_LINK.demand(visit.ticket.pk, visit.person.pk)
        said = _said(request, with_files=whole)
        do = ACTS.get(request.POST.get("answer", ""))
        if do is None:
            raise Invalid("answer")
        done = do(visit, said)
    except AccordError as error:
        problem = error
    if problem is not None:
        visit.ticket.refresh_from_db()
        text = request.POST.get("text", "")
        return page(request, visit, whole=whole, problem=problem, text=text, status=problem.status)
    notice = {} if done.notice == "closed" else {"done": done.notice}
    return go(request, _place_of(request, visit, done.ticket), **notice)


def page(
    request: HttpRequest,
    visit: Visit,
    *,
    whole: bool,
    problem: AccordError | None = None,
    text: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page as things stand today. `whole` has a reply form with files and, for who is proven, the conversation."""
    ticket = visit.ticket
    with reading(request, visit.person, ticket):
        context: dict[str, Any] = {
            **told.HELPERS,
            "ticket": ticket,
            "visit": visit,
            "asks": ticket.state == State.RESOLVED and visit.may_close,
            "resolution": _shown_resolution(ticket),
            "may_take_back": may_take_back(ticket, visit.person),
            "steps": told.steps(_events(ticket), visit.person) if visit.is_requester and visit.proven else [],
            "whole": whole,
            "whole_url": _whole_url(visit),
            "problem": problem,
            "meanwhile": _meanwhile(visit, request) if isinstance(problem, WroteMeanwhile) else [],
            "text": text,
            "notice": told.notice(request.GET.get("done", "")),
            "body": partial(_body, url_of=file_url if visit.proven else _no_url),
        }
        if whole and visit.proven:
            context |= {**_talk(request, visit), "field_words": shown_fields.words, "field_forms": shown_fields.forms}
        response = show(request, "portal/ticket.html", context, status=status)
    if visit.proven:
        response.accord_style_attr = True  # type: ignore[attr-defined]
    return response


def file_url(attachment: Attachment) -> str:
    """Where a customer gets a file."""
    return reverse("my-file", args=[attachment.pk, attachment.name])


def automatic(message: MessageRow) -> bool:
    """Whether no person wrote it."""
    return not AUTOMATIC.isdisjoint(message.marks)


def hidden(message: MessageRow, ticket: Ticket) -> bool:
    """Whether who reads this ticket's page must not see the message."""
    return not (AUTOMATIC if ticket.merged_into_id else HIDDEN).isdisjoint(message.marks)


def _said(request: HttpRequest, *, with_files: bool) -> Said:
    """What the form holds. Raises Invalid for what is too long, too large or refused."""
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise Invalid("text", sentence=_("That is too long for one message. Send it as a file."))
    files: list[FileOf] = []
    if with_files:
        uploads = [each for each in request.FILES.getlist("files") if each.name]
        if len(uploads) > MOST_FILES:
            raise Invalid("files", sentence=_("%(most)s files at most go with one message."), most=MOST_FILES)
        files = [stored(each) for each in uploads]
    words = Words(text=text, html=from_text(text) if text else "", files=files)
    return Said(words, _number(request, "resolution"), _number(request, "seen"))


def _number(request: HttpRequest, name: str) -> int | None:
    return read_number(request.POST.get(name, ""))


def _place_of(request: HttpRequest, visit: Visit, where: Ticket) -> str:
    """The page of the ticket where the words are: this one, or the follow-up by the same right."""
    if where.pk == visit.ticket.pk:
        return request.path
    return _whole_url(replace(visit, ticket=where))


def _whole_url(visit: Visit) -> str:
    if visit.proven:
        return reverse("my-ticket", args=[visit.ticket.code])
    token = links.token(visit.ticket, visit.person.pk, visit.address, made_at=visit.link_made_at)
    return reverse("my-link", args=[token])


def _shown_resolution(ticket: Ticket) -> Resolution | None:
    """What explains the ending that stands, with the person and the answer that explain it."""
    if ticket.resolution_id is None:
        return None
    return Resolution.objects.select_related("by", "message").filter(pk=ticket.resolution_id).first()


def _events(ticket: Ticket) -> list[Event]:
    return list(Event.objects.filter(ticket_id=ticket.pk, public=True).order_by("-id")[:60])[::-1]


def _meanwhile(visit: Visit, request: HttpRequest) -> list[MessageRow]:
    """What came after the page that the form was on."""
    seen = _number(request, "seen") or 0
    rows = MessageRow.objects.filter(ticket=visit.ticket, id__gt=seen).exclude(kind=MessageKind.NOTE)
    return [each for each in rows.select_related("author").order_by("id")[:10] if not hidden(each, visit.ticket)]


def _talk(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    """The conversation: messages, explanations and steps, oldest first, in windows from the newest back."""
    number = read_number(request.GET.get("before", ""))
    talk = conversation.load(
        visit.ticket, before=number, public_only=True, merged=visit.ticket.merged_into_id is not None
    )
    entries: list[tuple[datetime, int, str, Any]] = [
        (said.message.at, 0, "message", said) for said in talk.said if not hidden(said.message, visit.ticket)
    ]
    since = talk.said[0].message.at if talk.earlier and talk.said else None
    until = talk.said[-1].message.at if number and talk.said else None
    span = Q(at__gte=since) if since else Q()
    span &= Q(at__lte=until) if until else Q()
    explained = Resolution.objects.filter(span, ticket=visit.ticket, message=None, silent=False).select_related("by")
    asked = visit.ticket.resolution_id if visit.ticket.state == State.RESOLVED else None  # stands above already
    entries += [
        (each.at, 1, "explanation", each) for each in explained if each.by.is_agent and each.what and each.pk != asked
    ]
    known = [event for event in talk.events if event.kind != "ticket.opened"]  # the first message says it
    entries += [(step.at, 2, "step", step) for step in told.steps(known, visit.person)]
    entries.sort(key=lambda entry: entry[:2])
    return {"talk": talk, "entries": entries, "quoted": bodies.quoted, "file_url": file_url}


def _body(said: Message | MessageRow, *, url_of: bodies.UrlOf) -> str:
    if isinstance(said, MessageRow):
        said = Message(said, said.author, list(Attachment.objects.filter(message=said)))
    return bodies.body(said, url_of)


def _no_url(attachment: Attachment) -> str:
    """Who holds only a link sees no files, thus no pictures in the words."""
    return ""
