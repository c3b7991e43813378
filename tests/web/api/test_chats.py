"""Chats for programs."""

from tests.web.api.caller import Caller
from tests.world import World


def test_a_chat_is_begun_answered_and_read_by_its_members(
    world: World, ieva: Caller, tiina: Caller, omar: Caller
) -> None:
    ticket = world.ticket()
    made = ieva.post("/chats", {"to": ["tiina@example.com"], "text": "October's?", "ticket": ticket.code})
    assert (made.status, made["people"], made["ticket"]) == (201, [world.tiina.pk], ticket.pk)
    at = f"/chats/{made['id']}/lines"
    assert tiina.post(at, {"text": "Yes."}).status == 201
    assert [each["text"] for each in ieva.get(at)["lines"]] == ["October's?", "Yes."]
    assert ieva.get(f"{at}?before=1")["lines"] == []
    assert ieva.get("/chats")["chats"][0]["unread"] == 1
    assert omar.get("/chats")["chats"] == [] and omar.get(at).status == 404
    assert ieva.post("/chats", {"to": ["nobody"], "text": "Hi"}).status == 422
