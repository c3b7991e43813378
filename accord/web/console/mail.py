"""What came in and what went out, over all channels: the ledger, and the outbox in which mails can be read."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accord.core.errors import NotFound
from accord.core.ids import read_number
from accord.messaging.channel import Outbox, channels
from accord.messaging.ledger import Ledger
from accord.web.console.pages import AgentRequest, admin_page, agent_page, page

PAGE = 50
# A mail stands in a frame of its own: it may be styled, and nothing in it runs, loads or leaves the frame.
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox"
)


def _ledgers() -> Iterator[tuple[str, Ledger]]:
    return ((key, channel.ledger) for key, channel in channels.items() if channel.ledger is not None)


def _ledger(key: str) -> Ledger:
    found = dict(_ledgers()).get(key)
    if found is None:
        raise NotFound("ledger")
    return found


def _outbox(key: str) -> Outbox:
    channel = channels.get(key)
    if channel is None or channel.outbox is None:
        raise NotFound("outbox")
    return channel.outbox


def _before(request: AgentRequest) -> int | None:
    return read_number(request.GET.get("before", ""))


@require_GET
@admin_page
def came(request: AgentRequest) -> HttpResponse:
    """The ledger of the first channel that has one, or of `channel`."""
    keys = [key for key, _each in _ledgers()]
    key = request.GET.get("channel", keys[0] if keys else "")
    ledger = _ledger(key)
    fate = request.GET.get("fate", "")
    rows = ledger.page(fate, _before(request), PAGE + 1)
    context = {
        "rows": rows[:PAGE],
        "next": rows[PAGE - 1].id if len(rows) > PAGE else None,
        "fates": ledger.fates(),
        "fate": fate,
        "channel": key,
        "done": {"retried": _("It was tried again."), "separated": _("It has a ticket of its own now.")}.get(
            request.GET.get("did", ""), ""
        ),
    }
    return page(request, "console/ledger.html", context, current="mail")


@require_POST
@admin_page
def retry(request: AgentRequest, channel: str, number: int) -> HttpResponse:
    """Try again what was kept aside."""
    _ledger(channel).retry(number)
    return HttpResponseRedirect(f"{reverse('ledger')}?did=retried", status=303)


@require_POST
@admin_page
def separate(request: AgentRequest, channel: str, number: int) -> HttpResponse:
    """Open what was taken for a repetition."""
    _ledger(channel).separate(number)
    return HttpResponseRedirect(f"{reverse('ledger')}?did=separated", status=303)


@require_GET
@admin_page
def came_source(request: AgentRequest, channel: str, number: int) -> HttpResponse:
    """The original bytes, as a download."""
    return _download(_ledger(channel).source(number), f"{channel}-{number}.eml")


@require_GET
@agent_page
def went(request: AgentRequest) -> HttpResponse:
    """What went out, newest first."""
    keys = [key for key, channel in channels.items() if channel.outbox is not None]
    key = request.GET.get("channel", keys[0] if keys else "")
    rows = _outbox(key).page(request.access, _before(request), PAGE + 1)
    context = {"rows": rows[:PAGE], "next": rows[PAGE - 1].id if len(rows) > PAGE else None, "channel": key}
    return page(request, "console/outbox.html", context, current="outbox")


@require_GET
@agent_page
def went_one(request: AgentRequest, channel: str, number: int) -> HttpResponse:
    """One mail, its HTML in a frame, its text beside it."""
    whole = _outbox(channel).view(request.access, number)
    context = {
        "whole": whole,
        "sent": whole.sent,
        "channel": channel,
        # The bytes hold the customer's own links, or a colleague's.
        "may_download": settings.DEMO or (request.access.everywhere and whole.sent.ticket_id is not None),
    }
    response = page(request, "console/outbox_mail.html", context, current="outbox")
    response.accord_frames = True  # type: ignore[attr-defined]
    return response


@require_GET
@agent_page
def went_body(request: AgentRequest, channel: str, number: int) -> HttpResponse:
    """The HTML of a mail, for the frame."""
    return framed(_outbox(channel).view(request.access, number).html)


def framed(html: str) -> HttpResponse:
    """The HTML of a mail, which may be shown in a frame of ours and do nothing there."""
    response = HttpResponse(html)
    response["Content-Security-Policy"] = FRAME_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_GET
@agent_page
def went_source(request: AgentRequest, channel: str, number: int) -> HttpResponse:
    """The bytes as they went, as a download."""
    return _download(_outbox(channel).source(request.access, number), f"sent-{number}.eml")


@require_POST
@agent_page
def release(request: AgentRequest, channel: str, number: int) -> HttpResponse:
    """Send a mail that was kept or failed."""
    _outbox(channel).release(request.access, number)
    return HttpResponseRedirect(reverse("outbox-mail", args=[channel, number]), status=303)


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
