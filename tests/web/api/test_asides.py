"""Watching, side conversations, internal tickets and readers of notes by the API."""

from accord.tickets import watching
from tests.web.api.caller import Caller
from tests.world import World


def test_a_note_for_chosen_people(world: World, ieva: Caller, tiina: Caller) -> None:
    at = f"/tickets/{world.ticket().code}"
    got = ieva.post(f"{at}/notes", {"text": "Hush.", "only_for": {"people": [world.ieva.pk]}})
    assert (got.status, got["message"]["only_for"]) == (201, {"people": [world.ieva.pk], "departments": []})
    assert [each["text"] for each in ieva.get(f"{at}/messages")["messages"]][-1] == "Hush."
    assert "Hush." not in [each["text"] for each in tiina.get(f"{at}/messages")["messages"]]
    assert ieva.post(f"{at}/notes", {"text": "No", "only_for": {"people": [world.hannah.pk]}}).status == 422


def test_watching(world: World, ieva: Caller) -> None:
    watching.forget()
    at = f"/tickets/{world.ticket().code}"
    assert [each["name"] for each in ieva.post(f"{at}/watch")["watchers"]] == ["Ieva"]
    assert ieva.delete(f"{at}/watch")["watchers"] == [] == ieva.get(f"{at}/watchers")["watchers"]


def test_a_side_conversation(world: World, ieva: Caller) -> None:
    at = f"/tickets/{world.ticket().code}"
    begun = ieva.post(f"{at}/side-conversations", {"to": ["bo@example.net"], "subject": "Part", "text": "Have one?"})
    one = f"/side-conversations/{begun['id']}"
    assert (begun.status, begun["state"], len(begun["messages"])) == (201, "open", 1)
    assert len(ieva.post(f"{one}/messages", {"text": "Two?"})["messages"]) == 2
    assert ieva.post(f"{one}/end")["state"] == "ended" and ieva.delete(f"{one}/end")["state"] == "open"
    (listed,) = ieva.get(f"{at}/side-conversations")["side_conversations"]
    assert listed["to"] == ["bo@example.net"] and listed["answered_at"] is None
    newest = ieva.get(f"{at}/messages")["messages"][-1]
    assert (newest["kind"], newest["side_conversation"]) == ("note", begun["id"])


def test_an_internal_ticket(world: World, ieva: Caller, tiina: Caller) -> None:
    got = ieva.post("/internal-tickets", {"department": world.billing.pk, "subject": "Invoice", "text": "Paid?"})
    at = f"/tickets/{got['code']}"
    assert (got.status, got["channel"], got["state"]) == (201, "internal", "new")
    assert tiina.post(f"{at}/notes", {"text": "Yes."})["ticket"]["state"] == "answered"
    assert ieva.post(f"{at}/notes", {"text": "All?"})["ticket"]["state"] == "open"
    assert tiina.post(f"{at}/messages", {"text": "Out!"}).key == "internal"
