"""The conversation by mail, for programs."""

from accord.events.models import Event
from tests.web.api.caller import Caller
from tests.world import World


def test_it_is_mailed(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    assert ieva.post(f"/tickets/{ticket.code}/transcript", {"to": "insurer@example.org"})["code"] == ticket.code
    assert Event.objects.get(kind="transcript.sent").words == {"address": "insurer@example.org"}
    assert ieva.post(f"/tickets/{ticket.code}/transcript", {"to": "nobody"}).status == 422
