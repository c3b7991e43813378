"""Rules that call themselves and each other come to an end, and say where they were cut."""

from accord.automation.models import RuleLook, RuleRun
from accord.events.models import Event
from accord.tickets import tagging
from accord.tickets.models import Ticket
from tests.automation.rules.making import rule, step, work
from tests.automation.rules.making import tagging as tags
from tests.world import World

NOTE = {"en": "<p>Seen.</p>"}


def test_a_rule_that_calls_itself_is_applied_once_and_the_history_says_so(world: World) -> None:
    made = rule(world.omar, step("note", text=NOTE), on="message_added")
    ticket = world.ticket()
    work()
    assert RuleRun.objects.filter(rule=made).count() == 1
    cut = Event.objects.get(ticket_id=ticket.pk, kind="rule.cut")
    assert (cut.data["rule"], cut.data["why"]) == (made.pk, "circle")
    assert "circle" in {each[2] for look in RuleLook.objects.all() for each in look.verdicts}


def test_two_rules_that_undo_each_other_end(world: World) -> None:
    rule(world.omar, tags("a"), on="tags_changed", name="On")
    rule(world.omar, step("remove_tags", tags=["a"]), on="tags_changed", name="Off")
    ticket = world.ticket()
    tagging.tag(ticket, "b", by=world.ieva)
    work()
    roots = set(RuleRun.objects.values_list("root", flat=True))
    assert (len(roots), RuleRun.objects.count()) == (1, 2)


def test_one_rule_may_call_another(world: World) -> None:
    rule(world.omar, tags("a"), on="ticket_opened", name="First")
    rule(world.omar, step("priority", priority="3"), on="tags_changed", name="Second")
    ticket = world.ticket()
    work()
    assert list(RuleRun.objects.order_by("id").values_list("depth", flat=True)) == [0, 1]
    assert Ticket.objects.get(pk=ticket.pk).priority == 3


def test_no_other_rule_follows_one_that_stops(world: World) -> None:
    last = rule(world.omar, tags("c"), on="ticket_opened", name="Last")
    rule(world.omar, tags("d"), on="ticket_opened", name="Stays")
    from accord.automation.rules import editing

    first = rule(world.omar, tags("a"), on="ticket_opened", name="First", stop="listed", stops=[last.pk])
    editing.order([first.pk], by=world.omar)
    ticket = world.ticket()
    work()
    assert Ticket.objects.get(pk=ticket.pk).tag_names == ["a", "d"]
    assert [each[2] for each in RuleLook.objects.get(ticket_id=ticket.pk).verdicts] == ["applied", "stopped", "applied"]


def test_a_step_that_fails_breaks_its_rule_and_nothing_else(world: World, monkeypatch: object) -> None:
    from accord.automation.actions.vocabulary.note import AddNote

    def fail(*_all: object) -> None:
        raise ZeroDivisionError("what nobody thought of")

    monkeypatch.setattr(AddNote, "run", fail)  # type: ignore[attr-defined]
    bad = rule(world.omar, tags("half"), step("note", text=NOTE), on="ticket_opened", name="Bad")
    rule(world.omar, tags("good"), on="ticket_opened", name="Good")
    ticket = world.ticket()
    work()
    bad.refresh_from_db()
    assert Ticket.objects.get(pk=ticket.pk).tag_names == ["good"]
    assert (bad.broken["why"], bad.broken_at is not None) == ("raised", True)
    assert "ZeroDivisionError" in bad.broken["error"]
    assert not RuleRun.objects.filter(rule=bad).exists()
