"""Macros and mass actions for programs."""

from accord.automation.macros import making
from accord.automation.macros.making import Wording
from accord.events import timers
from accord.tickets.models import Message
from tests.web.api.caller import Caller
from tests.world import World

STEPS = [{"a": "priority", "v": {"priority": "2"}}]
TEXTS = {"en": "<p>Hello {contact.first_name}</p>"}


def test_a_macro_is_listed_previewed_and_applied(world: World, ieva: Caller) -> None:
    macro = making.make(Wording("Refund", texts=TEXTS, steps=STEPS), by=world.ieva)
    making.make(Wording("Not hers", texts=TEXTS), by=world.tiina)
    assert [each["name"] for each in ieva.get("/macros")["macros"]] == ["Refund"]
    ticket = world.ticket()
    at = f"/tickets/{ticket.code}/macros/{macro.pk}"
    shown = ieva.get(at)
    assert (shown["text"], shown["into"]) == ("Hello Hannah", "reply")
    assert shown["changes"] == [{"action": "priority", "sentence": "Set the priority to High", "problem": ""}]
    done = ieva.post(at, {})
    ticket.refresh_from_db()
    assert (done["message"], ticket.priority, ticket.state) == (None, 2, "new")
    written = ieva.post(at, {"write": True})
    assert Message.objects.get(pk=written["message"]).text == "Hello Hannah"
    assert ieva.get(f"/tickets/{ticket.code}/macros/999").status == 404


def test_a_macro_that_resolves_writes_and_asks_in_one(world: World, ieva: Caller) -> None:
    steps = [{"a": "resolve", "v": {"reason": "solved"}}, *STEPS]
    macro = making.make(Wording("Done", texts=TEXTS, steps=steps), by=world.ieva)
    ticket = world.ticket()
    done = ieva.post(f"/tickets/{ticket.code}/macros/{macro.pk}", {"write": True})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.priority) == ("resolved", 2)
    assert [each["action"] for each in done["changes"]] == ["priority"]


def test_a_mass_action_is_begun_watched_stopped_and_undone(world: World, ieva: Caller) -> None:
    first, second = world.ticket(), world.ticket(subject="Lid")
    got = ieva.post("/mass", {"tickets": [first.code], "steps": STEPS})
    assert (got.status, got["state"], got["total"], got["sentences"]) == (
        201, "waiting", 1, ["Set the priority to High"],
    )  # fmt: skip
    timers.sweep()
    done = ieva.get(f"/mass/{got['id']}")
    assert (done["state"], done["done"], done["can_undo"]) == ("done", 1, True)
    assert ieva.post(f"/mass/{got['id']}/undo", {})["state"] == "undoing"
    timers.sweep()
    assert ieva.get(f"/mass/{got['id']}")["undone"] == 1
    whole = ieva.post("/mass", {"view": "todo", "query": "lid", "steps": STEPS})
    assert whole["total"] == 1
    assert ieva.post(f"/mass/{whole['id']}/stop", {})["state"] == "stopped"
    timers.sweep()
    second.refresh_from_db()
    assert second.priority == 1


def test_what_is_wrong_with_it_is_said(world: World, ieva: Caller, tiina: Caller) -> None:
    ticket = world.ticket()
    assert ieva.post("/mass", {"steps": STEPS}).key == "missing"
    for tags in (5, True, {"a": "b"}):
        wrong = ieva.post("/mass", {"tickets": [ticket.code], "steps": [{"a": "add_tags", "v": {"tags": tags}}]})
        assert (wrong.status, wrong.key) == (422, "invalid")
    assert ieva.post("/mass", {"query": "lid", "steps": STEPS}).key == "missing"
    assert ieva.post("/mass", {"tickets": [ticket.code], "steps": [{"a": "fly"}]}).key == "invalid"
    assert ieva.post("/mass", {"view": "nowhere", "steps": STEPS}).status == 404
    got = ieva.post("/mass", {"tickets": [ticket.code], "steps": STEPS})
    assert tiina.get(f"/mass/{got['id']}").status == 404
