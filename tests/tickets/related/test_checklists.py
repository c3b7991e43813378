"""Things to tick off on a ticket."""

import pytest

from accord.automation.actions.acting import Acting
from accord.automation.actions.steps import Steps
from accord.core.errors import Conflict, Invalid, Missing, NotAllowed, NotFound, NotPossible
from accord.events.models import Event
from accord.people.system import system
from accord.tickets import confirming, discarding, replying, resolving
from accord.tickets.checklists import defining, ticking
from accord.tickets.explaining import Explanation
from accord.tickets.models import ChecklistItem, State, Ticket
from accord.tickets.writing import Words
from tests.world import World, kinds

SOLVED = Explanation("solved", "It is clean.", "There was dust in it.", "Write if it stops again.")
ITEMS = ["Test the pump", {"text": "Seal it", "must": True}]


def test_a_thing_is_ticked_off_by_whom_and_when(world: World) -> None:
    ticket = world.ticket()
    (item,) = ticking.add(ticket, [" Test  the pump "], by=world.ieva)
    done = ticking.tick(ticket, item.pk, by=world.tiina)
    assert (done.text, done.done_by, done.done_at is not None) == ("Test the pump", world.tiina, True)
    ticking.tick(ticket, item.pk, by=world.ieva)
    ticking.tick(ticket, item.pk, by=world.ieva, done=False)
    ticking.remove(ticket, item.pk, by=world.ieva)
    assert kinds(ticket)[-4:] == [
        "checklist.added",
        "checklist.ticked",
        "checklist.ticked",
        "checklist.removed",
    ]
    assert Event.objects.filter(kind="checklist.ticked").last().data["undone"]
    assert Event.objects.filter(kind="checklist.added").get().words == {"texts": ["Test the pump"]}


def test_a_list_comes_once_while_it_waits(world: World) -> None:
    ticket, checklist = world.ticket(), defining.make("Repair", ITEMS, by=world.omar)
    first = ticking.add_list(ticket, checklist, by=world.ieva)
    assert ticking.add_list(ticket, checklist, by=world.ieva) == []
    ticking.tick(ticket, first[0].pk, by=world.ieva)
    assert [each.text for each in ticking.add_list(ticket, checklist, by=world.ieva)] == ["Test the pump"]
    defining.change(checklist, by=world.omar, is_active=False)
    with pytest.raises(NotPossible):
        ticking.add_list(ticket, checklist, by=world.ieva)


def test_what_must_be_done_holds_up_resolving(world: World) -> None:
    ticket = world.ticket()
    free, must = ticking.add(ticket, ITEMS, by=world.ieva)
    with pytest.raises(ticking.NotAllDone, match="Seal it"):
        resolving.resolve(ticket, SOLVED, by=world.ieva)
    with pytest.raises(ticking.NotAllDone):
        replying.reply(ticket, Words(text="Done."), by=world.ieva, resolve=SOLVED)
    ticket.refresh_from_db()
    assert ticket.state == State.NEW
    ticking.tick(ticket, must.pk, by=world.ieva)
    resolving.resolve(ticket, SOLVED, by=world.ieva)
    assert ticket.state == State.RESOLVED and not ChecklistItem.objects.get(pk=free.pk).done_at


def test_rules_and_customers_are_not_held_up(world: World) -> None:
    by_rule, by_customer = world.ticket(), world.ticket()
    for each in (by_rule, by_customer):
        ticking.add(each, ITEMS, by=world.ieva)
    resolving.resolve(by_rule, SOLVED, by=system())
    confirming.say_solved(by_customer, voice=confirming.Voice(world.hannah))
    assert {by_rule.state, by_customer.state} == {State.RESOLVED, State.CLOSED}


def test_what_is_written_is_checked(world: World) -> None:
    ticket = world.ticket()
    with pytest.raises(Missing):
        ticking.add(ticket, ["  ", {"text": ""}], by=world.ieva)
    with pytest.raises(Invalid):
        ticking.add(ticket, ["x" * 301], by=world.ieva)
    with pytest.raises(NotPossible):
        for _each in range(3):
            ticking.add(ticket, [f"Step {number}" for number in range(50)], by=world.ieva)
    with pytest.raises(NotAllowed):
        ticking.add(ticket, ["Look"], by=world.hannah)
    with pytest.raises(NotFound):
        ticking.tick(world.ticket(), ChecklistItem.objects.first().pk, by=world.ieva)


def test_lists_to_start_from_are_an_administrator_s(world: World) -> None:
    with pytest.raises(NotAllowed):
        defining.make("Repair", ITEMS, by=world.tiina)
    row = defining.make("Repair", ITEMS, by=world.omar, departments=[world.billing.pk])
    with pytest.raises(Conflict):
        defining.make("repair", ITEMS, by=world.omar)
    with pytest.raises(Invalid):
        defining.change(row, by=world.omar, departments=[0])
    assert defining.offered(world.support.pk) == [] and defining.offered(world.billing.pk) == [row]
    assert list(Event.objects.filter(subject_kind="checklist").values_list("kind", flat=True)) == [
        "checklist.defined"
    ]


def test_a_rule_adds_a_checklist(world: World) -> None:
    ticket, checklist = world.ticket(), defining.make("Repair", ITEMS, by=world.omar)
    steps = Steps.parse([{"a": "add_checklist", "v": {"checklist": str(checklist.pk)}}])
    assert [done.changed for done in steps.run(Acting(ticket, system(), because="rule:1"))] == [True]
    assert [done.changed for done in steps.run(Acting(ticket, system(), because="rule:1"))] == [False]
    assert ticking.items_of(ticket)[1].must


def test_what_is_deleted_for_good_has_no_list(world: World) -> None:
    ticket = world.ticket()
    ticking.add(ticket, ITEMS, by=world.tiina)
    discarding.delete(ticket, by=world.tiina)
    discarding.purge(ticket, by=world.tiina)
    assert ticking.items_of(Ticket.objects.get(pk=ticket.pk)) == []
