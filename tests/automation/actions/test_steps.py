"""Steps: parsed, told, and run by the verbs that people use."""

from typing import Any

import pytest

from accord.automation.actions.acting import Acting
from accord.automation.actions.steps import Steps
from accord.core.errors import Invalid
from accord.events.models import Event
from accord.people.fields import defining
from accord.people.system import system
from accord.tickets import closing
from accord.tickets.models import State
from accord.web.console.steps import RULES, editor
from tests.world import World, kinds


def test_steps_do_what_people_do_and_say_why(world: World) -> None:
    ticket = world.ticket()
    steps = Steps.parse(
        [
            {"a": "assign", "v": {"to": str(world.ieva.pk)}},
            {"a": "priority", "v": {"priority": "2"}},
            {"a": "add_tags", "v": {"tags": "VIP, late"}},
            {"a": "note", "v": {"text": {"en": "<p>Look <b>here</b></p>", "bg": "<p>Виж тук</p>"}}},
            {"a": "postpone", "v": {"seconds": 90_000}},
        ]
    )
    done = steps.run(Acting(ticket, system(), "rule:7"))
    assert [each.changed for each in done] == [True] * 5
    assert (ticket.assignee_id, ticket.priority, ticket.tag_names) == (world.ieva.pk, 2, ["late", "vip"])
    assert ticket.state == State.POSTPONED
    added = Event.objects.filter(ticket_id=ticket.pk).exclude(kind="ticket.opened")
    assert {event.data.get("because") for event in added} == {"rule:7"}
    assert steps.sentences() == [
        "Give it to Ieva",
        "Set the priority to High",
        "Add the tags vip, late",
        "Add the note “Look here”",
        "Postpone it for 1 day 1 hour",
    ]


def test_the_same_steps_again_change_nothing(world: World) -> None:
    ticket = world.ticket()
    steps = Steps.parse([{"a": "add_tags", "v": {"tags": ["vip"]}}, {"a": "assign", "v": {"to": "nobody"}}])
    steps.run(Acting(ticket, system(), "rule:7"))
    before = kinds(ticket)
    assert [each.changed for each in steps.run(Acting(ticket, system(), "rule:7"))] == [False, False]
    assert kinds(ticket) == before


def test_what_a_verb_refuses_is_told_and_the_next_step_is_done(world: World) -> None:
    ticket = world.ticket()
    steps = Steps.parse([{"a": "assign", "v": {"to": "last"}}, {"a": "add_tags", "v": {"tags": ["vip"]}}])
    first, second = steps.run(Acting(ticket, system()))
    assert (first.changed, first.refused, first.why) == (False, "missing", "There is no such agent.")
    assert second.changed and ticket.tag_names == ["vip"]


def test_a_closed_ticket_is_left_alone(world: World) -> None:
    """DOMAIN 6.4."""
    ticket = world.ticket()
    Steps.parse([{"a": "resolve", "v": {"reason": "solved"}}]).run(Acting(ticket, world.ieva))
    closing.close(ticket, by=world.ieva, basis="moved")
    done = Steps.parse([{"a": "add_tags", "v": {"tags": ["vip"]}}]).run(Acting(ticket, system()))
    assert done[0].refused == "closed" and ticket.tag_names == []


@pytest.mark.parametrize(
    ("stored", "detail"),
    [
        ([{"a": "fly", "v": {}}], "0"),
        ([{"a": "note", "v": {}}], "0.text"),
        ([{"a": "not_spam"}, {"a": "priority", "v": {"priority": "9"}}], "1.priority"),
        ([{"a": "postpone", "v": {"seconds": -5}}], "0.seconds"),
        ([{"a": "postpone", "v": {"seconds": True}}], "0.seconds"),
        ([{"a": "note", "v": {"text": 5}}], "0.text"),
        (["note"], "0"),
        ("note", "steps"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_place(world: World, stored: object, detail: str) -> None:
    with pytest.raises(Invalid) as raised:
        Steps.parse(stored)
    assert raised.value.detail == detail


def test_who_has_left_breaks_the_step(world: World) -> None:
    steps = Steps.parse([{"a": "assign", "v": {"to": str(world.ieva.pk)}}])
    assert steps.problems() == []
    world.ieva.is_active = False
    world.ieva.save()
    assert [str(problem) for problem in steps.problems()] == ["This agent is no longer there."]


@pytest.mark.parametrize(("kind", "value"), [("choice", "Grinder"), ("choices", "Kettle, Grinder")])
def test_a_choice_that_gets_another_name_is_still_the_one_that_was_meant(world: World, kind: str, value: str) -> None:
    row = defining.make("ticket", kind, {"en": "Product"}, by=world.omar, choices=["Grinder", "Kettle"])
    steps = Steps.parse([{"a": "set_field", "v": {"field": "product", "value": value}}])
    mill = {"key": "grinder", "names": {"en": "Coffee mill"}}
    defining.change(row, by=world.omar, choices=[mill, {"key": "kettle", "names": {"en": "Kettle"}}])
    assert not steps.problems() and "Coffee mill" in steps.sentence()
    again = Steps.parse(steps.stored())  # a copy of the rule
    assert "Coffee mill" in editor("do", again.stored(), RULES).rows[0].values["value"]
    ticket = world.ticket()
    assert [each.refused for each in again.run(Acting(ticket, system()))] == [""]
    assert "grinder" in ticket.fields["product"]
    other = Steps.parse([{"a": "set_field", "v": {**again.stored()[0]["v"], "value": "Kettle"}}])
    other.run(Acting(ticket, system()))
    assert ticket.fields["product"] == ("kettle" if kind == "choice" else ["kettle"])
    defining.change(row, by=world.omar, choices=[{**mill, "off": True}, {"key": "kettle", "names": {"en": "Kettle"}}])
    assert steps.problems()


@pytest.mark.parametrize(
    ("key", "values"), [("contact_company", {"company": "Example Ltd"}), ("contact_language", {"language": "bg"})]
)
def test_a_customer_who_became_another_is_a_change(world: World, key: str, values: dict[str, Any]) -> None:
    ticket, steps = world.ticket(), Steps.parse([{"a": key, "v": values}])
    assert [each.changed for each in steps.run(Acting(ticket, world.ieva))] == [True]
    ticket.refresh_from_db()
    assert [each.changed for each in steps.run(Acting(ticket, world.ieva))] == [False]
