"""DOMAIN section 4: what people complain about in the rules of other desks, one test a complaint."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from accord.automation.models import RuleLook, RuleRun
from accord.automation.time_rules import planning
from accord.channels.email.models import AutomaticMail
from accord.events import timers
from accord.events.models import Event, Timer
from accord.tickets import closing, postponing, receiving, replying, resolving, tagging
from accord.tickets.explaining import ready_text
from accord.tickets.importing import open_resolved
from accord.tickets.models import Message, State, Ticket
from accord.tickets.opening import Request
from accord.tickets.writing import Words
from tests.automation.rules.making import DAY, rule, step, term, work
from tests.automation.rules.making import tagging as tags
from tests.automation.time_rules.days import Days, passing
from tests.world import World

ANSWERED = term("state", "one_of", ["answered"])


@pytest.fixture
def days(db: None) -> Iterator[Days]:
    with passing() as made:
        yield made


def answered(world: World) -> Ticket:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    return ticket


def closed(world: World) -> Ticket:
    ticket = answered(world)
    resolving.resolve(ticket, ready_text("solved", "en"), by=world.ieva)
    closing.close(ticket, by=world.ieva, basis="moved")
    return ticket


def test_4_2_a_rule_neither_opens_what_is_closed_nor_keeps_the_window_shut(world: World, days: Days) -> None:
    """Some want customers barred from opening again, others do not: the department's window says it, not a rule."""
    rule(world.omar, step("reopen"), on=["message_added", "customer_wrote", "ticket_opened"])
    ticket = closed(world)
    receiving.receive(ticket, Words(text="Thanks!", marks=["courtesy"]), by=world.hannah, address=world.hannah.email)
    work()
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    assert [each[2] for look in RuleLook.objects.filter(ticket_id=ticket.pk) for each in look.verdicts][-1] == "closed"


def test_4_9_reminders_then_resolved_unless_the_tag_says_no(world: World, days: Days) -> None:
    """Steps of reminding while an answer waits, and a tag that keeps a ticket out of it."""
    keep = term("tags", "none_of", ["keep-open"])
    reminder = {"en": "<p>Did it help?</p>"}
    rule(world.omar, step("answer", text=reminder, keep=True), on="state_for", wait_s=3 * DAY, groups=[ANSWERED, keep])
    rule(world.omar, step("resolve", reason="no_answer"), on="state_for", wait_s=7 * DAY, groups=[ANSWERED, keep])
    left, kept = answered(world), answered(world)
    tagging.tag(kept, "keep-open", by=world.ieva)
    days.pass_by(days=3)
    reminded = Message.objects.filter(kind="outgoing", text__contains="Did it help?")
    assert list(reminded.values_list("ticket_id", flat=True)) == [left.pk]
    days.pass_by(days=8)
    left.refresh_from_db()
    kept.refresh_from_db()
    assert (left.state, kept.state) == (State.RESOLVED, State.ANSWERED)


def test_4_12_case_14115_a_time_rule_never_acts_twice_for_one_state(world: World, days: Days) -> None:
    rule(world.omar, tags("late"), on="state_for", wait_s=DAY)
    ticket = answered(world)
    days.pass_by(days=1)
    tagging.untag(ticket, "late", by=world.ieva)
    due = Timer(kind=planning.TIMER, subject_kind="ticket", subject_id=ticket.pk, due_at=days.now)
    due.save()
    timers.sweep()
    days.pass_by(days=5)
    assert (RuleRun.objects.count(), Ticket.objects.get(pk=ticket.pk).tag_names) == (1, [])


def test_4_12_case_11018_a_state_that_comes_again_counts_again_but_once(world: World, days: Days) -> None:
    rule(world.omar, tags("late"), on="state_for", wait_s=DAY, groups=[ANSWERED])
    ticket = answered(world)
    for _round in range(2):
        days.pass_by(days=2)
        receiving.receive(ticket, Words(text="And now?"), by=world.hannah, address=world.hannah.email)
        replying.reply(ticket, Words(text="So."), by=world.ieva)
    days.pass_by(days=2)
    runs = list(RuleRun.objects.order_by("id").values_list("state_since", flat=True))
    assert (len(runs), len(set(runs))) == (3, 3)


def test_4_12_case_19887_old_and_imported_tickets_are_left_alone(world: World, days: Days) -> None:
    old = answered(world)
    days.pass_by(days=400)
    rule(world.omar, tags("late"), on=["ticket_opened", "state_changed", "message_added"])
    rule(world.omar, tags("late"), on="older_than", wait_s=DAY)
    rule(world.omar, tags("late"), on="state_for", wait_s=DAY)
    request = Request(
        requester=world.hannah, department=world.support, subject="From before", words=Words(text="It was so."),
        address=world.hannah.email, our_address="support@example.com",
    )  # fmt: skip
    imported, _message = open_resolved(request, by=world.hannah, at=days.now - timedelta(days=900))
    work()
    assert not RuleRun.objects.exists()
    old.refresh_from_db()
    imported.refresh_from_db()
    assert (old.tag_names, imported.tag_names) == ([], [])


def test_4_12_case_22203_time_rules_skip_what_is_closed(world: World, days: Days) -> None:
    rule(world.omar, tags("late"), on="state_for", wait_s=DAY)
    rule(world.omar, tags("old"), on="older_than", wait_s=10 * DAY)
    ticket = closed(world)
    assert not Timer.objects.filter(kind=planning.TIMER, subject_id=ticket.pk).exists()
    days.pass_by(days=30)
    ticket.refresh_from_db()
    assert (ticket.tag_names, RuleRun.objects.count()) == ([], 0)


def test_4_13_what_was_postponed_comes_back_in_time_and_calls_its_rule_once(world: World, days: Days) -> None:
    rule(world.omar, tags("back"), on="came_back")
    rule(world.omar, tags("slow"), on="state_for", wait_s=3 * DAY, groups=[term("state", "one_of", ["new"])])
    ticket = world.ticket()
    until = days.now + timedelta(days=2)
    postponing.postpone(ticket, until, by=world.ieva)
    days.pass_by(days=2)
    work()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.state_changed_at, ticket.tag_names) == (State.NEW, until, ["back"])
    days.pass_by(days=2)
    assert Ticket.objects.get(pk=ticket.pk).tag_names == ["back"]  # the three days count from when it came back
    days.pass_by(days=1)
    assert Ticket.objects.get(pk=ticket.pk).tag_names == ["back", "slow"]


def test_two_machines_that_answer_each_other_are_cut(world: World, days: Days) -> None:
    """A rule that answers and a mailbox that answers itself: the rule gets its share of the hour, and says so."""
    rule(world.omar, step("note", text={"en": "<p>Seen.</p>"}), on="customer_wrote")
    ticket = answered(world)
    for _each in range(30):
        days.now += timedelta(seconds=20)
        receiving.receive(ticket, Words(text="I am away."), by=world.hannah, address=world.hannah.email)
        work()
    assert RuleRun.objects.filter(ticket_id=ticket.pk).count() == 20
    assert Event.objects.filter(ticket_id=ticket.pk, kind="rule.cut").count() == 1
    assert AutomaticMail.objects.count() == 0
