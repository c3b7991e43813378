"""Whatever rules somebody writes and whatever happens: no illegal state, never twice for one state, always an end."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accord.automation.models import RuleRun
from accord.automation.rules import chaining, editing, memory
from accord.automation.rules.editing import Wording
from accord.automation.time_rules.moments import sinces
from accord.automation.triggers import triggers
from accord.core import clock
from accord.core.errors import AccordError
from accord.events import delivering, timers
from accord.events.models import Delivery, Timer
from accord.people.system import system
from accord.tickets import (
    assigning,
    checking,
    closing,
    discarding,
    noting,
    postponing,
    receiving,
    reopening,
    replying,
    resolving,
    tagging,
)
from accord.tickets.explaining import ready_text
from accord.tickets.models import State, Ticket
from accord.tickets.silence import pulse
from accord.tickets.writing import Words
from tests.automation.rules.making import step, term
from tests.automation.rules.making import tagging as tags
from tests.world import World

WORDS = {"en": "<p>Look here.</p>"}
STEPS = st.sampled_from(
    [
        tags("a"), tags("b"), step("remove_tags", tags=["a"]), step("resolve", reason="solved"), step("reopen"),
        step("mark_answered"), step("note", text=WORDS), step("postpone", seconds=3600), step("spam"),
        step("not_spam"), step("delete"), step("undelete"), step("priority", priority="3"),
        step("priority", priority="0"), step("close", basis="moved"),
    ]
)  # fmt: skip
TERMS = st.sampled_from(
    [
        term("state", "one_of", ["new", "open"]), term("state", "one_of", ["answered", "resolved"]),
        term("tags", "any_of", ["a"]), term("tags", "none_of", ["b"]), term("priority", "is", 3),
    ]
)  # fmt: skip
GROUPS = st.lists(st.lists(TERMS, min_size=1, max_size=2), max_size=2)
CALLED = st.fixed_dictionaries(
    {
        "triggers": st.lists(st.sampled_from(list(triggers)), min_size=1, max_size=3),
        "steps": st.lists(STEPS, min_size=1, max_size=3),
        "groups": GROUPS,
        "stop": st.sampled_from(["", "", "all"]),
    }
)
TIMED = st.fixed_dictionaries(
    {
        "triggers": st.lists(st.sampled_from(list(sinces)), min_size=1, max_size=1),
        "steps": st.lists(STEPS, min_size=1, max_size=2),
        "groups": GROUPS,
        "timed": st.just(True),
        "wait_s": st.sampled_from([60, 3600, 86400]),
    }
)
ACTS = ("reply", "customer", "note", "resolve", "close", "reopen", "postpone", "spam", "delete", "tag", "move", "wait")


@settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(
    rules=st.lists(st.one_of(CALLED, TIMED), min_size=1, max_size=5),
    acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=8),
)
def test_no_rules_bring_a_ticket_out_of_the_table_or_keep_it_busy_for_ever(
    world: World, rules: list[dict[str, Any]], acts: list[str]
) -> None:
    system()  # remembered by the process: not made within a history that is undone
    now = [datetime.fromisoformat("2026-03-02T10:00:00+00:00")]
    with clock.running(lambda: now[0]), transaction.atomic():
        memory.forget()
        for number, each in enumerate(rules):
            try:
                editing.switch(
                    editing.make(Wording(name=f"Rule {number}", **each), by=world.omar), True, by=world.omar
                )
            except AccordError as error:  # an action may want other values one day: say which
                raise AssertionError(f"{each}: {error}") from error
        ticket = world.ticket()
        _settle(now)
        for act in acts:
            _do(act, world, Ticket.objects.get(pk=ticket.pk), now)
            _settle(now)
        _holds(ticket)
        transaction.set_rollback(True)
    memory.forget()


def _do(act: str, world: World, ticket: Ticket, now: list[datetime]) -> None:
    try:
        match act:
            case "reply":
                replying.reply(ticket, Words(text="So."), by=world.ieva)
            case "customer":
                receiving.receive(ticket, Words(text="And?"), by=world.hannah, address=world.hannah.email)
            case "note":
                noting.note(ticket, Words(text="Look."), by=world.ieva)
            case "resolve":
                resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
            case "close":
                closing.close(ticket, by=world.ieva, basis="moved")
            case "reopen":
                reopening.reopen(ticket, by=world.tiina, reason="It came back.")
            case "postpone":
                postponing.postpone(ticket, now[0] + timedelta(hours=5), by=world.ieva)
            case "spam":
                discarding.mark_spam(ticket, by=world.ieva)
            case "delete":
                discarding.delete(ticket, by=world.ieva)
            case "tag":
                tagging.tag(ticket, "a", by=world.ieva)
            case "move":
                assigning.transfer(ticket, world.billing, by=world.tiina)
            case "wait":
                now[0] += timedelta(hours=30)
                pulse.begin()
    except AccordError:
        return


def _settle(now: list[datetime]) -> None:
    """Everything that follows is done, and it comes to an end."""
    for _each in range(200):
        due = Timer.objects.filter(due_at__lte=now[0]).exists()
        if not (delivering.deliver() + (timers.sweep() if due else 0)):
            return
    raise AssertionError("it does not come to an end")


def _holds(ticket: Ticket) -> None:
    assert list(checking.problems(deep=True)) == []
    assert not Delivery.objects.exclude(last_error="").exists()
    assert not Timer.objects.exclude(last_error="").exists()
    by_state = Counter(RuleRun.objects.exclude(state_since=None).values_list("rule_id", "ticket_id", "state_since"))
    by_event = Counter(RuleRun.objects.exclude(event_id=None).values_list("rule_id", "event_id"))
    by_chain = Counter(RuleRun.objects.exclude(event_id=None).values_list("rule_id", "ticket_id", "root"))
    assert all(times == 1 for counted in (by_state, by_event, by_chain) for times in counted.values())
    assert max((run.depth for run in RuleRun.objects.all()), default=0) < chaining.DEEPEST
    assert State(Ticket.objects.get(pk=ticket.pk).state) in State
