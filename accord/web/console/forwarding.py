"""Forwarding from the ticket's page: one message, or the conversation so far."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accord.core.errors import Missing
from accord.core.html import from_text
from accord.tickets import forwarding
from accord.tickets.models import Message, MessageKind, Ticket
from accord.tickets.writing import Words
from accord.web.console.pages import AgentRequest, agent_page, part
from accord.web.console.splitting import message_for
from accord.web.console.ticket_page import redirect, ticket_for
from accord.web.console.writing import addresses
from accord.web.uploads import stored


@require_http_methods(["GET", "POST"])
@agent_page
def show(request: AgentRequest, code: str) -> HttpResponse:
    """GET: the dialog for what was said last. POST: forward `message`, or with `which=all` all up to it."""
    ticket = ticket_for(request, code)
    said = Message.objects.filter(ticket=ticket).exclude(kind=MessageKind.NOTE)
    if request.method == "GET":
        return _dialog(request, ticket, said.order_by("-id").first())
    wanted = request.POST.get("message", "")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0
    if request.POST.get("which") == "all":
        chosen = list(said.filter(id__lte=number).values_list("id", flat=True))
    else:
        chosen = [number]
    text = request.POST.get("text", "").strip()
    files = [stored(upload) for upload in request.FILES.getlist("files")]
    forwarding.forward(
        ticket,
        chosen,
        Words(text=text, html=from_text(text), files=files),
        by=request.user,
        to=addresses(request.POST.get("to", "")),
        cc=addresses(request.POST.get("cc", "")),
        subject=request.POST.get("subject", ""),
    )
    return redirect(ticket, "forwarded")


@require_GET
@agent_page
def of_message(request: AgentRequest, number: int) -> HttpResponse:
    """The dialog for this message."""
    message = message_for(request, number)
    return _dialog(request, message.ticket, None if message.is_note else message)


def _dialog(request: AgentRequest, ticket: Ticket, message: Message | None) -> HttpResponse:
    if message is None:
        raise Missing(
            "message", sentence=_("There is nothing here that could be forwarded. Notes stay here.")
        )
    before = Message.objects.filter(ticket=ticket, id__lt=message.pk).exclude(kind=MessageKind.NOTE).count()
    author = (message.author.shown_name if message.author else "") or message.author_address
    context = {"ticket": ticket, "message": message, "author": author, "before": before}
    return part(request, "console/forward.html", context)
