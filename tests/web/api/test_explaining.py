"""Reasons and questions to supervisors for programs."""

import pytest

from accord.tickets import asking
from accord.tickets.models import Ticket
from accord.tickets.reasons import choosing
from tests.web.api.caller import Caller
from tests.world import World

pytestmark = pytest.mark.django_db


def test_reasons_are_listed_and_given(world: World, ieva: Caller) -> None:
    own = choosing.make("moved", {"en": "Went to the shop"}, by=world.omar)
    found = ieva.get(f"/reasons?department={world.support.pk}&language=bg").body
    assert [each["key"] for each in found["endings"]] == [
        "solved",
        "cannot_be_solved",
        "moved",
        "behaviour",
        own.key,
    ]
    last = found["endings"][-1]
    assert (last["label"], last["like"], last["closes"]) == ("Went to the shop", "moved", True)
    assert last["what"] == found["endings"][2]["what"] and found["pauses"][0]["closes"] is False
    ticket = world.ticket()
    at = f"/tickets/{ticket.code}"
    assert ieva.post(f"{at}/resolution", {"reason": own.key, "ready": True}).body["state"] == "resolved"
    assert ieva.post(f"{at}/closure", {"basis": own.key}).body["state"] == "closed"
    assert (
        ieva.post(f"/tickets/{world.ticket().code}/resolution", {"reason": "none", "ready": True}).status
        == 422
    )


def test_a_supervisor_is_asked_and_answers(world: World, ieva: Caller, omar: Caller) -> None:
    ticket = world.ticket()
    at = f"/tickets/{ticket.code}/question"
    assert asking.WAITS in ieva.post(at, {"text": "Third insult today.", "about": "behaviour"}).body["tags"]
    assert ieva.post(f"{at}/answer", {"agrees": True}).status == 403
    assert omar.post(f"{at}/answer", {"text": "Enough."}).status == 422
    assert omar.post(f"{at}/answer", {"agrees": True}).body["tags"] == []
    assert ieva.delete(at).status == 409
    body = {"reason": "behaviour", "ready": True}
    assert ieva.post(f"/tickets/{ticket.code}/resolution", body).body["state"] == "resolved"
    assert Ticket.objects.get(pk=ticket.pk).resolution is not None
