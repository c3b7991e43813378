"""Requests to other programs that came to nothing are told on Today and by `accord doctor`."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accord.automation.models import HttpCall
from accord.core import clock, health
from accord.core.health import Problem

RECENT = timedelta(days=1)
MOST = 100


@health.checks.add("http_calls")
def failed() -> Iterator[Problem]:
    """Requests that nobody tries any more, of the last day."""
    rows = HttpCall.objects.filter(state="failed", ended_at__gt=clock.now() - RECENT).order_by("id")
    found = list(rows.only("id", "ended_at")[:MOST])
    if found:
        title = ngettext_lazy(
            "%(number)s request to another program failed.",
            "%(number)s requests to other programs failed.",
            len(found),
        )
        yield Problem(
            "http-calls-failed",
            title % {"number": len(found)},
            _("Settings, HTTP requests, says what the other side answered. There each can be sent again."),
            url="/settings/http/?state=failed",
            since=found[0].ended_at,
        )
