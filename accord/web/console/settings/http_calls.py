"""HTTP requests that rules, macros and mass actions made: when, where, what came back; and the secrets they carry."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from accord.automation.calls import calling, secrets
from accord.automation.models import HttpCall, HttpSecret
from accord.core.errors import NotFound
from accord.tickets.models import Ticket
from accord.tickets.telling import reasons_of
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

SECTION = "settings-http"
PAGE = 50
STATES = (("", pgettext_lazy("calls", "All")), ("waiting", _("Waiting")), ("failed", _("Failed")), ("done", _("Done")))


@admin_page
def show(request: AgentRequest) -> HttpResponse:
    """The newest requests, older ones by `before`; a POST keeps a secret."""
    form = Form(request, name="", value="")
    if request.method == "POST":
        with form.catching():
            secrets.keep(form["name"], form["value"], by=request.user)
            return go(SECTION, anchor="secrets")
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    rows = HttpCall.objects.order_by("-id")
    if state in dict(STATES) and state:
        rows = rows.filter(state=state)
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    context = {
        "form": form,
        "state": state,
        "states": STATES,
        "calls": _lines(found[:PAGE]),
        "next": found[PAGE - 1].pk if len(found) > PAGE else None,
        "secrets": HttpSecret.objects.order_by("name"),
    }
    return settings_page(request, "settings/http_calls.html", context, section=SECTION, status=form.status)


def _lines(calls: list[HttpCall]) -> list[dict[str, Any]]:
    codes = dict(Ticket.objects.filter(pk__in={call.ticket_id for call in calls}).values_list("pk", "code"))
    return [
        {
            "call": call,
            "host": urlsplit(call.url).hostname or "",
            "code": codes.get(call.ticket_id, ""),
            "why": " ".join(reasons_of({"because": call.because})),
        }
        for call in calls
    ]


@require_POST
@admin_page
def again(request: AgentRequest, number: int) -> HttpResponse:
    """Try a failed one once more. Raises NotFound."""
    call = HttpCall.objects.filter(pk=number).first()
    if call is None:
        raise NotFound("call")
    calling.again(call)
    return go(SECTION, done=False)


@require_POST
@admin_page
def drop(request: AgentRequest, name: str) -> HttpResponse:
    """Forget a secret."""
    secrets.drop(name, by=request.user)
    return go(SECTION, anchor="secrets")
