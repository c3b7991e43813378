"""What happened to a person, a department or the workspace, as sentences; the newest first."""

from accord.events.models import Event
from accord.tickets.telling import Line, tell
from accord.web.moments import day_and_time

MOST = 30


def history(kind: str, number: int) -> list[Line]:
    """The newest sentences about that subject."""
    rows = Event.objects.filter(ticket_id=None, subject_kind=kind, subject_id=number).order_by("-id")[:MOST]
    return [line for line in tell(rows, day_and_time) if line.shown]
