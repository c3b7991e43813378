"""A ticket on paper: its page to print, and the same as PDF; all of it, or only what its customer reads."""

from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import strip_tags
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.core import options
from accord.messaging import retelling
from accord.messaging.retelling import Entry, Told
from accord.tickets import telling
from accord.tickets.models import Priority, Ticket
from accord.tickets.transcribing import send_transcript
from accord.web import look, moments, paper
from accord.web.console import bodies
from accord.web.console.pages import AgentRequest, agent_page
from accord.web.console.thread import never_shown
from accord.web.console.ticket_page import redirect, ticket_for
from accord.web.paper import Paper, Piece

PUBLIC = "public"
PARTS = {
    "what": gettext_lazy("What happened"),
    "why": gettext_lazy("Why"),
    "next": gettext_lazy("What comes next"),
}
TOLD_ALREADY = frozenset({"message.received", "ticket.opened"})  # by the messages themselves


@dataclass(frozen=True)
class Sheet:
    """What stands on paper. `lines` are what happened, among the entries by their moments."""

    ticket: Ticket
    public: bool
    told: Told
    lines: list[telling.Line]

    @property
    def in_order(self) -> list[tuple[str, Any]]:
        """("entry", Entry) and ("line", Line) by time."""
        rows: list[tuple[Any, int, str, Any]] = [(each.at, 0, "entry", each) for each in self.told.entries]
        rows += [(each.at, 1, "line", each) for each in self.lines]
        return [(kind, each) for _at, _order, kind, each in sorted(rows, key=lambda row: row[:2])]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What stands above the conversation."""
        ticket = self.ticket
        found = [
            (_("Customer"), ticket.requester.public_name if self.public else ticket.requester.shown_name)
        ]
        found.append((_("Opened"), when(ticket.created_at)))
        if self.public:
            return found
        found.append((_("Mail"), ticket.requester_address or "–"))
        found.append((_("State"), look.state_word(ticket.state)))
        found.append((_("Priority"), str(Priority(ticket.priority).label)))
        found.append((_("Department"), ticket.department.name))
        found.append((_("Assigned to"), ticket.assignee.shown_name if ticket.assignee else _("Nobody yet")))
        return [*found, (_("Tags"), ", ".join(ticket.tag_names))] if ticket.tag_names else found


def when(moment: datetime) -> str:
    """Day with its year, and time: paper is read years later."""
    return f"{moments.date_only(moment)}, {moments.clock_time(moment)}"


@require_GET
@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """The page to print; `part=public` leaves out what the customer does not read."""
    sheet = _sheet(request, code)
    context = {
        "sheet": sheet,
        "ticket": sheet.ticket,
        "workspace": options.get("workspace.name"),
        "bodies": bodies,
        "parts": PARTS,
        "when": when,
        "theme": "light",
    }
    response = render(request, "console/print.html", context)
    response.accord_style_attr = True  # type: ignore[attr-defined]
    return response


@require_GET
@agent_page
def pdf(request: AgentRequest, code: str) -> HttpResponse:
    """The same as PDF. Raises NoPaper."""
    sheet = _sheet(request, code)
    response = HttpResponse(paper.pdf(paper_of(sheet)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{sheet.ticket.code}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@agent_page
def send(request: AgentRequest, code: str) -> HttpResponse:
    """Mail the whole conversation to the customer, or to the address in `to`."""
    ticket = ticket_for(request, code)
    send_transcript(ticket, by=request.user, to=request.POST.get("to", ""))
    return redirect(ticket, "transcript")


def _sheet(request: AgentRequest, code: str) -> Sheet:
    ticket = ticket_for(request, code)
    if request.GET.get("part") == PUBLIC:
        return Sheet(ticket, True, retelling.public_part(ticket), [])
    told = retelling.whole(ticket, reader=request.access, without=never_shown())
    events = [each for each in told.talk.events if each.kind not in TOLD_ALREADY]
    lines = telling.tell(events, moments.day_and_time, known=told.talk.people)
    return Sheet(ticket, False, told, [line for line in lines if line.shown])


def paper_of(sheet: Sheet) -> Paper:
    """The sheet as plain text, to be set."""
    ticket, workspace = sheet.ticket, str(options.get("workspace.name"))
    return Paper(
        title=ticket.subject or _("No subject"),
        over=f"{ticket.code} · {workspace}",
        foot=f"{ticket.code} · " + _("page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        language=get_language() or "en",
        author=workspace,
        facts=sheet.facts,
        pieces=[_piece(each) if kind == "entry" else _happened(each) for kind, each in sheet.in_order],
        notice=_("Earlier messages are not shown here.") if sheet.told.earlier else "",
    )


def _piece(entry: Entry) -> Piece:
    text = entry.text
    if entry.kind == "explanation":
        text = "\n\n".join(f"{PARTS[key]}: {words}" for key, words in entry.parts)
    below = _("Note, only colleagues read it") if entry.kind == "note" else entry.address
    files = ", ".join(f"{each.name} ({moments.size(each.size)})" for each in entry.files)
    return Piece(
        kind=entry.kind,
        head=entry.name,
        when=when(entry.at),
        below=below,
        text=text,
        files=_("Files: %(names)s") % {"names": files} if files else "",
    )


def _happened(line: telling.Line) -> Piece:
    words = unescape(strip_tags(str(line.sentence)))
    return Piece("event", "", when(line.at), text=" ".join([words, *line.reasons]))
