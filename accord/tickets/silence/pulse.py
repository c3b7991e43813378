"""Nothing at once: the clock is watched for jumps and outages, and steps that are overdue are spread.

After a gap of more than an hour, whether the desk was switched off or its clock was set, no step is taken for as long
as the gap was, a day at most: what customers wrote meanwhile is still on its way to us.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.events import outgoing
from accord.tickets.models import SilencePulse, SilenceRule

options.define(
    "tickets.silence_per_minute",
    60,
    _("Reminders and closings by silence, a minute at most"),
    _("So that a day's backlog does not leave at once."),
)
GAP = timedelta(hours=1)
DAY = timedelta(days=1)
EVERY_S = 300.0
KEPT = timedelta(minutes=4)  # how exact `seen_at` is
BURST = 5  # so many may go at once before they are spread


def beat() -> int:
    """The chore: note that a worker is awake. Writes only while a rule is on, and not while nothing may be sent: then
    time stands still for silence too."""
    if outgoing.paused():
        return 0
    if (
        SilenceRule.objects.filter(answered_on=True).exists()
        or SilenceRule.objects.filter(resolved_on=True).exists()
    ):
        quiet_until()
    return 0


def begin() -> None:
    """A rule was switched on: what was before is no outage."""
    SilencePulse.objects.update_or_create(pk=1, defaults={"seen_at": clock.now(), "quiet_until": None})


def quiet_until() -> datetime | None:
    """Until when no step is taken, because the clock made a leap; None in quiet times."""
    now = clock.now()
    pulse = SilencePulse.objects.first()
    if pulse is None:
        begin()
        return None
    gap = abs(now - pulse.seen_at)
    if pulse.quiet_until is not None and pulse.quiet_until > now + DAY:  # by a clock that was wrong
        pulse.quiet_until = now + min(gap, DAY)
    elif gap > GAP:  # a second gap does not shorten what the first one asks for
        pulse.quiet_until = max(now + min(gap, DAY), pulse.quiet_until or now)
    if gap > KEPT:
        pulse.seen_at = now
        with transaction.atomic():
            pulse.save()
    return pulse.quiet_until if pulse.quiet_until is not None and pulse.quiet_until > now else None


class Pace:
    """Moments for steps, so many a minute as an option says. One a worker; what it gave out stands in the timers."""

    def __init__(self, option: str = "tickets.silence_per_minute") -> None:
        self.option = option
        self.free_at: datetime | None = None
        self.asked_at: datetime | None = None

    def slot(self, earliest: datetime) -> datetime:
        """The next free moment from `earliest` on; `earliest` itself while there is no throng."""
        now, apart = (
            clock.now(),
            timedelta(minutes=1) / max(1, int(options.get(self.option))),
        )
        if self.free_at is None or self.asked_at is None or now < self.asked_at:  # the clock was set back
            self.free_at = earliest
        self.asked_at = now
        moment = max(self.free_at, earliest - BURST * apart)
        self.free_at = moment + apart
        return max(moment, earliest)


PACE = Pace()
