"""Splitting, replies that wait, forwarding, as a program does them."""

from datetime import timedelta

from accord.core import clock
from accord.tickets.models import Message, Ticket
from accord.tickets.receiving import receive
from accord.tickets.writing import Words
from tests.web.api.caller import Caller
from tests.world import World


def two(world: World) -> tuple[Ticket, Message]:
    ticket = world.ticket()
    return ticket, receive(
        ticket, Words(text="And my invoice?"), by=world.hannah, address="hannah@example.com"
    )


def test_split_and_put_back(world: World, ieva: Caller) -> None:
    ticket, other = two(world)
    got = ieva.post(f"/tickets/{ticket.code}/split", {"messages": [other.pk], "subject": "Invoice"})
    assert (got.status, got["subject"], got["state"], got["requester"]["id"]) == (
        201,
        "Invoice",
        "new",
        world.hannah.pk,
    )
    assert ieva.post(f"/tickets/{ticket.code}/split", {"messages": [other.pk]}).key == "missing"
    back = ieva.delete(f"/tickets/{got['code']}/split")
    assert (back.status, back["merged_into"]) == (200, ticket.code)
    assert ticket.messages.count() == 2


def test_a_reply_waits_is_moved_sent_and_dropped(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    at = f"/tickets/{ticket.code}/scheduled"
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    got = ieva.post(
        at, {"text": "Did it help?", "send_at": tomorrow, "resolve": {"reason": "solved", "ready": True}}
    )
    assert (got.status, got["if_answered"], got["resolves"], got["to"]) == (
        201,
        "hold",
        True,
        ["hannah@example.com"],
    )
    one = f"{at}/{got['id']}"
    later = (clock.now() + timedelta(days=2)).isoformat()
    assert ieva.patch(one, {"send_at": later, "if_answered": "send"})["if_answered"] == "send"
    assert [each["id"] for each in ieva.get(at)["scheduled"]] == [got["id"]]
    assert ieva.post(at, {"text": "Too late", "send_at": "2020-01-01T00:00:00Z"}).status == 422
    sent = ieva.post(f"{one}/sending")
    assert (sent.status, sent["ticket"]["state"], sent["message"]["text"]) == (
        201,
        "resolved",
        "Did it help?",
    )
    assert ieva.delete(one).status == 404
    more = ieva.post(at, {"text": "Once more", "send_at": tomorrow})
    assert ieva.delete(f"{at}/{more['id']}").status == 200 and ieva.get(at)["scheduled"] == []


def test_forward(world: World, ieva: Caller) -> None:
    ticket, other = two(world)
    body = {"messages": [other.pk], "to": ["sven@example.org"], "text": "Do you know?"}
    got = ieva.post(f"/tickets/{ticket.code}/forwards", body)
    assert (got.status, got["message"]["kind"], got["message"]["marks"]) == (201, "note", ["forward"])
    assert got["ticket"]["state"] == "new"
