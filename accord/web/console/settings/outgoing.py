"""What leaves: whether anything is sent, what waits while it is not, and the button Go."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accord.core import clock
from accord.events import outgoing, reactions
from accord.events.models import Delivery
from accord.people import workspace
from accord.tickets.models import Ticket
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.deliveries import told
from accord.web.console.settings.sections import go, settings_page

SECTION = "settings-outgoing"
SHOWN = 20


@admin_page
def show(request: AgentRequest) -> HttpResponse:
    """Whether it is paused and since when, how much waits and how old it is, the oldest twenty."""
    effects = reactions.leaving()
    rows = Delivery.objects.filter(given_up_at__isnull=True, effect__in=effects).select_related("event")
    first = list(rows.order_by("event_id")[:SHOWN])
    wanted = {row.event.ticket_id for row in first if row.event.ticket_id}
    codes = dict(Ticket.objects.filter(id__in=wanted).values_list("id", "code"))
    context = {
        "since": outgoing.since(),
        "waiting": outgoing.waiting(effects),
        "first": told(first, codes),
    }
    return settings_page(request, "settings/outgoing.html", context, section=SECTION)


@require_POST
@admin_page
def pause(request: AgentRequest) -> HttpResponse:
    """From now on nothing is sent. Again changes nothing."""
    if not outgoing.paused():
        workspace.change(outgoing.PAUSED, clock.now().isoformat(timespec="seconds"), by=request.user)
    return go(SECTION, done=False)


@require_POST
@admin_page
def resume(request: AgentRequest) -> HttpResponse:
    """Go: what waits is sent."""
    workspace.change(outgoing.PAUSED, "", by=request.user)
    return go(SECTION, done=False)
