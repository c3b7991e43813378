"""Any order of verbs: the clocks stand as a reference says that walks through the days minute by minute."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.core.errors import NotPossible
from accord.sla import catching_up, checking, setting_hours, stepping
from accord.sla.hours import Hours
from accord.tickets import discarding, editing, postponing, receiving, replying, resolving
from accord.tickets.models import State, Ticket
from accord.tickets.waiting import rank
from accord.tickets.writing import Words
from tests.sla.levels import HOUR, OFFICE, SOFIA, at, everybody, log, office, running
from tests.sla.test_hours import counted
from tests.sla.test_reacting import DONE, WHY
from tests.world import World

TARGETS = [8 * HOUR, 4 * HOUR, 2 * HOUR, HOUR]
HOLIDAY = date(2026, 10, 26)
HOURS = Hours("Europe/Sofia", tuple(tuple((a, b) for a, b in day) for day in OFFICE), {HOLIDAY: ()})
FRIDAY = datetime(2026, 10, 23, 16, tzinfo=SOFIA).astimezone(
    UTC
)  # clocks go back that weekend, Monday is off
VERBS = (
    "answer",
    "ask",
    "postpone",
    "explain",
    "back",
    "resolve",
    "mark",
    "urgent",
    "low",
    "spam",
    "ham",
    "sweep",
)


@dataclass
class Reference:
    """One answer clock at a time, in seconds that the minutes have counted."""

    kind: str | None = "first_answer"
    ran: int = 0
    told: list[tuple[str, str, int]] = field(default_factory=list)

    def passes(self, ticket: Ticket, start: datetime, end: datetime) -> None:
        if self.kind and ticket.state in (State.NEW, State.OPEN):
            self.ran += counted(start, end, HOURS)

    def ends(self, priority: int) -> None:
        if self.kind:
            spare = TARGETS[priority] - self.ran
            self.told.append((self.kind, "met" if spare >= 0 else "missed", spare))
        self.kind, self.ran = None, 0

    def begins(self, kind: str) -> None:
        if self.kind is None:
            self.kind, self.ran = kind, 0


def act(world: World, ticket: Ticket, verb: str, now: datetime) -> None:
    by = world.ieva
    match verb:
        case "answer":
            replying.reply(ticket, Words(text="Clean it."), by=by)
        case "ask":
            receiving.receive(ticket, Words(text="It stops."), by=world.hannah, address="hannah@example.com")
        case "postpone" | "explain":
            why = WHY if verb == "explain" else None
            postponing.postpone(ticket, now + timedelta(days=2), by=by, explanation=why)
        case "back":
            postponing.bring_back(ticket, by=by)
        case "resolve":
            resolving.resolve(ticket, DONE, by=by)
        case "mark":
            replying.mark_answered(ticket, by=by)
        case "urgent" | "low":
            editing.prioritise(ticket, 3 if verb == "urgent" else 0, by=by)
        case "spam":
            discarding.mark_spam(ticket, by=by)
        case "ham":
            discarding.mark_not_spam(ticket, by=by)
        case "sweep":
            stepping.sweep()


def follow(reference: Reference, verb: str, before: str, ticket: Ticket) -> None:
    """What the table of DOMAIN 2.3 says."""
    state = ticket.state
    if verb in ("answer", "explain") or (verb == "mark" and before != state):
        reference.ends(ticket.priority)
    if state in (State.RESOLVED, State.SPAM):
        reference.kind, reference.ran = None, 0
    if state == State.OPEN:
        reference.begins("next_answer")
    if state == State.NEW:
        reference.begins("first_answer")


STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 1500)), min_size=1, max_size=9)


@pytest.mark.django_db
@settings(deadline=None, max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_clocks_count_what_the_minutes_count(world: World, steps: list[tuple[str, int]]) -> None:
    """More of them are tried in tests/long/test_clocks_in_any_order.py."""
    live(world, steps)


def live(world: World, steps: list[tuple[str, int]]) -> None:
    """One ticket through these verbs, each so many minutes after the one before; nothing of it stays."""
    with transaction.atomic():
        hours = office(world)
        setting_hours.add_day(hours, by=world.omar, day=HOLIDAY, name="Off")
        promised = dict.fromkeys(("first_answer", "next_answer"), TARGETS)
        everybody(world, hours=hours, targets=promised, steps=[{"at": -1800, "do": "tell_supervisors"}])
        with at(FRIDAY):
            ticket = world.ticket()
        reference, now = Reference(), FRIDAY
        for verb, minutes in steps:
            then = now + timedelta(minutes=minutes)
            reference.passes(ticket, now, then)
            now, before = then, ticket.state
            with at(now):
                try:
                    with transaction.atomic():
                        act(world, ticket, verb, now)
                except NotPossible:
                    ticket.refresh_from_db()
                    continue
                ticket.refresh_from_db()
                if verb == "ham" and before == State.SPAM:
                    transaction.set_rollback(True)
                    return  # from then on it counts from when he began to wait: told apart in test_reacting
                follow(reference, verb, before, ticket)
                assert log(ticket) == reference.told
                _stands(ticket, reference)
        transaction.set_rollback(True)


def _stands(ticket: Ticket, reference: Reference) -> None:
    clocks = running(ticket)
    assert list(clocks) == ([reference.kind] if reference.kind else [])
    assert list(checking.problems(0, 10**9)) == []
    if ticket.to_solve:
        due = [clock.due_at for clock in clocks.values() if clock.due_at]
        assert ticket.rank_at == (due[0] if due else rank(ticket.waiting_since, ticket.priority))
    if not reference.kind and ticket.is_open:
        assert catching_up.older() == 0
