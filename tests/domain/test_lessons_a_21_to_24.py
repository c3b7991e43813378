"""LESSONS section A, points 21 to 24: ways of working that other desks lack or get wrong, one test a complaint."""

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from accord.automation.models import RuleLook, RuleRun
from accord.automation.rules import editing, explaining
from accord.automation.trying import starting, working
from accord.core.errors import NotPossible
from accord.events import timers
from accord.events.delivering import deliver
from accord.events.models import Event
from accord.people import presence
from accord.people.models import Person
from accord.queue import rules as hand_outs
from accord.queue import to_solve
from accord.queue.models import Method
from accord.tickets import (
    assigning,
    checking,
    closing,
    conversation,
    merging,
    noting,
    receiving,
    replying,
    splitting,
)
from accord.tickets import tagging as tags
from accord.tickets.models import Message, State, Ticket
from accord.tickets.replying import SomebodyAnswered
from accord.tickets.writing import Words
from tests.automation.rules.making import rule, step, tagging, term, work
from tests.web.portal.browser import Browser, answer_link, resolved
from tests.world import World, agent

pytestmark = pytest.mark.django_db


def thread(ticket: Ticket) -> list[str]:
    return [each.message.text for each in conversation.load(ticket).said]


def row_of(ticket: Ticket) -> dict[str, Any]:
    """The row without what counts every change: it came back into its state just now."""
    found = Ticket.objects.filter(pk=ticket.pk).values().get()
    counts = ("version", "updated_at", "state_changed_at")
    return {name: value for name, value in found.items() if name not in counts}


def test_a_21_merged_and_split_tickets_are_as_they_were_when_it_is_undone(world: World) -> None:
    first, second = world.ticket(), world.ticket("Lid")
    other = receiving.receive(
        first, Words(text="And my invoice?"), by=world.hannah, address=world.hannah.email
    )
    noting.note(second, Words(text="Ask the workshop."), by=world.ieva)
    before = [(row_of(each), thread(each)) for each in (first, second)]
    merging.merge(second, first, by=world.ieva)
    merging.unmerge(second, by=world.ieva)
    new = splitting.split(first, [other.pk], by=world.ieva, subject="Invoice")
    assert thread(new) == ["And my invoice?"]
    splitting.unsplit(new, by=world.ieva)
    assert [(row_of(each), thread(each)) for each in (first, second)] == before
    assert list(checking.problems(deep=True)) == []


def test_a_22_the_customer_says_solved_by_a_press_and_no_scanner_says_it_for_him(world: World) -> None:
    ticket, resolution = resolved(world)
    browser, link = Browser(Client(enforce_csrf_checks=True)), answer_link(ticket, resolution, world)
    events = Event.objects.count()
    for _look in range(3):  # a scanner of links follows whatever it finds
        page = browser.get(link)
    ticket.refresh_from_db()
    assert (ticket.state, Event.objects.count()) == (State.RESOLVED, events)
    page.press("yes")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_by_customer) == (State.CLOSED, True)


def test_a_23_two_who_press_at_once_get_two_and_nothing_is_locked_for_its_owner(world: World) -> None:
    jaan = agent("Jaan", solver=world.support)
    first, second = world.ticket(), world.ticket("Lid")
    given = {to_solve.next_for(world.ieva), to_solve.next_for(jaan)}
    assert given == {first, second}
    mine = next(each for each in given if each is not None and each.assignee_id == world.ieva.pk)
    replying.reply(mine, Words(text="Clean it."), by=world.ieva)  # his page stands open, and locks nobody out
    replying.reply(mine, Words(text="And let it rest."), by=world.ieva)
    assert thread(mine)[-2:] == ["Clean it.", "And let it rest."]


def test_a_23_hand_out_is_even_over_a_whole_day(world: World) -> None:
    people = [world.ieva, *(agent(f"Agent{number}", solver=world.support) for number in range(3))]
    presence.beat("web")
    for person in people:
        presence.come(person.pk, "web")
    hand_outs.choose(world.support, by=world.omar, method=str(Method.ROUND_ROBIN), last_agent=False)
    for number in range(6):
        for each in range(4):
            world.ticket(f"Number {number}.{each}")
        while timers.sweep() + deliver(50):
            pass
        for ticket in Ticket.objects.filter(to_solve=True).exclude(assignee=None):
            replying.reply(ticket, Words(text="Clean it."), by=Person.objects.get(pk=ticket.assignee_id or 0))
    assert Counter(Ticket.objects.values_list("assignee_id", flat=True)) == {each.pk: 6 for each in people}


def test_a_23_who_answers_what_somebody_answered_meanwhile_is_asked_before_it_goes(world: World) -> None:
    jaan = agent("Jaan", solver=world.support)
    ticket, message = world.ticket_and_message()
    assigning.assign(ticket, world.ieva, by=world.tiina)
    replying.reply(ticket, Words(text="Clean it."), by=jaan, seen=message.pk)
    with pytest.raises(SomebodyAnswered):
        replying.reply(ticket, Words(text="Clean it."), by=world.ieva, seen=message.pk)
    newest = Message.objects.filter(ticket=ticket).order_by("-id").values_list("id", flat=True)[0]
    replying.reply(ticket, Words(text="And let it rest."), by=world.ieva, seen=newest)
    assert Message.objects.filter(ticket=ticket, kind="outgoing").count() == 2


def test_a_24_each_look_of_a_rule_says_what_matched_what_did_not_and_what_changed(world: World) -> None:
    loud = [term("subject", "contains", "urgent")]
    rule(world.omar, step("priority", priority="3"), on="ticket_opened", groups=loud, name="Urgent")
    calm, urgent = world.ticket(), world.ticket("urgent: lid")
    work()
    (look,), _more = explaining.why(calm)
    assert look.applied == [] and [said.met for group in look.verdicts[0].groups for said in group] == [False]
    (look,), _more = explaining.why(urgent)
    assert [each.name for each in look.applied] == ["Urgent"]
    (change,) = Event.objects.filter(ticket_id=urgent.pk, kind="ticket.prioritised")
    assert change.data["because"].startswith("rule:") and change.data["set"]["priority"] == 3


def test_a_24_a_rule_is_tried_on_the_past_and_changes_nothing(world: World) -> None:
    ticket = world.ticket("urgent: lid")
    before, events = row_of(ticket), Event.objects.count()
    steps, loud = [step("priority", priority="3")], [[term("subject", "contains", "urgent")]]
    trial = starting.start(editing.Wording("Urgent", ["ticket_opened"], steps, loud), 30, by=world.omar)
    while working.work():
        pass
    trial.refresh_from_db()
    assert trial.ended_at is not None and trial.hits.count() == 1
    assert (row_of(ticket), RuleRun.objects.count(), RuleLook.objects.count()) == (before, 0, 0)
    assert Event.objects.filter(ticket_id=ticket.pk).count() == 1 and Event.objects.count() <= events + 1


def test_a_24_two_rules_that_call_each_other_are_cut_with_a_reason_and_none_fires_twice(world: World) -> None:
    rule(world.omar, tagging("ping"), step("remove_tags", tags=["pong"]), on="tags_changed", name="Ping")
    rule(world.omar, tagging("pong"), step("remove_tags", tags=["ping"]), on="tags_changed", name="Pong")
    ticket = world.ticket(tags=["start"])
    tags.tag(ticket, "go", by=world.ieva)
    work(200)
    looks, _more = explaining.why(ticket)
    outcomes = [each for look in looks for each in look.verdicts]
    cut = [each for each in outcomes if each.outcome not in ("applied", "not_met", "stopped", "same")]
    assert cut and all(str(each.sentence) for each in cut)
    once = Counter(RuleRun.objects.values_list("rule_id", "event_id"))
    assert set(once.values()) == {1}


def test_a_21_a_closed_ticket_is_neither_merged_nor_split(world: World) -> None:
    ticket, resolution = resolved(world)
    assert resolution is not None
    closing.close(ticket, by=world.ieva, basis="moved")
    with pytest.raises(NotPossible):
        merging.merge(ticket, world.ticket(), by=world.ieva)
    with pytest.raises(NotPossible):
        splitting.split(ticket, [Message.objects.filter(ticket=ticket)[0].pk], by=world.ieva)
