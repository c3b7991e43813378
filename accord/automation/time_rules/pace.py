"""After an outage or a jump of the clock no storm: overdue looks of time rules are spread."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accord.automation.rules import memory
from accord.core import clock, options
from accord.events import outgoing
from accord.events.models import Timer
from accord.tickets.silence import pulse

options.define(
    "automation.time_rules_per_minute",
    60,
    _("Overdue time rules, tickets a minute at most"),
    _(
        "After an outage, and when a time rule is brought to older tickets. What is due in time is done in time."
    ),
)
LATE = timedelta(hours=1)
ON_TIME = timedelta(minutes=2)


def beat() -> int:
    """The chore: while a time rule is on, note that the clock runs as it should. Gives 0."""
    if memory.time_rules() and not outgoing.paused():
        pulse.quiet_until()
    return 0


def later(timer: Timer) -> datetime | None:
    """Until when this timer must wait: the clock jumped, or it is one of many that are late. None: now."""
    quiet = _quiet()
    if quiet is not None:
        return slot(quiet)
    late = clock.now() - timer.due_at
    if late < LATE or (timer.data.get("slot") and late < ON_TIME):
        return None
    moment = slot(clock.now())
    return moment if moment > clock.now() else None


def _quiet() -> datetime | None:
    """As `pulse.quiet_until`, asked once a second while all is well: hundreds of timers may be due in one."""
    global _well_at
    now = clock.now()
    if _well_at is not None and timedelta(0) <= now - _well_at < timedelta(seconds=1):
        return None
    quiet = pulse.quiet_until()
    _well_at = now if quiet is None else None
    return quiet


_well_at: datetime | None = None


def forget() -> None:
    """For tests: another desk, another clock."""
    global _well_at
    _well_at = PACE.free_at = None


def slot(earliest: datetime) -> datetime:
    """The next free moment from `earliest` on."""
    return PACE.slot(earliest)


PACE = pulse.Pace("automation.time_rules_per_minute")
