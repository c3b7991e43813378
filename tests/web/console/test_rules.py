"""Rules in Settings and on a ticket: written as a sentence, put in order, tried on history, and explained."""

import re
from typing import Any

import pytest
from django.test import Client

from accord.automation.models import Rule, RuleTrial
from accord.automation.rules import breaking, memory
from accord.automation.trying import working
from accord.tickets import replying
from accord.tickets.writing import Words
from tests.automation.rules.making import DAY, rule, tagging, term, work
from tests.world import World, agent

FORM: dict[str, Any] = {
    "name": "VIP first",
    "triggers": ["ticket_opened", "transferred"],
    "if-0-0-c": "department",
    "if-0-0-op": "is",
    "do": ["0"],
    "do-0-a": "priority",
    "do-0-priority": "3",
    "stop": "all",
}


@pytest.fixture
def omar(world: World) -> Client:
    client = Client()
    client.force_login(world.omar)
    return client


def test_a_rule_is_written_switched_on_and_read_as_a_sentence(world: World, omar: Client) -> None:
    assert "Begin with this" in omar.get("/settings/rules/").content.decode()
    answer = omar.post("/settings/rules/new/", {**FORM, "if-0-0-v": str(world.support.pk)})
    made = Rule.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/settings/rules/{made.pk}/?done=1")
    assert (made.active, made.stop, made.triggers) == (False, "all", ["ticket_opened", "transferred"])
    omar.post(f"/settings/rules/{made.pk}/switch/", {"on": "1"})
    shown = omar.get("/settings/rules/").content.decode()
    assert 'aria-checked="true"' in shown
    assert "if: Department is Support" in shown
    assert omar.get(f"/settings/rules/{made.pk}/").status_code == 200


def test_what_is_missing_is_said_and_what_was_typed_stays(world: World, omar: Client) -> None:
    answer = omar.post("/settings/rules/new/", {**FORM, "name": "Kept", "if-0-0-v": "", "do-0-priority": ""})
    words = answer.content.decode()
    assert (answer.status_code, Rule.objects.count()) == (422, 0)
    assert 'value="Kept"' in words
    assert "Some of the conditions are not complete." in words
    answer = omar.post("/settings/rules/new/", {**FORM, "if-0-0-v": str(world.support.pk), "do-0-priority": ""})
    assert "One of the steps is not complete." in answer.content.decode()


def seen_on(page: str) -> str:
    """The number of the wording from which the form was made."""
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_two_who_change_one_rule_do_not_undo_each_other_unseen(world: World, omar: Client) -> None:
    form = {**FORM, "if-0-0-v": str(world.support.pk)}
    omar.post("/settings/rules/new/", form)
    made = Rule.objects.get()
    page = omar.get(f"/settings/rules/{made.pk}/").content.decode()
    seen = {"seen": seen_on(page)}
    other = Client()
    other.force_login(agent("Rita", role="owner"))
    other.post(f"/settings/rules/{made.pk}/", {**form, **seen, "do-0-priority": "2"})
    answer = omar.post(f"/settings/rules/{made.pk}/", {**form, **seen, "triggers": ["transferred"]})
    made.refresh_from_db()
    assert (answer.status_code, made.steps[0]["v"]["priority"]) == (422, "2")
    words = answer.content.decode()
    assert "Somebody changed this rule meanwhile." in words
    again = {"seen": seen_on(words)}
    omar.post(f"/settings/rules/{made.pk}/", {**form, **again, "triggers": ["transferred"]})  # now he knows
    made.refresh_from_db()
    assert (made.steps[0]["v"]["priority"], made.triggers) == ("3", ["transferred"])


def test_examples_can_be_saved_as_they_are(world: World, omar: Client) -> None:
    for key in ("urgent", "waiting", "silent"):
        assert omar.get(f"/settings/rules/new/?example={key}").status_code == 200
    from accord.automation.rules import editing
    from accord.web.console.settings import rule_forms

    for example in rule_forms.examples():
        editing.make(rule_forms.example(example.key), by=world.omar)
    assert Rule.objects.count() == 3


def test_the_order_is_changed_with_the_arrows_and_by_dragging(world: World, omar: Client) -> None:
    first, second, third = (rule(world.omar, tagging("x"), name=name) for name in ("First", "Second", "Third"))
    omar.post("/settings/rules/order/", {"move": third.pk, "where": "up"})
    assert list(Rule.objects.order_by("position").values_list("name", flat=True)) == ["First", "Third", "Second"]
    omar.post("/settings/rules/order/", {"id": [second.pk, first.pk, third.pk]})
    assert list(Rule.objects.order_by("position").values_list("name", flat=True)) == ["Second", "First", "Third"]


def test_a_broken_rule_says_why_and_how_to_mend_it(world: World, omar: Client) -> None:
    made = rule(world.omar, tagging("x"), groups=[term("department", "is", world.billing.pk)])
    world.billing.delete()
    breaking.look_at_all()
    shown = omar.get("/settings/rules/").content.decode()
    assert "A department that was chosen here is no longer in use." in shown
    assert "This rule is broken" in omar.get(f"/settings/rules/{made.pk}/").content.decode()
    omar.post(f"/settings/rules/{made.pk}/", {**FORM, "if-0-0-v": str(world.support.pk)})
    made.refresh_from_db()
    assert (made.broken_at, made.version) == (None, 2)


def test_a_rule_that_asks_a_field_that_is_gone_says_so_and_keeps_the_rest(world: World, omar: Client) -> None:
    """Its editor began with no conditions at all: saved as it was, the rule would have met every ticket."""
    made = rule(world.omar, tagging("x"), groups=[term("state", "one_of", ["open"])])
    gone = term("field:ticket.gone", "is", "x")
    Rule.objects.filter(pk=made.pk).update(groups=[[*made.groups[0], gone]])
    memory.changed()
    breaking.look_at_all()
    shown = omar.get("/settings/rules/").content.decode()
    assert "A field that was asked here is gone." in shown and "ticket.gone" not in shown
    editor = omar.get(f"/settings/rules/{made.pk}/").content.decode()
    assert "This rule is broken" in editor and re.search(r'name="if-0-0-c"', editor)
    assert re.search(r'value="open"[^>]*(checked|selected)', editor)


def test_why_names_what_matched_and_what_did_not(world: World, omar: Client) -> None:
    rule(world.omar, tagging("vip"), on="ticket_opened", name="VIP first",
         groups=[[term("department", "is", world.support.pk)], [term("priority", "is", 3)]])  # fmt: skip
    rule(world.omar, tagging("late"), on="ticket_opened", name="Late ones", groups=[term("priority", "is", 3)])
    ticket = world.ticket()
    work()
    words = omar.get(f"/tickets/{ticket.code}/why/").content.decode()
    for each in ("VIP first", "It was applied.", "Late ones", "Its conditions were not met.", "not met", "Done."):
        assert each in words
    assert "The rule “VIP first” did this." in omar.get(f"/tickets/{ticket.code}/").content.decode()


def test_a_rule_is_tried_on_history_from_its_form(world: World, omar: Client) -> None:
    """Nothing is saved or changed; the wait that is offered goes back into the form."""
    ticket = world.ticket()
    replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
    form = {
        "name": "Silent", "timed": "1", "triggers": "state_for", "wait": "7", "wait-u": str(DAY), "do": ["0"],
        "do-0-a": "resolve", "do-0-reason": "no_answer", "days": "30", "stop": "",
    }  # fmt: skip
    answer = omar.post("/settings/rules/try/", form)
    trial = RuleTrial.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/settings/rules/tries/{trial.pk}/")
    assert "Nothing is changed by this." in omar.get(answer["Location"]).content.decode()
    while working.work():
        pass
    assert "would have acted" in omar.get(answer["Location"]).content.decode()
    assert omar.get(f"{answer['Location']}tickets/?days=1").status_code == 200
    back = omar.get(f"/settings/rules/new/?trial={trial.pk}&days=9").content.decode()
    assert 'name="wait" value="9"' in back
    assert not Rule.objects.exists()
