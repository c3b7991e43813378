"""Rules that wait for an agent who opens a ticket, or leaves it."""

from django.test import Client

from accord.automation.models import RuleRun
from accord.events.models import Event
from accord.tickets.models import Ticket
from tests.automation.rules.making import rule, tagging, work
from tests.world import World


def look(client: Client, ticket: Ticket, doing: str) -> None:
    assert client.post("/live-state/presence/", {"ticket": ticket.pk, "doing": doing}).status_code == 200


def test_coming_and_leaving_call_their_rules_once(world: World) -> None:
    rule(world.omar, tagging("seen"), on="agent_opened", name="Seen")
    rule(world.omar, tagging("left"), on="agent_left", name="Left")
    ticket, client = world.ticket(), Client()
    client.force_login(world.ieva)
    for doing in ("look", "look", "reply", ""):
        look(client, ticket, doing)
    work()
    assert Ticket.objects.get(pk=ticket.pk).tag_names == ["left", "seen"]
    assert RuleRun.objects.count() == 2
    assert set(Event.objects.filter(kind__endswith="_screen").values_list("actor_id", flat=True)) == {world.ieva.pk}


def test_nothing_is_written_down_where_no_rule_waits(world: World) -> None:
    ticket, client = world.ticket(), Client()
    client.force_login(world.ieva)
    look(client, ticket, "look")
    look(client, ticket, "")
    assert not Event.objects.filter(kind__endswith="_screen").exists()
