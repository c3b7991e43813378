"""The verbs about thanks: saying that words were thanks only or more, and resolving after thanks."""

from accord.core.errors import NotFound
from accord.core.ids import read_number
from accord.tickets import rejudging
from accord.tickets.models import Message, Ticket
from accord.web.console.pages import AgentRequest
from accord.web.console.ticket_verbs import verb


@verb
def rejudge(request: AgentRequest, ticket: Ticket) -> str:
    """The message of `only` was thanks only, or that of `more` was more than thanks. Raises NotFound."""
    only = request.POST.get("only", "")
    number = only or request.POST.get("more", "")
    message = Message.objects.filter(ticket=ticket, pk=read_number(number) or 0).first()
    if message is None:
        raise NotFound(number)
    if only:
        rejudging.only_thanks(ticket, message, by=request.user)
        return "only-thanks"
    rejudging.more_than_thanks(ticket, message, by=request.user)
    return "more-than-thanks"


@verb
def resolve(request: AgentRequest, ticket: Ticket) -> str:
    """Resolve what only thanks had opened; nobody is written to."""
    rejudging.resolve_after_thanks(ticket, by=request.user)
    return "thanked"
