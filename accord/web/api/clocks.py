"""The service level of a ticket, its clocks and their log; and giving it another level."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accord.sla import choosing, showing
from accord.sla.known import known
from accord.sla.showing import Shown
from accord.tickets.models import Ticket
from accord.web.api import outputs, presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Code
from accord.web.api.inputs import LevelChoice
from accord.web.api.routes import Routes, changed, found

router = Routes()


@router.route(
    "GET", "/tickets/{code}/sla", _("Read a ticket's service level"), outputs.ServiceOut, READ_TICKETS
)
def read_service_level(request: ApiRequest, code: Code) -> HttpResponse:
    """Its level and why, the clocks that run or stand, and those that have ended with their verdict."""
    return presenting.answer(_presented(showing.of(found(request, code))))


@router.route(
    "PATCH", "/tickets/{code}/sla", _("Choose a ticket's service level"), outputs.TicketOut, WRITE_TICKETS
)
def choose_service_level(request: ApiRequest, code: Code, body: LevelChoice) -> HttpResponse:
    """Give it this level whatever the rules say; `level` null: the one that they choose."""

    def choose(ticket: Ticket) -> None:
        choosing.set_level(ticket, body.level, by=request.auth.person)

    return changed(request, code, choose)


@router.route("GET", "/sla/levels", _("List service levels"), outputs.ServiceLevels, READ_TICKETS)
def list_service_levels(request: ApiRequest) -> HttpResponse:
    """What each promises: seconds of business time for low, normal, high and urgent; null promises nothing."""
    levels = sorted(known().levels.values(), key=lambda each: each.id)
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "on": each.is_on,
            "targets": each.targets,
            "always": each.hours is None,
        }
        for each in levels
    ]
    return presenting.answer({"levels": rows})


def _presented(shown: Shown) -> presenting.Value:
    return {
        "level": {"id": shown.level_id, "name": shown.level} if shown.level_id else None,
        "by_hand": shown.by_hand,
        "why": shown.why,
        "clocks": [
            {
                "kind": each.kind,
                "target_s": each.target_s,
                "started_at": each.started_at,
                "due_at": each.due_at,
                "left_s": each.left_s,
                "stands": each.stands,
                "opens_at": each.opens_at,
            }
            for each in shown.clocks
        ],
        "log": [
            {
                "kind": each.kind,
                "target_s": each.target_s,
                "started_at": each.started_at,
                "ended_at": each.ended_at,
                "met": each.met,
                "spare_s": each.spare_s,
                "responsible": each.responsible_id,
                "ended_by": each.ended_by_id,
            }
            for each in shown.log
        ],
    }
