"""Notifications by the API: reading them, marking them as read, choosing."""

from accord.messaging.notices import choosing
from accord.tickets import notifying
from tests.messaging.notices.told import carried_out
from tests.web.api.caller import Caller
from tests.world import World


def test_a_program_reads_what_its_agent_was_told(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    notifying.notify(ticket, [world.ieva, world.omar], "Look at this", by=world.tiina)
    carried_out()
    told = ieva.get("/notifications?unread=true")
    (one,) = told["notifications"]
    assert (one["about"], one["sentence"], one["ticket"], one["read"]) == ("told", "Look at this", ticket.code, False)
    assert (told["unread"], told["next"]) == (1, None)
    assert ieva.post("/notifications/read", {"ids": [one["id"] + 1]})["unread"] == 1  # it is Omar's
    assert ieva.post("/notifications/read", {"up_to": one["id"]})["unread"] == 0
    assert ieva.get("/notifications?unread=true")["notifications"] == []
    assert ieva.get("/notifications")["notifications"][0]["read"]


def test_a_program_chooses_for_its_agent(world: World, ieva: Caller) -> None:
    before = ieva.get("/notifications/choices")
    assert before["ways"]["assigned"] == ["console", "push"] and before["bundle_minutes"] == 5
    after = ieva.patch("/notifications/choices", {"ways": {"assigned": ["mail"]}, "bundle_minutes": 0})
    assert after["ways"] == {**before["ways"], "assigned": ["mail"]} and after["bundle_minutes"] == 0
    assert choosing.ways_of(world.ieva)["assigned"] == ("mail",)
    for wrong in ({"ways": {"weather": []}}, {"quiet_from": "25:00"}, {"quiet_from": "20:00"}, {"pigeon": True}):
        assert ieva.patch("/notifications/choices", wrong).status == 422
