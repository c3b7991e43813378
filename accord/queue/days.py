"""When an agent's day begins: the next moment at which his hours or the end of an absence bring him back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accord.core import clock, options
from accord.events import timers
from accord.events.kinds import EventKind
from accord.events.models import Event
from accord.events.reactions import Reaction
from accord.people import absences
from accord.people.happenings import PersonAway, WayChanged
from accord.people.models import WayOfWorking
from accord.people.working_hours import Hours
from accord.queue.rules import TIMER


def next_begin(hours: Hours, zone: str, now: datetime) -> datetime | None:
    """The next beginning of a span after `now`; None without hours. `zone` "" is the workspace's."""
    place = ZoneInfo(zone or str(options.get("workspace.time_zone")))
    today = now.astimezone(place)
    for days in range(8):
        day = today + timedelta(days=days)
        for begin, _end in hours.get(str(day.weekday()), []):
            hour, minute = (int(each) for each in begin.split(":"))
            moment = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
            if moment > now:
                return moment
    return None


def put_next(person_id: int) -> None:
    """Set the timer of his next beginning, or take it away."""
    way = WayOfWorking.objects.select_related("person").filter(pk=person_id).first()
    moments = [next_begin(way.hours, way.person.time_zone, clock.now())] if way is not None else []
    absence = absences.away(person_id)
    moments.append(absence.until if absence is not None else None)
    coming = [each for each in moments if each is not None]
    if coming:
        timers.put(TIMER, ("person", person_id), min(coming))
    else:
        timers.drop(TIMER, ("person", person_id))


def _react(happening: EventKind, event: Event) -> None:
    put_next(event.subject_id)


REACTION = Reaction(_react, (PersonAway, WayChanged))
