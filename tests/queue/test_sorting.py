"""What a rule is about to move is nobody's yet: neither To Solve nor hand-out gives it from under the rule."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest

from accord.automation.rules import looking
from accord.core import clock
from accord.events import timers
from accord.events.delivering import deliver
from accord.events.models import Timer
from accord.people import presence
from accord.people.models import Person
from accord.queue import handing_out, rules, sorting, to_solve
from accord.queue.models import Method
from accord.tickets.models import Ticket
from tests.automation.rules.making import rule, step, term, work
from tests.queue.desk import row, stored
from tests.world import World, agent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "PAUSE_S", 0.0)


@pytest.fixture
def bruno(world: World) -> Person:
    """He solves in Billing, and a rule brings him what is about invoices."""
    invoices = [term("subject", "contains", "invoice")]
    rule(world.omar, step("transfer", department=str(world.billing.pk)), on="ticket_opened", groups=invoices)
    return agent("Bruno", solver=world.billing)


def test_what_rules_have_not_seen_is_passed_over_and_then_the_right_one_gets_it(
    world: World, bruno: Person
) -> None:
    (early,) = stored(row(world.hannah, world.support, waited=timedelta(minutes=30)))
    invoice = world.ticket("My invoice", priority=3)  # urgent: it would be the first
    assert to_solve.next_for(world.ieva) == early
    work()
    assert to_solve.next_for(world.ieva) == early, "she keeps what she has; the invoice is not hers to solve"
    assert to_solve.next_for(bruno) == invoice


def test_where_nothing_else_is_there_a_worker_that_stands_still_keeps_nobody_from_it(
    world: World, bruno: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Collection[int]] = []

    def asked(ids: Collection[int]) -> set[int]:
        looks.append(ids)
        return looking.pending(ids)

    monkeypatch.setattr(sorting, "_unsorted", asked)
    ticket = world.ticket("My invoice")
    assert to_solve.next_for(world.ieva) == ticket
    assert len(looks) == sorting.PAUSES + 1, "it waited for the rules first"


def test_who_pulls_inside_a_transaction_keeps_the_rules_from_writing_for_no_moment(
    world: World, bruno: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep(_seconds: float) -> None:
        raise AssertionError("everybody else would wait")

    monkeypatch.setattr("accord.queue.to_solve.time.sleep", sleep)
    ticket = world.ticket("My invoice")
    head = to_solve.pull(world.ieva)
    assert head is not None and head.ticket == ticket


def test_when_the_rules_come_in_that_moment_it_is_not_given(
    world: World, bruno: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ticket("My invoice")
    monkeypatch.setattr("accord.queue.to_solve.time.sleep", lambda _seconds: work())
    assert to_solve.next_for(world.ieva) is None


def test_hand_out_comes_back_to_it(world: World, bruno: Person) -> None:
    presence.beat("web")
    presence.come(world.ieva.pk, "web")
    rules.choose(world.support, by=world.omar, method=str(Method.ROUND_ROBIN))
    while timers.sweep() + deliver(50):
        pass
    ticket, other = world.ticket("My invoice"), world.ticket("Lid")
    assert handing_out.in_department(world.support.pk) == 0  # for another event, before the rules
    [timer] = Timer.objects.filter(kind=rules.TIMER)  # one look for both: fifty would bring about fifty more each
    assert (timer.subject_kind, timer.subject_id) == ("department", world.support.pk)
    later = clock.now() + sorting.SOON
    with clock.running(lambda: later):
        work()
        while timers.sweep() + deliver(50):
            pass
    found: list[Any] = [Ticket.objects.get(pk=each.pk) for each in (ticket, other)]
    assert [(each.department, each.assignee) for each in found] == [
        (world.billing, None),
        (world.support, world.ieva),
    ]


def test_nobody_is_asked_about_what_has_waited_for_long(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(_ids: Collection[int]) -> set[int]:
        raise AssertionError("a statement for nothing")

    stored(row(world.hannah, world.support, waited=timedelta(minutes=30)))
    monkeypatch.setattr(sorting, "_unsorted", asked)
    assert to_solve.next_for(world.ieva) is not None
