"""Clocks begin, stand, go on and end as DOMAIN 2.3's table says; each finished one is a line of the log."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accord.people.models import Person
from accord.sla import checking
from accord.sla.models import Clock
from accord.tickets import (
    assigning,
    confirming,
    discarding,
    editing,
    importing,
    merging,
    postponing,
    receiving,
    replying,
    resolving,
    tagging,
)
from accord.tickets.explaining import Explanation
from accord.tickets.models import Ticket
from accord.tickets.opening import Request
from accord.tickets.waiting import PATIENCE
from accord.tickets.writing import Words
from tests.sla.levels import HOUR, MONDAY, at, everybody, later, level, log, office, rule, running, same
from tests.world import World

WHY = Explanation("takes_longer", "We are looking.", "It takes a part.", "We write on Friday.")
DONE = Explanation("solved", "Done.", "It was loose.", "Nothing to do.")
MINUTE = timedelta(minutes=1)


def answered(ticket: Ticket, by: Person) -> None:
    replying.reply(ticket, Words(text="Clean it."), by=by)


def asked(ticket: Ticket, by: Person) -> None:
    receiving.receive(ticket, Words(text="It still stops."), by=by, address=by.email)


def test_a_new_ticket_gets_its_clock_and_its_rank(world: World) -> None:
    everybody(world, hours=office(world))
    with at(later(hours=1.5)):  # 11:30, lunch from 12 to 13
        ticket = world.ticket()
    due = later(hours=3.5)
    assert running(ticket)["first_answer"].due_at == due
    ticket.refresh_from_db()
    assert ticket.rank_at == due


def test_the_first_answer_ends_it_and_says_who_and_by_how_much(world: World) -> None:
    everybody(world)
    with at(MONDAY):
        ticket = world.ticket()
        assigning.assign(ticket, world.tiina, by=world.tiina)
    with at(later(minutes=45)):
        answered(ticket, world.ieva)
    row = Clock.objects.get(ticket=ticket, outcome="met")
    assert (row.kind, row.spare_s, row.responsible_id, row.ended_by_id) == (
        "first_answer", 15 * 60, world.tiina.pk, world.ieva.pk,
    )  # fmt: skip
    assert running(ticket) == {}
    with at(later(minutes=50)):
        asked(ticket, world.hannah)
    with at(later(minutes=130)):
        answered(ticket, world.ieva)
    assert log(ticket)[1:] == [("next_answer", "missed", -20 * 60)]


def test_each_opening_is_a_record_of_its_own_and_more_words_are_none(world: World) -> None:
    everybody(world)
    with at(MONDAY):
        ticket = world.ticket()
        answered(ticket, world.ieva)
    for hours in (1, 3):
        with at(later(hours=hours)):
            asked(ticket, world.hannah)
        with at(later(hours=hours, minutes=10)):
            asked(ticket, world.hannah)
        ticket.refresh_from_db()
        assert ticket.rank_at == later(hours=hours + 1)
        with at(later(hours=hours, minutes=20)):
            answered(ticket, world.ieva)
    assert log(ticket)[1:] == [("next_answer", "met", 40 * 60)] * 2


def test_domain_4_16_resolving_without_an_answer_logs_nothing(world: World) -> None:
    """Point 16 of what users complain about: overdue shown on what is solved. A New ticket, then an Open one."""
    everybody(world)
    with at(MONDAY):
        ticket = world.ticket()
    with at(later(hours=2)):
        resolving.resolve(ticket, DONE, by=world.ieva)
    assert running(ticket) == {} and log(ticket) == []
    with at(later(hours=3)):
        asked(ticket, world.hannah)
        assert list(running(ticket)) == ["next_answer"]
    with at(later(hours=6)):
        resolving.resolve(ticket, DONE, by=world.ieva)
    assert running(ticket) == {} and log(ticket) == []


def test_domain_4_16_nothing_is_overdue_on_answered_closed_or_spam_or_without_a_level(world: World) -> None:
    with at(MONDAY):
        old = world.ticket()
    everybody(world)
    with at(MONDAY):
        ticket, junk = world.ticket(), world.ticket()
        answered(ticket, world.ieva)
        discarding.mark_spam(junk, by=world.ieva)
        assert running(ticket) == running(junk) == running(old) == {}
        confirming.say_solved(ticket, voice=confirming.Voice(world.hannah))
        assert running(ticket) == {}
    old.refresh_from_db()
    assert old.rank_at == MONDAY + PATIENCE
    with at(later(hours=2)):
        discarding.mark_not_spam(junk, by=world.ieva)
    assert running(junk)["first_answer"].due_at == later(
        hours=1
    )  # he has waited since then, whatever we thought


def test_send_and_resolve_is_an_answer_and_a_resolution(world: World) -> None:
    everybody(world, targets={"first_answer": same(HOUR), "first_resolution": same(HOUR)})
    with at(MONDAY):
        ticket = world.ticket()
    with at(later(minutes=90)):
        replying.reply(ticket, Words(text="Clean it."), by=world.ieva, resolve=Explanation("solved"))
    assert log(ticket) == [("first_resolution", "missed", -1800), ("first_answer", "missed", -1800)] or log(
        ticket
    ) == [("first_answer", "missed", -1800), ("first_resolution", "missed", -1800)]
    with at(later(hours=2)):
        asked(ticket, world.hannah)
    assert running(ticket) == {}  # reopening begins no second first resolution


def test_an_explanation_while_postponing_counts_as_an_answer(world: World) -> None:
    everybody(world)
    with at(MONDAY):
        told, untold = world.ticket(), world.ticket()
    with at(later(minutes=20)):
        postponing.postpone(told, later(days=1), by=world.ieva, explanation=WHY)
        postponing.postpone(untold, later(days=1), by=world.ieva)
    assert log(told) == [("first_answer", "met", 40 * 60)]
    stands = running(untold)["first_answer"]
    assert (stands.due_at, stands.left_s) == (None, 40 * 60)
    with at(later(days=1)):
        postponing.bring_back(told, by=world.ieva)
        postponing.bring_back(untold, by=world.ieva)
    assert running(untold)["first_answer"].due_at == later(days=1, minutes=40)
    assert running(told)["next_answer"].due_at == later(days=1, hours=1)
    for ticket in (told, untold):
        ticket.refresh_from_db()
        assert ticket.rank_at == next(iter(running(ticket).values())).due_at


def test_a_level_may_count_postponed_and_waiting_time(world: World) -> None:
    targets = {"first_answer": same(HOUR), "first_resolution": same(8 * HOUR)}
    everybody(world, targets=targets, count_postponed=True, count_waiting=True)
    with at(MONDAY):
        ticket = world.ticket()
    with at(later(minutes=20)):
        postponing.postpone(ticket, later(minutes=30), by=world.ieva)
    assert running(ticket)["first_answer"].due_at == later(hours=1)
    with at(later(minutes=30)):
        postponing.bring_back(ticket, by=world.ieva)
        answered(ticket, world.ieva)
    assert running(ticket)["first_resolution"].due_at == later(hours=8)


def test_time_with_the_customer_does_not_count_unless_the_level_says_so(world: World) -> None:
    everybody(
        world, targets={kind: same(4 * HOUR) for kind in ("first_resolution", "requester_wait", "agent_work")}
    )
    with at(MONDAY):
        ticket = world.ticket()
    with at(later(hours=1)):
        answered(ticket, world.ieva)
    assert {row.left_s for row in running(ticket).values()} == {3 * HOUR}
    with at(later(days=2)):
        asked(ticket, world.hannah)
    assert {row.due_at for row in running(ticket).values()} == {later(days=2, hours=3)}
    with at(later(days=2, hours=1)):
        postponing.postpone(ticket, later(days=3), by=world.ieva)
    with at(later(days=2, hours=2)):
        resolving.resolve(ticket, DONE, by=world.ieva)
    assert {(outcome, spare) for _kind, outcome, spare in log(ticket)} == {("met", 2 * HOUR)}
    assert len(log(ticket)) == 3


def test_first_assignment_ends_with_whoever_holds_it_first(world: World) -> None:
    everybody(world, targets={"first_assign": same(HOUR)})
    with at(MONDAY):
        ticket, given = world.ticket(), world.ticket(assignee=world.ieva)
    assert running(given) == {}
    with at(later(minutes=30)):
        assigning.assign(ticket, world.ieva, by=world.tiina)
        assigning.assign(ticket, world.tiina, by=world.tiina)
    assert log(ticket) == [("first_assign", "met", 1800)]


def test_a_word_in_between_is_owed_after_each_of_ours_until_it_is_resolved(world: World) -> None:
    everybody(world, targets={"periodic_update": same(HOUR)}, count_waiting=True)
    with at(MONDAY):
        ticket = world.ticket()
        answered(ticket, world.ieva)
    with at(later(minutes=70)):
        answered(ticket, world.ieva)
    assert log(ticket) == [("periodic_update", "missed", -600)]
    assert running(ticket)["periodic_update"].due_at == later(minutes=130)
    with at(later(minutes=80)):
        resolving.resolve(ticket, DONE, by=world.ieva)
    assert running(ticket) == {}


def test_another_priority_has_another_target_and_what_was_counted_stays(world: World) -> None:
    everybody(world, targets={"first_answer": [8 * HOUR, 4 * HOUR, 2 * HOUR, HOUR]})
    with at(MONDAY):
        ticket = world.ticket()
    with at(later(minutes=30)):
        editing.prioritise(ticket, 3, by=world.ieva)
    assert running(ticket)["first_answer"].due_at == later(hours=1)
    ticket.refresh_from_db()
    assert ticket.rank_at == later(hours=1)
    with at(later(minutes=40)):
        editing.prioritise(ticket, 0, by=world.ieva)
    ticket.refresh_from_db()
    assert ticket.rank_at == later(hours=8)


def test_the_level_is_chosen_again_when_what_its_rules_look_at_changes(world: World) -> None:
    fast, slow = (
        level(world, "Fast", targets={"first_answer": same(HOUR)}),
        level(world, "Slow", targets={"first_answer": same(8 * HOUR), "first_assign": same(8 * HOUR)}),
    )
    rule(world, None, [{"c": "tags", "op": "any_of", "v": ["friend"]}])
    rule(world, fast, [{"c": "department", "op": "is", "v": world.billing.pk}])
    rule(world, slow)
    with at(MONDAY):
        ticket, friend = world.ticket(), world.ticket(tags=["friend"])
    assert running(friend) == {}
    with at(later(minutes=10)):
        assigning.transfer(ticket, world.billing, by=world.tiina)
    assert running(ticket)["first_answer"].due_at == later(hours=1)
    assert Clock.objects.get(ticket=ticket, kind="level").level == fast
    assert set(running(ticket)) == {"first_answer"}
    with at(later(minutes=15)):
        assigning.transfer(ticket, world.support, by=world.tiina)
    assert running(ticket)["first_answer"].due_at == later(hours=8)  # what was counted stays counted
    assert running(ticket)["first_assign"].due_at == later(hours=8, minutes=15)  # only this level has it: from now
    with at(later(minutes=20)):
        tagging.tag(ticket, "friend", by=world.tiina)
    assert running(ticket) == {}
    ticket.refresh_from_db()
    assert ticket.rank_at == MONDAY + PATIENCE
    with at(later(minutes=30)):
        tagging.untag(ticket, "friend", by=world.tiina)
    assert running(ticket)["first_answer"].due_at is not None


def test_merged_away_nothing_runs_and_taken_out_again_the_customer_has_waited(world: World) -> None:
    everybody(world)
    with at(MONDAY):
        source, into = world.ticket(), world.ticket()
        answered(into, world.ieva)
    with at(later(minutes=30)):
        merging.merge(source, into, by=world.tiina)
    assert running(source) == {}
    into.refresh_from_db()
    assert (into.state, into.rank_at) == ("open", running(into)["next_answer"].due_at)
    assert into.rank_at == later(hours=1)  # whoever asked there has waited since then
    with at(later(minutes=40)):
        merging.unmerge(source, by=world.tiina)
    assert running(source)["first_answer"].due_at == later(hours=1)
    assert running(into) == {}
    assert list(checking.problems(0, 10**9)) == []


def test_imported_history_has_no_clocks_until_its_customer_writes_again(world: World) -> None:
    everybody(world)
    request = Request(
        requester=world.hannah, department=world.support, subject="Old", words=Words(text="Long ago."),
        address="hannah@example.com",
    )  # fmt: skip
    with at(MONDAY), transaction.atomic():
        old, _message = importing.open_resolved(request, by=world.hannah, at=later(days=-400))
    assert not Clock.objects.exists()
    with at(later(hours=1)):
        asked(old, world.hannah)
    assert running(old)["next_answer"].due_at == later(hours=2)


def test_without_a_level_nothing_is_read_or_written(world: World) -> None:
    ticket = world.ticket()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answered(ticket, world.ieva)
        asked(ticket, world.hannah)
        resolving.resolve(ticket, DONE, by=world.ieva)
        world.ticket()
    assert not [each["sql"] for each in seen if "sla_" in each["sql"]]


@pytest.mark.parametrize(
    "clocks", [("first_answer", "next_answer"), ("first_answer", "next_answer", "first_resolution")]
)
def test_with_levels_two_statements_for_a_verb(world: World, clocks: tuple[str, ...]) -> None:
    """Opening: the clocks, the rank. Answering: read, write. Asking again, another priority: read, write."""
    everybody(world, hours=office(world), targets={kind: same(HOUR) for kind in clocks})
    with at(MONDAY):
        world.ticket()  # what is set up is remembered now

        def counted(do: object) -> int:
            with CaptureQueriesContext(connection) as seen:
                assert callable(do)
                do()
            return sum("sla_" in each["sql"] or 'SET "rank_at" = ' in each["sql"] for each in seen)

        ticket = world.ticket()
        assert counted(world.ticket) == 2
        assert counted(lambda: editing.prioritise(ticket, 2, by=world.ieva)) == 2
        assert counted(lambda: answered(ticket, world.ieva)) == 2
        assert counted(lambda: asked(ticket, world.hannah)) == 2
        assert counted(lambda: tagging.tag(ticket, "lid", by=world.ieva)) == 0
        assert counted(lambda: resolving.resolve(ticket, DONE, by=world.ieva)) == 2


def test_another_subject_may_be_another_level(world: World) -> None:
    bills = level(world, "Bills", targets={"first_answer": same(HOUR // 2)})
    rule(world, bills, [{"c": "subject", "op": "contains", "v": "invoice"}])
    everybody(world)
    with at(MONDAY):
        ticket = world.ticket("Question")
        editing.rename(ticket, "The invoice of March", by=world.ieva)
    assert running(ticket)["first_answer"].due_at == later(minutes=30)
