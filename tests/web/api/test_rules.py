"""Rules by the API, and why a ticket is as it is."""

from accord.automation.models import Rule
from tests.automation.rules.making import rule, tagging, work
from tests.web.api.caller import Caller
from tests.world import World

STEPS = [{"a": "add_tags", "v": {"tags": ["vip"]}}]


def test_a_program_makes_a_rule_and_switches_it_on(world: World, omar: Caller) -> None:
    asked = [[{"c": "department", "op": "is", "v": world.support.pk}]]
    made = omar.post("/rules", {"name": "VIP", "triggers": ["ticket_opened"], "conditions": asked, "steps": STEPS})
    assert (made.status, made["active"], made["conditions"]) == (201, False, asked)
    at = f"/rules/{made['id']}"
    assert omar.patch(at, {"active": True})["active"] is True
    assert omar.patch(at, {"name": "VIP first"})["name"] == "VIP first"
    assert [each["name"] for each in omar.get("/rules")["rules"]] == ["VIP first"]
    ticket = world.ticket()
    work()
    look = omar.get(f"/tickets/{ticket.code}/why")["looks"][-1]
    assert [(each["name"], each["outcome"]) for each in look["rules"]] == [("VIP first", "applied")]


def test_what_a_rule_cannot_say_is_refused(world: World, omar: Caller) -> None:
    good = {"name": "VIP", "triggers": ["ticket_opened"], "steps": STEPS}
    assert omar.post("/rules", {**good, "steps": []}).status == 422
    assert omar.post("/rules", {**good, "triggers": ["never"]}).status == 422
    assert omar.post("/rules", {**good, "timed": True, "triggers": ["state_for"]}).status == 422
    assert omar.post("/rules", {**good, "conditions": [[{"c": "nothing", "op": "is"}]]}).status == 422
    assert not Rule.objects.exists()


def test_rules_are_for_administrators(world: World, ieva: Caller) -> None:
    made = rule(world.omar, tagging("x"))
    assert ieva.get("/rules").status == 403
    assert ieva.post("/rules", {"name": "VIP", "triggers": ["ticket_opened"], "steps": STEPS}).status == 403
    assert ieva.patch(f"/rules/{made.pk}", {"active": False}).status == 403
