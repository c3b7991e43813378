"""What each clock does in each state: the table of DOMAIN 2.3 and 3.3, written out."""

import pytest

from accord.sla import applying
from accord.sla.kinds import KINDS, Fate
from accord.sla.known import Known, Promise
from accord.sla.standing import Standing
from accord.tickets.models import State
from tests.sla.levels import HOUR, MONDAY, same
from tests.world import World

# new, open, answered, postponed, resolved, closed, spam; r: runs, s: stands, e: ends, d: is dropped.
TABLE = {
    "first_answer": "rresddd",
    "next_answer": "dresddd",
    "first_assign": "rrrssdd",
    "first_resolution": "rrsseed",
    "chat_answer": "ddedddd",
    "call_answer": "ddedddd",
    "requester_wait": "rrsseed",
    "agent_work": "rrsseed",
    "periodic_update": "rrssddd",
}
STATES = (State.NEW, State.OPEN, State.ANSWERED, State.POSTPONED, State.RESOLVED, State.CLOSED, State.SPAM)
SIGNS = {Fate.RUN: "r", Fate.STAND: "s", Fate.END: "e", Fate.DROP: "d"}


def fates(kind: str, *, count_postponed: bool = False, count_waiting: bool = False) -> str:
    one = KINDS[kind]
    return "".join(
        SIGNS[one.fate(state, count_postponed=count_postponed, count_waiting=count_waiting)]
        for state in STATES
    )


def test_the_table_is_that_of_domain_2_3_and_3_3() -> None:
    assert {kind: fates(kind) for kind in KINDS} == TABLE


def test_what_a_level_may_count() -> None:
    assert fates("first_answer", count_postponed=True) == "rrerddd"
    assert fates("first_resolution", count_waiting=True) == "rrrseed"
    assert fates("periodic_update", count_postponed=True, count_waiting=True) == "rrrrddd"
    assert (
        fates("agent_work", count_postponed=True, count_waiting=True) == TABLE["agent_work"]
    )  # never postponed
    assert fates("next_answer", count_waiting=True) == TABLE["next_answer"]  # it has ended by then


@pytest.mark.parametrize(("state", "kind"), [(State.CHATTING, "chat_answer"), (State.CALLING, "call_answer")])
def test_a_chat_and_a_call_have_a_clock_of_their_own(world: World, state: State, kind: str) -> None:
    ticket = world.ticket()
    ticket.state = state
    targets: dict[str, list[int | None]] = {each: same(HOUR) for each in KINDS}
    level = Promise(1, "Chats", True, None, targets, False, False, ())
    stands = Standing(ticket, [], Known({1: level}), MONDAY)
    stands.choose(level, rule_id=None)
    applying.begin_once(stands, MONDAY)
    applying.bring_up(stands, world.ieva.pk, anew=True)
    assert set(stands.clocks) == {kind, "first_assign", "first_resolution", "requester_wait", "agent_work"}
    assert stands.answer is not None and stands.answer.kind == kind
    ticket.state = State.ANSWERED
    applying.bring_up(stands, world.ieva.pk, anew=False)
    assert kind not in stands.clocks
