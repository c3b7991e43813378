"""The ticket that something is tried out with: the one whose code was typed, else the newest."""

from django.utils.translation import gettext as _

from accord.core import ids
from accord.core.errors import Invalid, NotFound
from accord.tickets import seeing
from accord.tickets.models import Ticket
from accord.web.console.pages import AgentRequest


def ticket_named(request: AgentRequest, code: str) -> Ticket:
    """Raises Invalid for a code that leads nowhere for this agent, or when there is no ticket yet."""
    wanted = code.strip() or newest(request)
    if not wanted:
        raise Invalid("ticket", sentence=_("There is no ticket yet to show this with."))
    try:
        return seeing.find(request.access, ids.read_code(wanted) or wanted[:20])
    except NotFound:
        raise Invalid("ticket", sentence=_("There is no ticket with this code for you.")) from None


def newest(request: AgentRequest) -> str:
    """The code of the newest ticket that the agent may see, "" without one."""
    rows = Ticket.objects.order_by("-id")
    if not request.access.everywhere:
        rows = rows.filter(department_id__in=request.access.departments())
    return rows.values_list("code", flat=True).first() or ""
