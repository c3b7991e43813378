"""What must hold of any ticket on which silence was watched, told from its events by a reckoning of its own."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accord.channels.email.models import OutgoingMail
from accord.events.models import Event
from accord.tickets.models import State

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ZONE = ZoneInfo("Europe/Sofia")
WORDS = ("message.received", "ticket.denied", "ticket.taken_back")
REMINDED, RESOLVED, CLOSED, REJUDGED = "ticket.reminded", "ticket.resolved", "ticket.closed", "message.rejudged"


@dataclass(frozen=True)
class Waits:
    """Days before each step, and the department's hours."""

    resolve: int
    first: int
    last: int
    close: int
    from_hour: int = 0
    to_hour: int = 24
    weekdays: str = "1234567"

    def at_work(self, moment: datetime) -> bool:
        local = moment.astimezone(ZONE)
        return str(local.isoweekday()) in self.weekdays and self.from_hour <= local.hour < self.to_hour


@dataclass
class Past:
    """What events do not tell: (before, after) each leap of the clock, and (heard, back) of each absence."""

    leaps: list[tuple[datetime, datetime]] = field(default_factory=list)
    absences: list[tuple[datetime, date]] = field(default_factory=list)

    def away(self, moment: datetime) -> datetime:
        """Until when the customer's absence holds, as it was known at that moment."""
        found = moment
        for heard, back in self.absences:
            until = min(datetime.combine(back, time(), ZONE), heard + 30 * DAY)
            if heard <= moment and until > heard:
                found = until
        return found

    def quiet(self, moment: datetime) -> datetime:
        """Until when nothing is done because of a leap: while it lasts, and as long again, a day at most."""
        ends = [moment]
        for before, after in self.leaps:
            gap = after - before
            end = after + (min(gap, DAY) if gap > timedelta(hours=1) else timedelta())
            ends += [end] if before < moment < end else []
        return max(ends)


def judge_moments(events: list[Event], past: Past, waits: Waits, now: datetime) -> None:
    """Each step comes when it is due, neither earlier nor later, where nothing else happened since the mail before."""
    for place, base in enumerate(events):
        days = _next_wait(base, events[: place + 1], waits)
        taken = days and _taken_at(base)
        if not days or not taken:
            continue
        due = _due(taken + days * DAY, past, waits)
        following = next((each for each in events[place + 1 :] if not _neutral(each)), None)
        if following is not None and following.data.get("because", "").startswith("silent_"):
            assert following.at >= due, f"{following.kind} is hurried by {due - following.at}"
            assert following.at - due <= 5 * MINUTE, f"{following.kind} is late by {following.at - due}"
        else:
            assert due > (following.at if following else now) - 5 * MINUTE, f"no step after {base.kind}"


def _next_wait(base: Event, events: list[Event], waits: Waits) -> int:
    """How many days after that event the next step comes; 0 where none does, or nobody can tell."""
    if "keep-open" in tags_after(events):
        return 0
    if base.kind == REMINDED:
        return waits.close if base.data.get("last") else waits.last
    if base.kind == RESOLVED:
        return 0 if base.data.get("silent") or state_after(events) != State.RESOLVED else waits.first
    moved = base.data.get("set", {}).get("state") == State.ANSWERED
    return waits.resolve if base.kind == "message.sent" and moved else 0


def _taken_at(base: Event) -> datetime | None:
    """When the customer's server took the mail of that event."""
    message = base.data.get("message")
    mails = OutgoingMail.objects.filter(ticket_message_id=message) if message else OutgoingMail.objects.filter(
        event_id=base.pk
    )  # fmt: skip
    return mails.values_list("sent_at", flat=True).first()


def _due(moment: datetime, past: Past, waits: Waits) -> datetime:
    """The first moment from then on at which the customer is back, the clock has settled and the desk is at work."""
    while True:
        later = max(past.away(moment), past.quiet(moment))
        if later > moment:
            moment = later
        elif waits.at_work(moment):
            return moment
        else:  # the next full hour
            moment = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _neutral(event: Event) -> bool:
    """Whether it is nothing that a ladder minds."""
    if event.kind == "message.received":
        return "courtesy" in event.data.get("marks", []) and "state" not in event.data.get("set", {})
    if event.kind == "call.logged":
        return not event.data.get("reached")
    return event.kind in ("message.noted", "message.delivered", "ticket.waits_for_return", "note.added")


def judge(events: list[Event]) -> None:
    """What must hold of any history."""
    steps = [event for event in events if event.data.get("because", "").startswith("silent_")]
    for before, after in zip(steps, steps[1:], strict=False):
        assert after.at - before.at >= DAY, "two steps within a day"
    for step in steps:
        earlier = events[: events.index(step)]
        assert "keep-open" not in tags_after(earlier), "a step on a ticket to be kept open"
        assert state_after(earlier) in (State.ANSWERED, State.RESOLVED)
        if step.kind == "ticket.closed":
            _judge_closing(step, earlier)


def _judge_closing(closing: Event, earlier: list[Event]) -> None:
    resolved = max(place for place, event in enumerate(earlier) if event.kind == "ticket.resolved")
    since = earlier[resolved:]
    assert not since[0].data.get("silent")
    thanks = {each.data["message"] for each in since if each.kind == REJUDGED and each.data["courtesy"]}
    words = [each for each in since if each.kind in WORDS and "courtesy" not in each.data.get("marks", [])]
    assert not [each for each in words if each.data.get("message") not in thanks]
    reminders = [each for each in since if each.kind == "ticket.reminded"]
    assert [each.data.get("last", False) for each in reminders[-2:]] == [False, True]
    assert {each.data["resolution"] for each in reminders} == {closing.data["resolution"]}
    first, last = (OutgoingMail.objects.get(event_id=each.pk) for each in reminders[-2:])
    assert (
        first.sent_at and last.sent_at and first.sent_at < reminders[-1].at < last.sent_at + DAY <= closing.at
    )
    assert datetime.fromisoformat(reminders[-1].data["closes_at"]) <= closing.at, (
        "closed before the announced day"
    )
    after_bounce = [place for place, each in enumerate(since) if each.kind == "notice.failed"]
    assert not after_bounce or any(
        each.kind in ("ticket.tagged", "ticket.untagged", "call.logged", "ticket.undeleted")
        or each.kind == "message.delivered"
        for each in since[after_bounce[-1] :]
    )


def tags_after(events: list[Event]) -> list[str]:
    tags: list[str] = []
    for event in events:
        tags = event.data.get("set", {}).get("tag_names", tags)
    return tags


def state_after(events: list[Event]) -> str:
    state = ""
    for event in events:
        state = event.data.get("set", {}).get("state", state)
    return state
