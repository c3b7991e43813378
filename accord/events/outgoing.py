"""Whether anything may leave the desk by itself. After a restore nothing does until a person has said go.

While it is paused no effect that leaves the desk is claimed, and timers that could tell anybody wait. Mail is taken in,
people work, and what they write waits with the rest.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accord.core import clock, options
from accord.events.models import Delivery

PAUSED = "outgoing.paused"  # empty, or the moment since when, as ISO 8601

options.define(PAUSED, "", _("Nothing is sent since"), shown=False)


@dataclass(frozen=True)
class Waiting:
    """What would leave at once: how many effects, and since when the oldest of them waits."""

    number: int
    oldest: datetime | None


def paused() -> bool:
    return bool(options.get(PAUSED))


def since() -> datetime | None:
    """Since when nothing is sent; None while all is as usual."""
    value = str(options.get(PAUSED))
    return datetime.fromisoformat(value) if value else None


def pause() -> None:
    """From now on nothing leaves by itself; other processes see it within two seconds. Again is a no-op."""
    if not paused():
        options.put(PAUSED, clock.now().isoformat(timespec="seconds"))


def waiting(effects: set[str]) -> Waiting:
    """What waits of these effects."""
    rows = Delivery.objects.filter(given_up_at__isnull=True, effect__in=effects)
    oldest = rows.select_related("event").order_by("event_id").first()
    return Waiting(rows.count(), oldest.event.at if oldest else None)
