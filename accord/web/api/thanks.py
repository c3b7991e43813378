"""Routes about thanks: whether a customer's words are thanks only, and resolving after them."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accord.core.errors import NotFound
from accord.tickets import rejudging
from accord.tickets.models import Message, Ticket
from accord.web.api import outputs
from accord.web.api.admitting import WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Code, Number
from accord.web.api.routes import Routes, changed

router = Routes()
GIVES = outputs.TicketOut


@router.route("POST", "/tickets/{code}/messages/{number}/courtesy", _("Only thanks"), GIVES, WRITE_TICKETS)
def only_thanks(request: ApiRequest, code: Code, number: Number) -> HttpResponse:
    """Say that a customer's message is thanks only. If it opened the ticket, that is undone."""
    by = request.auth.person
    return changed(request, code, lambda ticket: rejudging.only_thanks(ticket, _message(ticket, number), by=by))


@router.route("DELETE", "/tickets/{code}/messages/{number}/courtesy", _("More than thanks"), GIVES, WRITE_TICKETS)
def more_than_thanks(request: ApiRequest, code: Code, number: Number) -> HttpResponse:
    """Say that a message is more than thanks. A resolved ticket opens; for a closed one a follow-up does."""
    by = request.auth.person
    return changed(request, code, lambda ticket: rejudging.more_than_thanks(ticket, _message(ticket, number), by=by))


@router.route("POST", "/tickets/{code}/thanks", _("Resolve after thanks"), GIVES, WRITE_TICKETS)
def resolve_after_thanks(request: ApiRequest, code: Code) -> HttpResponse:
    """Resolve a ticket whose newest message is thanks only. Nobody is written to; there is nothing to say."""
    return changed(request, code, lambda ticket: rejudging.resolve_after_thanks(ticket, by=request.auth.person))


def _message(ticket: Ticket, number: int) -> Message:
    message = Message.objects.filter(ticket=ticket, pk=number).first()
    if message is None:
        raise NotFound(str(number))
    return message
