"""What belongs together, time, checklists and tags for programs."""

from accord.core import clock
from accord.events import timers
from accord.tickets import tagging
from accord.tickets.checklists import defining
from accord.tickets.models import Ticket
from tests.web.api.caller import Caller
from tests.world import World


def test_linked_told_and_parted(world: World, ieva: Caller) -> None:
    problem, incident = world.ticket("The pump breaks"), world.ticket("It leaks")
    secret = world.ticket(department=world.billing)
    path = f"/tickets/{incident.code}/links"
    made = ieva.post(path, {"role": "incident", "ticket": problem.code})
    assert [(each["role"], each["code"], each["seen"]) for each in made["links"]] == [
        ("incident", problem.code, True)
    ]
    assert ieva.post(path, {"role": "related", "ticket": secret.code}).status == 422
    assert ieva.post(path, {"role": "child", "ticket": incident.code}).status == 422
    assert ieva.get(f"/tickets/{problem.code}/links")["links"][0]["role"] == "problem"
    job = ieva.post(
        f"/tickets/{problem.code}/incidents/resolution", {"reason": "solved", "what": "A new pump."}
    )
    assert (job.status, job["total"]) == (201, 1)
    timers.sweep()
    assert Ticket.objects.get(pk=incident.pk).state == "resolved"
    assert ieva.post(f"/tickets/{problem.code}/incidents/resolution", {"reason": "solved"}).status == 422
    assert ieva.delete(f"{path}?role=incident&ticket={problem.code}")["links"] == []


def test_time_for_programs(world: World, ieva: Caller, tiina: Caller) -> None:
    ticket = world.ticket()
    path = f"/tickets/{ticket.code}/time"
    made = ieva.post(path, {"seconds": 900, "note": "Called the maker", "day": "2026-11-02"})
    assert (made["seconds"], made["entries"][0]["agent"]["name"]) == (900, "Ieva")
    number = made["entries"][0]["id"]
    assert ieva.post(path, {"seconds": 60, "agent": "tiina@example.com"}).status == 403
    tiina.patch(f"{path}/{number}", {"seconds": 1200})
    tiina.post(path, {"seconds": 60, "day": "2026-11-03"})
    told = ieva.get(path)
    assert [each["seconds"] for each in told["agents"]] == [1200, 60]
    assert len(ieva.post(f"/tickets/{ticket.code}/clock", {})["running"]) == 1
    assert ieva.delete(f"/tickets/{ticket.code}/clock?note=done")["running"] == []
    listed = ieva.get("/time?since=2026-11-01&until=2026-11-30")
    assert ([each["seconds"] for each in listed["entries"]], listed["next"]) == ([1200, 60], None)
    assert len(ieva.get("/time?since=2026-11-01&until=2026-11-30&agent=me")["entries"]) == 1
    assert ieva.get("/time?since=2026-11-01&agent=nobody@example.com").status == 422
    assert tiina.delete(f"{path}/{number}")["seconds"] == 60
    assert ieva.delete(f"{path}/{number}").status == 404


def test_checklists_for_programs(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    row = defining.make("Repair", [{"text": "Seal it", "must": True}], by=world.omar)
    path = f"/tickets/{ticket.code}/checklist"
    assert [each["id"] for each in ieva.get("/checklists")["checklists"]] == [row.pk]
    ieva.post(path, {"items": [{"text": "Test the pump"}]})
    things = ieva.post(path, {"checklist": row.pk})["items"]
    assert [(each["text"], each["must"], each["done"]) for each in things] == [
        ("Test the pump", False, False),
        ("Seal it", True, False),
    ]
    refused = ieva.post(f"/tickets/{ticket.code}/resolution", {"reason": "solved", "ready": True})
    assert (refused.status, refused.key) == (422, "checklist_open")
    assert ieva.patch(f"{path}/{things[1]['id']}", {"done": True})["items"][1]["done_by"]["name"] == "Ieva"
    assert len(ieva.delete(f"{path}/{things[0]['id']}")["items"]) == 1
    assert ieva.post(path, {"checklist": 0}).status == 422
    assert len(ieva.get(path)["items"]) == 1


def test_tags_for_programs(world: World, ieva: Caller, omar: Caller) -> None:
    ticket = world.ticket()
    tagging.tag(ticket, "refund", by=world.ieva)
    assert ieva.patch("/tags/refund", {"colour": "red"}).status == 403
    changed = omar.patch("/tags/refund", {"colour": "red", "public": True, "name": "money back"})
    assert changed.body == {"name": "money back", "colour": "red", "public": True, "offered": True}
    assert (
        omar.patch("/tags/refund", {"offered": False})["name"] == "money back"
    )  # the former name leads there
    assert omar.patch("/tags/nothing", {"colour": "red"}).status == 404
    listed = ieva.get("/tags")
    assert ([each["name"] for each in listed["tags"]], listed["next"]) == (["money back"], None)
    timers.Timer.objects.update(due_at=clock.now())
    timers.sweep()
    assert ieva.get(f"/tickets/{ticket.code}")["tags"] == ["money back"]
