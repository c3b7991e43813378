"""Following what happens: cursors that lose nothing and show nothing that one may not see."""

from typing import Any

import pytest

from accord.core import clock
from accord.tickets import assigning, discarding, editing, noting
from accord.tickets.models import State, Ticket
from accord.tickets.writing import Words
from tests import settling
from tests.web.api.caller import Answer, Caller
from tests.world import World

# What is settled is seen only after a commit: on PostgreSQL events of a running transaction do not count.
pytestmark = pytest.mark.django_db(transaction=True)


def settled(caller: Caller) -> Caller:
    """The caller, once nothing hides what happened."""
    settling.settled()
    return caller


def told(answer: Answer) -> list[tuple[str, str]]:
    return [(each["code"], each["state"]) for each in answer["changes"]]


def test_each_ticket_comes_once_in_the_order_of_its_last_change(world: World, ieva: Caller) -> None:
    one, two, three = (world.ticket(f"Ticket {number}") for number in range(3))
    noting.note(one, Words(text="Later"), by=world.ieva)
    got = settled(ieva).get("/tickets/changes")
    assert told(got) == [(two.code, "new"), (three.code, "new"), (one.code, "new")]
    assert got["has_more"] is False
    later = settled(ieva).get(f"/tickets/changes?updated_since={got['next']}")
    assert (later["changes"], later["next"]) == ([], got["next"])
    editing.rename(two, "Renamed", by=world.ieva)
    after = settled(ieva).get(f"/tickets/changes?updated_since={later['next']}")
    assert [each["ticket"]["subject"] for each in after["changes"]] == ["Renamed"]


def test_small_pages_lose_nothing(world: World, ieva: Caller) -> None:
    tickets = [world.ticket(f"Ticket {number}") for number in range(7)]
    for ticket in tickets[::2]:
        editing.prioritise(ticket, 3, by=world.ieva)
    cursor, seen, pages = "", dict[str, Any](), 0
    while True:
        got = settled(ieva).get(f"/tickets/changes?limit=2&updated_since={cursor}")
        assert len(got["changes"]) <= 2
        seen |= {each["code"]: each["ticket"]["priority"] for each in got["changes"]}
        cursor, pages = got["next"], pages + 1
        if not got["has_more"]:
            break
    assert seen == {t.code: "urgent" if place % 2 == 0 else "normal" for place, t in enumerate(tickets)}
    assert pages < 9


def test_deleted_purged_and_merged_ones_are_told(world: World, ieva: Caller, tiina: Caller) -> None:
    deleted, purged, merged, target = (world.ticket(f"Ticket {number}") for number in range(4))
    start = settled(ieva).get("/tickets/changes?updated_since=now")
    assert start["changes"] == []
    discarding.delete(deleted, by=world.ieva)
    discarding.delete(purged, by=world.ieva)
    discarding.purge(purged, by=world.tiina)
    noting.note(merged, Words(text="same as the other"), by=world.ieva)
    Ticket.objects.filter(pk=merged.pk).update(
        merged_into=target, state=State.CLOSED, closed_at=clock.now(), is_open=False, to_solve=False
    )
    got = settled(ieva).get(f"/tickets/changes?updated_since={start['next']}")
    facts = {each["code"]: (each["state"], each["purged"], each["merged_into"]) for each in got["changes"]}
    assert facts == {
        deleted.code: ("deleted", False, None),
        purged.code: ("deleted", True, None),
        merged.code: ("closed", False, target.code),
    }


def test_what_left_ones_sight_is_told_once_without_a_word_of_it(world: World, ieva: Caller) -> None:
    moved, never, held = world.ticket(), world.ticket(department=world.billing), world.ticket(department=world.billing)
    Ticket.objects.filter(pk=held.pk).update(assignee=world.ieva)
    start = settled(ieva).get("/tickets/changes?updated_since=now")["next"]
    assigning.transfer(moved, world.billing, by=world.tiina)
    editing.rename(never, "Secret", by=world.tiina)
    assigning.assign(held, world.tiina, by=world.tiina)
    got = settled(ieva).get(f"/tickets/changes?updated_since={start}")
    gone = {"visible": False, "state": None, "purged": False, "merged_into": None, "ticket": None}
    assert got["changes"] == [{"code": moved.code, **gone}, {"code": held.code, **gone}]


def test_events_are_those_that_webhooks_may_carry(world: World, ieva: Caller) -> None:
    hidden, ticket = world.ticket(department=world.billing), world.ticket()
    noting.note(ticket, Words(text="Between us"), by=world.ieva)
    assigning.assign(ticket, world.ieva, by=world.tiina)
    got = settled(ieva).get("/events")
    assert [(each["kind"], each["ticket"]) for each in got["events"]] == [
        ("ticket.opened", ticket.code),
        ("ticket.assigned", ticket.code),
    ]
    last = got["events"][-1]
    assert last["sentence"] == "Tiina gave this to Ieva."
    assert (last["actor"]["name"], last["data"]["assignee"]) == ("Tiina", world.ieva.pk)
    assert hidden.code not in str(got.body)
    first = settled(ieva).get("/events?limit=1")
    rest = settled(ieva).get(f"/events?after={first['next']}")
    assert (len(first["events"]), first["has_more"]) == (1, True)
    assert [each["kind"] for each in rest["events"]] == ["ticket.assigned"]


@pytest.mark.parametrize("cursor", ["x", "-1", "1.2.3", "9" * 19, "%00", "1e5", "٣"])
def test_a_cursor_that_is_none(ieva: Caller, cursor: str) -> None:
    assert list(settled(ieva).get(f"/tickets/changes?updated_since={cursor}").fields) == ["query.updated_since"]
    assert settled(ieva).get(f"/events?after={cursor}").status == 422
