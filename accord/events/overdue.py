"""Whether the work behind the pages is done: a worker that beats, deliveries and timers that are not overdue."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accord.core import clock, health
from accord.core.health import Problem
from accord.events import outgoing
from accord.events.models import Delivery, Timer

FILE_NAME = "worker.alive"
SILENT = timedelta(minutes=3)
OVERDUE = timedelta(minutes=10)
_MOST = 1000


def beat() -> int:
    """A worker lives: the time of a file in the data folder says when it last said so. Gives 0, to rest after it."""
    (Path(settings.DATA) / FILE_NAME).touch()
    return 0


def last_beat() -> datetime | None:
    """When a worker was last at work; None when none ever was."""
    try:
        return datetime.fromtimestamp((Path(settings.DATA) / FILE_NAME).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


@health.checks.add("worker")
def worker() -> Iterator[Problem]:
    """Nobody does the work, or it does not come to an end."""
    now, beaten = clock.now(), last_beat()
    late = _latest(now)
    if beaten is not None and now - beaten > SILENT:
        yield Problem(
            "worker-silent",
            _("No worker is at work: mail is taken in, but becomes no ticket, and nothing is sent."),
            _("Start accord serve or accord worker, and look at its log for why it ended."),
            severe=True,
            since=beaten,
        )
    elif late is not None and not outgoing.paused():
        yield Problem(
            "work-late",
            _("Work is late: something was due more than ten minutes ago."),
            _("Look at Settings, What failed, and at the log of the worker."),
            since=late,
        )


def _latest(now: datetime) -> datetime | None:
    """Since when the longest overdue delivery or timer that never failed waits."""
    before = now - OVERDUE
    delivery = Delivery.objects.filter(given_up_at__isnull=True, due_at__lt=before).order_by("due_at").first()
    timer = Timer.objects.filter(due_at__lt=before).order_by("due_at").first()
    found = [each.due_at for each in (delivery, timer) if each is not None]
    return min(found, default=None)


@health.checks.add("deliveries")
def failed() -> Iterator[Problem]:
    """What nobody tries any more."""
    number = Delivery.objects.filter(given_up_at__isnull=False).order_by()[:_MOST].count()
    if number:
        yield Problem(
            "deliveries-failed",
            ngettext_lazy(
                "%(number)s thing could not be carried out.", "%(number)s things could not be carried out.", number
            )
            % {"number": number},
            _("Settings, What failed, says why; there each can be tried again."),
            url="/settings/deliveries/",
        )


@health.checks.add("outgoing")
def paused() -> Iterator[Problem]:
    """Nothing leaves: after a restore, or because somebody wanted it so."""
    since = outgoing.since()
    if since is not None:
        yield Problem(
            "outgoing-paused",
            _("Nothing is sent: outgoing mail is paused."),
            _("Look at what waits, then press Go: Settings, What leaves."),
            url="/settings/outgoing/",
            severe=True,
            since=since,
        )
