"""The service level of a ticket by the API."""

from accord.tickets import replying
from accord.tickets.writing import Words
from tests.sla.levels import HOUR, MONDAY, at, everybody, later, level, office, same
from tests.web.api.caller import Caller
from tests.world import World


def test_a_ticket_tells_its_level_its_clocks_and_their_log(world: World, ieva: Caller) -> None:
    made = everybody(world, targets={"first_answer": same(HOUR), "first_resolution": same(8 * HOUR)})
    with at(MONDAY):
        ticket = world.ticket()
        found = ieva.get(f"/tickets/{ticket.code}/sla")
        assert (found["level"], found["by_hand"]) == ({"id": made.pk, "name": "Standard"}, False)
        assert [(each["kind"], each["left_s"], each["stands"]) for each in found["clocks"]] == [
            ("first_answer", HOUR, ""), ("first_resolution", 8 * HOUR, ""),
        ]  # fmt: skip
        assert ieva.get(f"/tickets/{ticket.code}")["level"] == {"id": made.pk, "name": "Standard"}
    with at(later(hours=2)):
        replying.reply(ticket, Words(text="Clean it."), by=world.ieva)
        found = ieva.get(f"/tickets/{ticket.code}/sla")
    assert [(each["kind"], each["met"], each["spare_s"]) for each in found["log"]] == [
        ("first_answer", False, -HOUR)
    ]
    assert [each["stands"] for each in found["clocks"]] == ["state"]


def test_a_program_gives_a_ticket_another_level_and_takes_it_back(world: World, ieva: Caller) -> None:
    everybody(world)
    fast = level(world, "Fast", targets={"first_answer": same(600)}, hours=office(world))
    with at(MONDAY):
        ticket = world.ticket()
        changed = ieva.patch(f"/tickets/{ticket.code}/sla", {"level": fast.pk})
        assert changed["level"] == {"id": fast.pk, "name": "Fast"}
        ticket.refresh_from_db()
        assert ticket.rank_at == later(minutes=10)
        assert ieva.patch(f"/tickets/{ticket.code}/sla", {"level": None})["level"]["name"] == "Standard"
        assert ieva.patch(f"/tickets/{ticket.code}/sla", {"level": 999}).status == 422
    assert [each["name"] for each in ieva.get("/sla/levels")["levels"]] == ["Standard", "Fast"]


def test_without_levels_there_is_none(world: World, ieva: Caller) -> None:
    ticket = world.ticket()
    assert ieva.get(f"/tickets/{ticket.code}/sla")["level"] is None
    assert ieva.get(f"/tickets/{ticket.code}")["level"] is None
