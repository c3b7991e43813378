"""Why a message stands where it stands: what its channel found out about it, fetched when somebody asks."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from accord.core.errors import NotFound
from accord.messaging.channel import channels
from accord.tickets import audiences, seeing
from accord.tickets.models import Message
from accord.web.console.pages import AgentRequest, agent_page, part


@require_GET
@agent_page
def show(request: AgentRequest, number: int) -> HttpResponse:
    """The reasons as a list. Raises NotFound, also for a message of a ticket that this agent may not see."""
    message = Message.objects.select_related("ticket").filter(pk=number).first()
    if message is None or not seeing.may_see(request.access, message.ticket):
        raise NotFound("message")
    if not audiences.may_read(request.access, message):
        raise NotFound("message")
    channel = channels.get(message.channel)
    reasons = channel.why(message.pk) if channel is not None and channel.why is not None else []
    return part(request, "console/thread/why.html", {"reasons": reasons})
