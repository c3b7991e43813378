"""The hours in which a department takes steps by itself, in the workspace's time zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from accord.core import options
from accord.tickets.models import SilenceRule

MOST_DAYS_CLOSED = 8  # a week has one open day at least


def zone() -> ZoneInfo:
    """The time zone of the workspace."""
    return ZoneInfo(str(options.get("workspace.time_zone")))


def next_open(moment: datetime, rule: SilenceRule, place: ZoneInfo | None = None) -> datetime:
    """`moment` itself where the department is at work then, else when it opens next. Aware, in UTC."""
    local = moment.astimezone(place or zone())
    for _ in range(MOST_DAYS_CLOSED):
        if str(local.isoweekday()) in rule.weekdays:
            opens = local.replace(hour=rule.from_hour, minute=0, second=0, microsecond=0)
            if local < opens:
                return opens.astimezone(UTC)
            if local.hour < rule.to_hour:
                return local.astimezone(UTC)
        local = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    raise ValueError(f"a department without a working day: {rule.weekdays!r}")
