"""Thanks by the API: overruled either way, and resolved after."""

from accord.tickets import replying
from accord.tickets.models import Ticket
from accord.tickets.receiving import receive
from accord.tickets.writing import Words
from tests.web.api.caller import Caller
from tests.world import World


def thanked(world: World) -> Ticket:
    ticket = world.ticket()
    replying.reply(ticket, Words(text="Hold the button."), by=world.ieva)
    receive(ticket, Words(text="Thanks!", marks=["courtesy"]), by=world.hannah, address="hannah@example.com")
    return ticket


def test_a_program_resolves_after_thanks_and_overrules_either_way(world: World, ieva: Caller) -> None:
    ticket = thanked(world)
    at = f"/tickets/{ticket.code}"
    message = ieva.get(f"{at}/messages")["messages"][-1]
    assert message["marks"] == ["courtesy"]
    got = ieva.post(f"{at}/thanks")
    assert (got.status, got["state"], got["resolution"]["reason"]) == (200, "resolved", "solved")
    courtesy = f"{at}/messages/{message['id']}/courtesy"
    assert ieva.delete(courtesy)["state"] == "open"
    assert ieva.get(f"{at}/messages")["messages"][-1]["marks"] == []
    assert ieva.post(courtesy)["state"] == "resolved"  # the agent's own word is undone as a reply would be


def test_what_cannot_be_thanks_is_refused(world: World, ieva: Caller, tiina: Caller) -> None:
    ticket = world.ticket()
    assert ieva.post(f"/tickets/{ticket.code}/thanks").key == "no_thanks"
    assert ieva.post(f"/tickets/{ticket.code}/messages/999999/courtesy").status == 404
    other = thanked(world).messages.latest("id")
    assert ieva.delete(f"/tickets/{ticket.code}/messages/{other.pk}/courtesy").status == 404
