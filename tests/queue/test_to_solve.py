"""To Solve gives the most important ticket and no other: the order against a reference, and known faults."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.core import clock, options
from accord.people.models import Department, Person
from accord.people.rights import access_of
from accord.queue import candidates, choices, reasons, to_solve
from accord.queue.candidates import LAST, MINE, POOL, Candidate, in_order
from accord.tickets import (
    assigning,
    closing,
    discarding,
    merging,
    postponing,
    replying,
    resolving,
    waiting,
)
from accord.tickets.explaining import ready_text
from accord.tickets.models import State, Ticket
from accord.tickets.writing import Words
from accord.web.moments import span
from tests.queue.desk import row, stored
from tests.world import World, agent, kinds

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Case(NamedTuple):
    """A ticket of a drawn desk. `owner` and `last`: 0 nobody, 1 the agent, 2 a colleague."""

    department: int
    priority: int
    waited_min: int
    state: State
    owner: int
    last: int
    target_min: int
    hidden: bool


CASES = st.lists(
    st.builds(
        Case,
        st.sampled_from(
            [0] * 6 + [1, 2]
        ),  # mostly where she solves, of normal priority, waiting and nobody's
        st.sampled_from([1] * 6 + [0, 2, 3]),
        st.integers(0, 200),
        st.sampled_from([State.NEW, State.OPEN] * 4 + [State.POSTPONED, State.CHATTING, State.CLOSED]),
        st.sampled_from([0] * 6 + [1, 2]),
        st.integers(0, 2),
        st.sampled_from([0] * 6 + [1, 30, 90]),
        st.sampled_from([False] * 6 + [True]),
    ),
    min_size=3,
    max_size=10,
)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def reference(agent_id: int, places: set[int], hidden: set[int], own: str, last: bool) -> list[int]:
    """The order of work, slowly: every ticket is looked at."""
    giving = set(Department.objects.filter(to_solve_on=True).values_list("pk", flat=True))
    every = [
        each for each in Ticket.objects.all() if each.state in ("new", "open") and each.merged_into_id is None
    ]
    every = [each for each in every if each.department_id in giving and each.pk not in hidden]
    free = [each for each in every if each.assignee_id is None and each.department_id in places]
    mine = [each for each in every if each.assignee_id == agent_id] if own != choices.NEVER else []

    def place(each: Ticket) -> tuple[datetime, datetime, int]:
        assert each.waiting_since is not None
        return each.rank_at, each.waiting_since, each.pk

    if own == choices.FIRST and mine:
        return [each.pk for each in [*sorted(mine, key=place), *sorted(free, key=place)]]
    found = sorted([*free, *mine], key=place)
    if last and found:
        until, due = found[0].rank_at + HOUR, found[0].rank_at
        near = [
            each
            for each in found
            if each in free and each.last_agent_id == agent_id and each.rank_at <= until
        ]
        near = [each for each in near if each.waiting_since is not None and each.waiting_since <= due]
        found = [*near, *(each for each in found if each not in near)]
    return [each.pk for each in found]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases=CASES, own=st.sampled_from([choices.WITH, choices.FIRST, choices.NEVER]), last=st.booleans())
def test_the_order_is_that_of_a_slow_reference(world: World, cases: list[Case], own: str, last: bool) -> None:
    with undone():
        shut = Department.objects.create(name="Archive", to_solve_on=False)
        places = [world.support, world.billing, shut]  # Ieva solves in Support alone
        people: list[Person | None] = [None, world.ieva, world.tiina]
        options.put(choices.OWN, own)
        options.put(choices.LAST_AGENT, last)
        made = stored(
            *(
                row(
                    world.hannah,
                    places[each.department],
                    waited=each.waited_min * MINUTE,
                    target=each.target_min * MINUTE if each.target_min else None,
                    priority=each.priority,
                    state=each.state,
                    assignee=people[each.owner],
                    last_agent=people[each.last],
                )
                for each in cases
            )
        )
        hidden = {ticket.pk for ticket, case in zip(made, cases, strict=True) if case.hidden}
        for _ in range(len(cases) + 1):
            expected = reference(world.ieva.pk, {world.support.pk}, hidden, own, last)
            shown = to_solve.badge(world.ieva, elsewhere=hidden)
            assert shown.count == len(expected)
            head = to_solve.pull(world.ieva, elsewhere=hidden)
            assert (head.ticket.pk if head else None) == (expected[0] if expected else None)
            assert (shown.head.ticket.pk if shown.head else None) == (expected[0] if expected else None)
            if head is None:
                break
            assert head.ticket.assignee_id == world.ieva.pk
            Ticket.objects.filter(pk=head.ticket.pk).update(
                state="answered", to_solve=False, rank_at=waiting.NEVER
            )


MONTH = 30 * 24 * 60
BEGAN = st.builds(
    lambda about, more: about + more,
    st.sampled_from([0, 7 * 24 * 60, 14 * 24 * 60, MONTH]),
    st.integers(0, 90),
)
TARGET = st.sampled_from([1, 30, 60, 21 * 60, 7 * 24 * 60, 14 * 24 * 60, MONTH])


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(BEGAN, TARGET, st.sampled_from([POOL, MINE, LAST]))))
def test_nobody_is_overtaken_by_who_came_later_than_his_longest_target(
    rows: list[tuple[int, int, str]],
) -> None:
    """DOMAIN 6.11: max(14 days, longest target), the preference of an hour included."""
    begin, longest = clock.now(), 14 * 24 * 60
    found: list[Candidate] = []
    for number, (since, target, part) in enumerate(rows):
        longest = max(longest, target)
        moment = begin + timedelta(minutes=since)
        found.append(
            Candidate(moment + timedelta(minutes=target), moment, number, MINE if part == MINE else POOL)
        )
        if part == LAST:
            found.append(found[-1]._replace(part=LAST))
    order = in_order(found, own_first=False)
    assert sorted(each.id for each in order) == list(range(len(rows)))
    for other in order[1:]:
        assert order[0].waiting_since - other.waiting_since <= timedelta(minutes=longest)


def test_6_11_who_answered_last_is_asked_first_within_the_hour(world: World) -> None:
    first, near, far = stored(
        row(world.hannah, world.support, waited=5 * HOUR),
        row(world.hannah, world.support, waited=4 * HOUR + 30 * MINUTE, last_agent=world.ieva),
        row(world.hannah, world.support, waited=3 * HOUR, last_agent=world.ieva),
    )
    found, complete = candidates.ordered(world.ieva, access_of(world.ieva), 8)
    assert complete and [each.id for each in found] == [near.pk, first.pk, far.pk]
    options.put(choices.LAST_AGENT, False)
    assert to_solve.next_for(world.ieva) == first


def test_6_11_but_not_with_a_ticket_that_began_after_the_first_was_due() -> None:
    begin = clock.now()
    late = Candidate(begin + DAY, begin, 1)
    fresh = Candidate(begin + DAY + 2 * MINUTE, begin + DAY + MINUTE, 2)
    assert [each.id for each in in_order([late, fresh, fresh._replace(part=LAST)], own_first=False)] == [1, 2]


def resolve(ticket: Ticket, world: World) -> None:
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.tiina)


def close(ticket: Ticket, world: World) -> None:
    resolve(ticket, world)
    closing.close(ticket, by=world.tiina, basis="customer_said_so", how="He called.")


def postpone(ticket: Ticket, world: World) -> None:
    postponing.postpone(ticket, clock.now() + DAY, by=world.tiina)


def merge(ticket: Ticket, world: World) -> None:
    into = world.ticket("The other one")
    assigning.assign(into, world.tiina, by=world.tiina)
    merging.merge(ticket, into, by=world.tiina)


def begin_a_chat(ticket: Ticket, world: World) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(state=State.CHATTING)


def answer(ticket: Ticket, world: World) -> None:
    replying.reply(ticket, Words(text="Clean it."), by=world.tiina)


Act = Callable[[Ticket, World], Any]
ACTS: dict[str, Act] = {
    "19879_resolved": resolve,
    "17444_closed": close,
    "17534_postponed": postpone,
    "spam": lambda ticket, world: discarding.mark_spam(ticket, by=world.tiina),
    "19572_deleted": lambda ticket, world: discarding.delete(ticket, by=world.tiina),
    "17339_merged": merge,
    "19783_not_set_up_yet": begin_a_chat,
    "21050_belongs_to_another": lambda ticket, world: assigning.assign(ticket, world.tiina, by=world.tiina),
    "6278_answered": answer,
    "21624_other_department": lambda ticket, world: assigning.transfer(ticket, world.billing, by=world.tiina),
}


@pytest.mark.parametrize("fault", ACTS)
def test_liveagent_(world: World, fault: str) -> None:
    """Faults that LiveAgent repaired again and again: not given, and out of the count as soon as the verb is done."""
    ticket, other = world.ticket(), world.ticket("Second")
    assert to_solve.badge(world.ieva).count == 2
    ACTS[fault](ticket, world)
    badge = to_solve.badge(world.ieva)
    assert badge.count == 1 and badge.head is not None and badge.head.ticket == other
    assert to_solve.next_for(world.ieva) == other


def test_4_11_what_comes_back_is_counted_again(world: World) -> None:
    ticket = world.ticket()
    postpone(ticket, world)
    assert to_solve.badge(world.ieva).count == 0
    postponing.bring_back(ticket, by=world.tiina)
    assert to_solve.badge(world.ieva).count == 1
    discarding.mark_spam(ticket, by=world.tiina)
    discarding.mark_not_spam(ticket, by=world.tiina)
    assert to_solve.badge(world.ieva).count == 1
    postpone(ticket, world)
    assert to_solve.pull(world.ieva) is None


def test_597_not_what_stands_open_at_anothers_screen(world: World) -> None:
    first, second = world.ticket(), world.ticket("Second")
    assert to_solve.badge(world.ieva, elsewhere={first.pk}).count == 1
    given_now = to_solve.pull(world.ieva, elsewhere={first.pk})
    assert given_now is not None and given_now.ticket == second


def test_8804_a_department_is_on_by_default_and_can_be_left_out(world: World) -> None:
    world.ticket()
    assert to_solve.badge(world.ieva).count == 1
    Department.objects.filter(pk=world.support.pk).update(to_solve_on=False)
    assert to_solve.badge(world.ieva) == to_solve.Badge(None, 0)


def test_a_reader_and_who_is_elsewhere_get_nothing_and_an_owner_gets_all(world: World) -> None:
    world.ticket()
    assert to_solve.pull(agent("Rita", reader=world.support)) is None
    assert to_solve.pull(agent("Bruno", solver=world.billing)) is None
    assert to_solve.badge(world.omar).count == 1


def test_taking_one_is_told_in_its_history(world: World) -> None:
    ticket = world.ticket()
    head = to_solve.pull(world.ieva)
    assert head is not None and head.ticket == ticket and kinds(ticket)[-1] == "ticket.assigned"
    ticket.refresh_from_db()
    assert ticket.assignee == world.ieva and ticket.state == State.NEW and ticket.to_solve


def test_who_has_one_keeps_it_until_it_is_done(world: World) -> None:
    ticket, _second = world.ticket(), world.ticket("Second")
    assert to_solve.next_for(world.ieva) == ticket == to_solve.next_for(world.ieva)
    assert kinds(ticket).count("ticket.assigned") == 1
    answer(ticket, world)
    assert to_solve.next_for(world.ieva) == _second


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"waited": 3 * HOUR}, "First because the customer has waited for 3 h."),
        (
            {"waited": 3 * HOUR, "priority": 3},
            "First because it is urgent and the customer has waited for 3 h.",
        ),
        ({"waited": HOUR, "target": 3 * HOUR}, "First because its answer is due in 1 h 59 min."),
        ({"waited": 3 * HOUR, "target": HOUR}, "First because its answer is late by 2 h."),
    ],
)
def test_the_order_explains_itself(world: World, more: dict[str, Any], sentence: str) -> None:
    stored(row(world.hannah, world.support, **more), row(world.hannah, world.support, waited=-HOUR))
    head = to_solve.first_for(world.ieva, access_of(world.ieva))
    assert head is not None and reasons.sentence(head.reason, span) == sentence
