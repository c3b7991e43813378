"""What failed: effects that were not carried out, timers that ended in an error; each with its cause and a retry."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from markupsafe import Markup

from accord.core import clock
from accord.core.errors import NotFound
from accord.events import delivering
from accord.events.models import Delivery, Timer
from accord.tickets.models import Ticket
from accord.tickets.telling import tell
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.sections import go, settings_page
from accord.web.moments import day_and_time

SECTION = "settings-deliveries"
MOST = 100


@dataclass(frozen=True)
class Failed:
    """A delivery as the page shows it."""

    delivery: Delivery
    sentence: Markup
    ticket_code: str
    what: str


@dataclass(frozen=True)
class FailedTimer:
    timer: Timer
    ticket_code: str
    due_at: datetime


@admin_page
def show(request: AgentRequest) -> HttpResponse:
    """The newest hundred; those that nobody tries any more first."""
    rows = list(
        Delivery.objects.exclude(last_error="").select_related("event").order_by("-given_up_at", "-id")[:MOST]
    )
    timers = list(Timer.objects.exclude(last_error="").order_by("-id")[:MOST])
    wanted = {row.event.ticket_id for row in rows}
    wanted |= {each.subject_id for each in timers if each.subject_kind == "ticket"}
    codes = dict(Ticket.objects.filter(id__in=[each for each in wanted if each]).values_list("id", "code"))
    context = {
        "failed": told(rows, codes),
        "timers": [FailedTimer(each, codes.get(each.subject_id, ""), each.due_at) for each in timers],
        "given_up": sum(row.given_up_at is not None for row in rows),
    }
    return settings_page(request, "settings/deliveries.html", context, section=SECTION)


def told(rows: list[Delivery], codes: dict[int, str]) -> list[Failed]:
    """Deliveries as lists show them: what happened, what was to be done, on which ticket."""
    lines = tell([row.event for row in rows], day_and_time)
    names = effect_names()
    return [
        Failed(row, line.sentence, codes.get(row.event.ticket_id or 0, ""), names.get(row.effect, row.effect))
        for row, line in zip(rows, lines, strict=True)
    ]


def effect_names() -> dict[str, str]:
    """What an effect was to do, in words."""
    return {
        "mail": _("Tell the customer"),
        "account-mail": _("Mail a way in"),
        "publish-mailboxes": _("Tell the mail intake about our addresses"),
        "erasure-log": _("Remember outside of the database what was erased"),
    }


def failing() -> int:
    """How many effects nobody tries any more; at most MOST are counted. For Today's alarm."""
    return Delivery.objects.filter(given_up_at__isnull=False).order_by()[:MOST].count()


@require_POST
@admin_page
def retry(request: AgentRequest, number: int) -> HttpResponse:
    """Try a delivery again now. Raises NotFound."""
    delivery = Delivery.objects.filter(pk=number).first()
    if delivery is None:
        raise NotFound("delivery")
    delivering.retry(delivery)
    return go(SECTION)


@require_POST
@admin_page
def retry_all(request: AgentRequest) -> HttpResponse:
    """Try everything again that was given up, a hundred at most."""
    for delivery in Delivery.objects.filter(given_up_at__isnull=False).order_by("id")[:MOST]:
        delivering.retry(delivery)
    return go(SECTION)


@require_POST
@admin_page
def retry_timer(request: AgentRequest, number: int) -> HttpResponse:
    """Let a timer be due now."""
    with transaction.atomic():
        if not Timer.objects.filter(pk=number).update(due_at=clock.now(), attempts=0):
            raise NotFound("timer")
    return go(SECTION)
