"""Writing on a ticket: replies and notes, drafts that are saved while one writes, files that are dropped in."""

from collections.abc import Sequence
from contextlib import nullcontext

from django.http import FileResponse, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.automation.macros import applying
from accord.automation.models import Macro
from accord.core.errors import AccordError, NotFound
from accord.core.html import clean_outgoing, from_text, to_text
from accord.core.ids import read_number
from accord.tickets import audiences, drafting, internal, noting, seeing, tagging
from accord.tickets.audiences import Audience
from accord.tickets.explaining import ready_text
from accord.tickets.going_outside import is_internal
from accord.tickets.later import changing
from accord.tickets.later.kept import Answer, reply
from accord.tickets.models import Attachment, Draft, Message, MessageKind, State, Ticket
from accord.tickets.tags.shaping import must_tag
from accord.tickets.writing import FileOf, Words
from accord.web.console import later, macros
from accord.web.console.pages import AgentRequest, agent_page
from accord.web.console.ticket_page import redirect, render_ticket, ticket_for
from accord.web.console.ticket_verbs import address_from
from accord.web.files import file_response
from accord.web.moments import clock_time
from accord.web.uploads import stored


def addresses(text: str) -> list[str]:
    """Addresses between commas. Raises Missing for one that is none."""
    return [address_from(each) for each in text.replace(";", ",").split(",") if each.strip()]


def words_from(request: AgentRequest, ticket: Ticket | None, kind: str) -> Words:
    """What the composer sent: HTML of the editor, or plain text without JavaScript, and the draft's files."""
    html = clean_outgoing(request.POST.get("html", ""))
    text = request.POST.get("text", "")
    if not html.strip() and text.strip():
        html = from_text(text)
    draft = drafting.find(ticket, request.user, kind)
    rows = Attachment.objects.filter(draft=draft).select_related("file") if draft else []
    kept = [
        FileOf(each.file, each.name, each.content_type, inline=each.inline, content_id=each.content_id)
        for each in rows
    ]
    kept += [stored(upload) for upload in request.FILES.getlist("files")]
    return Words(text=to_text(html), html=html, files=kept, language=ticket.language if ticket else "")


@require_POST
@agent_page
def message(request: AgentRequest, code: str) -> HttpResponse:
    """Send a reply, send and resolve, or add a note, and do the changes of the macros that were picked. What is
    refused leaves the words where they are."""
    ticket = ticket_for(request, code)
    kind = "note" if request.POST.get("kind") == "note" else "reply"
    try:
        words, picked = words_from(request, ticket, kind), macros.picked(request, ticket)
        if _stands_already(request, ticket, words):
            drafting.forget(ticket, request.user, kind)
            return redirect(ticket, "noted" if kind == "note" else "replied")
        with applying.held(picked, ticket) if picked else nullcontext():  # else the verb's own will do
            if kind == "reply":
                answer = _answer(request, ticket, words, picked)
                waits = later.kept(request, ticket, answer)
                if waits is not None:
                    return waits
                did = _reply(request, ticket, answer)
            else:
                did = _note(request, ticket, words)
            return redirect(ticket, macros.carried_out(picked, ticket, request.user, did) if picked else did)
    except AccordError as error:
        keep(request, ticket, kind)
        ticket.refresh_from_db()
        return render_ticket(request, ticket, problem=str(error), status=error.status)


def _stands_already(request: AgentRequest, ticket: Ticket, words: Words) -> bool:
    """Whether the form came before: who never saw that his words were taken sends the same page again."""
    post, seen = request.POST, read_number(request.POST.get("seen", ""))
    if seen is None or not words.text.strip() or words.files:
        return False
    if post.get("then") == "resolve" and ticket.state != State.RESOLVED:
        return False
    newer = Message.objects.filter(
        ticket=ticket, id__gt=seen, author_id=request.user.pk, text=words.text
    )
    if post.get("kind") == "note":
        return newer.filter(kind=MessageKind.NOTE).exists()
    given = newer.filter(kind=MessageKind.OUTGOING).values_list("to", flat=True)
    if any(not post.get("to") or to == addresses(post["to"]) for to in given):
        return True
    return changing.waits_already(ticket, words.html, by=request.user, seen=seen)


def _note(request: AgentRequest, ticket: Ticket, words: Words) -> str:
    audience = Audience.parse(request.POST.getlist("readers"))
    if is_internal(ticket):
        internal.write(ticket, words, by=request.user, audience=audience)
        return "said-inside"
    noting.note(ticket, words, by=request.user, audience=audience)
    return "noted"


def _answer(request: AgentRequest, ticket: Ticket, words: Words, picked: Sequence[Macro]) -> Answer:
    """All that the form says of the answer. Also where a macro resolves the answer itself asks the customer."""
    for name in filter(str.strip, request.POST.get("tags", "").split(",")):
        tagging.tag(ticket, name, by=request.user)
    if picked and must_tag(ticket):
        for name, why in applying.tags_of(picked):
            tagging.tag(ticket, name, by=request.user, because=why)
    resolve = applying.resolving(picked, ticket, request.user) if picked else None
    then = request.POST.get("then")
    if resolve is None and (then == "resolve" or (then == "later" and request.POST.get("later_resolves") == "1")):
        resolve = ready_text("solved", ticket.language, ticket.department_id)
    carried = {"ids": [each.pk for each in picked], "resolved": resolve is not None}
    return Answer(
        words,
        to=addresses(request.POST.get("to", "")) or None,
        cc=addresses(request.POST.get("cc", "")),
        bcc=addresses(request.POST.get("bcc", "")),
        seen=read_number(request.POST.get("seen", "")),
        keep_postponed=request.POST.get("keep_postponed") == "1",
        open_again=request.POST.get("open_again") == "1",
        resolve=resolve,
        besides={applying.CARRIED: carried} if picked else {},
    )


def _reply(request: AgentRequest, ticket: Ticket, answer: Answer) -> str:
    reply(ticket, answer, by=request.user)
    return "replied" if answer.resolve is None else "resolved"


def keep(
    request: AgentRequest, ticket: Ticket | None, kind: str, known: drafting.Known | None = None
) -> Draft:
    """Save what the form holds as the agent's draft, but what it says to have `left` as another window may have stored
    it. Raises ChangedElsewhere, where it is said what the page knows.
    """
    post, left = request.POST, request.POST.getlist("left")
    html = post.get("html", "") or from_text(post.get("text", ""))
    lists = {
        name: [each.strip() for each in post.get(name, "").split(",") if each.strip()]
        for name in ("to", "cc", "bcc")
    }
    lists["readers"] = (
        [each[:20] for each in post.getlist("readers")[: audiences.MOST]] if kind == "note" else []
    )
    return drafting.save(
        ticket,
        request.user,
        kind,
        html=html,
        subject=None if "subject" in left else post.get("subject", ""),
        known=known,
        **{name: None if name in left else given for name, given in lists.items()},
    )


@require_POST
@agent_page
def draft(request: AgentRequest, code: str) -> HttpResponse:
    """Save the draft as it stands; says when, or which words another page of the same agent has stored meanwhile. The
    code `new` is a ticket that is not open yet."""
    ticket = None if code == "new" else ticket_for(request, code)
    kind = request.POST.get("kind", "reply")
    if request.POST.get("forget") == "1":
        drafting.forget(ticket, request.user, kind)
        return JsonResponse({"saved": ""})
    mark = request.POST.get("mark")
    known = None if mark is None else drafting.Known(mark, request.POST.get("sent", ""))
    try:
        row = keep(request, ticket, kind, known)
    except drafting.ChangedElsewhere as other:
        return JsonResponse({"html": other.draft.html, "mark": other.draft.mark}, status=other.status)
    saved = _("Saved %(time)s") % {"time": clock_time(row.updated_at)}
    return JsonResponse({"saved": saved, "mark": row.mark})


@require_POST
@agent_page
def upload(request: AgentRequest, code: str) -> HttpResponse:
    """Keep files with the draft; answers with their ids. `remove` takes one away again."""
    ticket = None if code == "new" else ticket_for(request, code)
    kind = request.POST.get("kind", "reply")
    row = drafting.find(ticket, request.user, kind) or drafting.save(ticket, request.user, kind, html="")
    removed = read_number(request.POST.get("remove", ""))
    if removed is not None:
        Attachment.objects.filter(pk=removed, draft=row).delete()
        return JsonResponse({"files": []})
    made, problem = [], None
    try:
        for each in request.FILES.getlist("files"):
            kept = stored(each)
            made.append(
                Attachment.objects.create(
                    draft=row,
                    file=kept.file,
                    name=kept.name,
                    content_type=kept.content_type,
                    size=kept.file.size,
                )
            )
    except AccordError as error:
        problem = error
    told = {"files": [{"id": each.pk, "name": each.name, "size": each.size} for each in made]}
    if problem is not None:  # those before it are kept, and the writer has to see them
        return JsonResponse({**told, "error": str(problem)}, status=problem.status)
    return JsonResponse(told)


@require_GET
@agent_page
def file(request: AgentRequest, number: int, name: str) -> FileResponse:
    """A file of a message or of one's own draft: pictures are shown, all else is a download with a safe name."""
    attachment = (
        Attachment.objects.select_related("message__ticket", "draft", "file").filter(pk=number).first()
    )
    if attachment is None or not _may_read(request, attachment):
        raise NotFound("file")
    return file_response(attachment)


def _may_read(request: AgentRequest, attachment: Attachment) -> bool:
    message = attachment.message
    if message is not None:
        return seeing.may_see(request.access, message.ticket) and audiences.may_read(request.access, message)
    return attachment.draft is not None and attachment.draft.person_id == request.access.person_id
