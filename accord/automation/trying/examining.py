"""One ticket's life under a rule: the stretches of time in which it would have done something."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from accord.automation.rules.memory import Known
from accord.automation.time_rules.moments import Since, sinces
from accord.automation.triggers import called_by, triggers
from accord.automation.trying.past import Life, PastEvent, PastFacts
from accord.tickets import lifecycle
from accord.tickets.happenings import ClosedByAgent, MessageDelivered, MessageNoted, NoteAdded, TicketResolved
from accord.tickets.models import State, Ticket

# The steps that end a ticket, and which step of the transition table each action takes.
ENDS = frozenset({"resolve", "close"})
_STEPS = {
    "resolve": "resolve", "close": "close", "reopen": "reopen", "postpone": "postpone", "spam": "mark_spam",
    "mark_answered": "mark_answered", "delete": "delete", "not_spam": "not_spam", "undelete": "undelete",
    "assign": "change", "transfer": "change", "priority": "change", "add_tags": "change", "remove_tags": "change",
    "answer": "reply",
}  # fmt: skip
_ENDED = frozenset({TicketResolved.key, ClosedByAgent.key})
_MUTE = frozenset({MessageDelivered.key, NoteAdded.key, MessageNoted.key})  # they change no column
_BY_TIME = frozenset({"silent_after_answer", "silent_after_reminders"})
_TICK = timedelta(microseconds=1)


class Stretch(NamedTuple):
    """The rule would have acted with any wait from `from_s` to `to_s` seconds after `began_at`; with one that was over
    before `first_s`, only then, when its conditions came to hold. `again_s`: when the customer wrote again. `refused`:
    the ticket's state would not have let it.
    """

    began_at: datetime
    from_s: int
    to_s: int
    again_s: int | None
    refused: bool
    first_s: int = 0

    def acts_s(self, wait_s: int) -> int:
        """How long after `began_at` it acts with that wait."""
        return max(wait_s, self.first_s)


@dataclass
class Examined:
    """What was found in one life: `events` looked at, and the stretches."""

    events: int = 0
    stretches: list[Stretch] = field(default_factory=list)


class Held(NamedTuple):
    """From `first` to `end` the conditions held, in one stay in a state, counted from one moment."""

    begun: datetime
    stay: datetime
    first: datetime
    end: datetime
    refused: bool


@dataclass(frozen=True)
class Trial:
    """The rule, and the window of time in which it would have been on."""

    rule: Known
    timed: bool
    since: datetime
    until: datetime

    @property
    def ends(self) -> bool:
        """Whether the rule ends tickets, so that it can be too early."""
        return any(step.key in ENDS for step in self.rule.steps)

    @property
    def curve(self) -> bool:
        """Whether other waits can be compared with the one that it has."""
        return self.ends and (not self.timed or self._since.curve)

    @property
    def by_due(self) -> bool:
        """Whether it counts from when an answer is due."""
        return self.timed and not self._since.curve

    @property
    def wait_s(self) -> int:
        """How long after the beginning of a stretch it acts."""
        return self.rule.wait_s if self.timed and self._since.curve else 0

    @property
    def without(self) -> frozenset[str]:
        """Kinds of events that need not be read: they change nothing, and the rule does not wait for them."""
        if self.timed:
            return _MUTE
        listened = frozenset[str]().union(*(triggers[key].kinds for key in self.rule.triggers))
        return _MUTE - listened

    @property
    def _since(self) -> Since:
        return sinces[next(iter(self.rule.triggers))]

    def examine(self, life: Life) -> Examined:
        """All stretches of one ticket."""
        left_out = frozenset(event.pk for event in life.events if _by_time(event)) if self.ends else frozenset[int]()
        found = Examined()
        if self.timed:
            by = self._by_curve if self._since.curve else self._by_due
            stretches = by(life, left_out, found)
        else:
            stretches = self._by_events(life, left_out, found)
        found.stretches = list(stretches)
        return found

    def _by_events(self, life: Life, left_out: frozenset[int], found: Examined) -> Iterator[Stretch]:
        """A rule: each event that calls it and meets its conditions. It would have held until the next change."""
        began: list[tuple[datetime, bool]] = []
        changes: list[datetime] = []
        for now in life.moments(left_out):
            at = now.event.at
            if "state" in now.changed:
                changes.append(at)
            if at < self.since:
                continue
            found.events += 1
            if self.rule.triggers.isdisjoint(called_by(now.event.kind, now.event.data)):
                continue
            if self.rule.groups.holds(PastFacts.at(life, now, at)):
                began.append((at, self.refused(life.ticket)))
        for at, refused in began:
            again = life.again(at)
            ended = min((each for each in (_next(changes, at), again) if each is not None), default=self.until)
            yield Stretch(at, 0, _seconds(at, ended), None if again is None else _seconds(at, again), refused)

    def _by_curve(self, life: Life, left_out: frozenset[int], found: Examined) -> Iterator[Stretch]:
        """A time rule whose wait counts from a moment: between two events nothing changes but the time. It acts once
        for each stay in a state: what a shorter wait had for it in the same stay is left to that one.
        """
        since, wait = self._since, timedelta(seconds=self.rule.wait_s)
        held: Held | None = None
        reached: dict[datetime, int] = {}
        for start, end in self._spans(life, left_out, found):
            begun, stay = since.begins(life.ticket), life.ticket.state_changed_at
            moment = None if begun is None else min(max(begun + wait, start), end - _TICK)
            holds = (
                begun is not None
                and begun >= self.since
                and moment is not None
                and self.rule.groups.holds(PastFacts.at(life, None, moment))
            )
            if held is not None and (not holds or (held.begun, held.stay) != (begun, stay)):
                yield from _stretches(life, held, reached)
                held = None
            if holds and begun is not None:
                held = (held or Held(begun, stay, max(start, begun), end, self.refused(life.ticket)))._replace(end=end)
        if held is not None:
            yield from _stretches(life, held, reached)

    def _by_due(self, life: Life, left_out: frozenset[int], found: Examined) -> Iterator[Stretch]:
        """A time rule that counts from when an answer is due: once for each stay in a state."""
        since, wait = self._since, timedelta(seconds=self.rule.wait_s)
        done: set[datetime] = set()
        for start, end in self._spans(life, left_out, found):
            begun, due = since.begins(life.ticket), since.due(life.ticket, wait)
            stay = life.ticket.state_changed_at
            if begun is None or due is None or begun < self.since or stay in done or max(due, start) >= end:
                continue
            moment = max(due, start)
            if self.rule.groups.holds(PastFacts.at(life, None, moment)):
                done.add(stay)
                again = life.again(moment)
                gap = None if again is None else _seconds(moment, again)
                yield Stretch(moment, 0, _seconds(moment, end), gap, self.refused(life.ticket))

    def _spans(
        self, life: Life, left_out: frozenset[int], found: Examined
    ) -> Iterator[tuple[datetime, datetime]]:
        """(from, until) of the times between events that touch the window; the ticket stands as it was then."""
        times = [event.at for event in life.events if event.pk not in left_out][1:] + [self.until]
        for now, end in zip(life.moments(left_out), times, strict=True):
            if end > self.since and now.event.at >= self.since:
                found.events += 1
            if end > now.event.at and end > self.since:
                yield now.event.at, end

    def refused(self, ticket: Ticket) -> bool:
        """Whether no step could have been taken in the state in which the ticket was."""
        return not any(
            _possible(step.key, step.action is not None and step.action.on_closed, ticket.state)
            for step in self.rule.steps
        )


def _stretches(life: Life, held: Held, reached: dict[datetime, int]) -> Iterator[Stretch]:
    """What held without a break, parted where the customer wrote: after each of his words another one comes next."""
    words = [each for each in life.words if held.first < each < held.end]
    for first, end in pairwise([held.first, *words, held.end]):
        least, most = reached.get(held.stay, 0), _seconds(held.begun, end)
        if least < most:
            again = life.again(first)
            gap = None if again is None else _seconds(held.begun, again)
            yield Stretch(held.begun, least, most, gap, held.refused, _seconds(held.begun, first))
            reached[held.stay] = most


def _possible(key: str, on_closed: bool, state: str) -> bool:
    if on_closed:
        return True
    step = _STEPS.get(key)
    return lifecycle.possible(state, step) if step is not None else state != State.CLOSED


def _by_time(event: PastEvent) -> bool:
    """Whether silence, or a time rule, ended the ticket: then the wait would have gone on."""
    if event.kind not in _ENDED:
        return False
    because = str(event.data.get("because", ""))
    ended = event.data.get("set", {}).get("state") in (State.CLOSED, State.RESOLVED)
    return ended and (because in _BY_TIME or because.startswith("time_rule:"))


def _next(moments: list[datetime], after: datetime) -> datetime | None:
    return next((each for each in moments if each > after), None)


def _seconds(begin: datetime, end: datetime) -> int:
    return max(0, int((end - begin).total_seconds()))
