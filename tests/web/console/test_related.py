"""What belongs to a ticket, on the agents' pages: links, checklist, time, tags."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.events import timers
from accord.tickets import tagging
from accord.tickets.checklists import defining, ticking
from accord.tickets.models import State, Tag, Ticket, TimeEntry
from accord.tickets.related import linking
from accord.tickets.tags import known, shaping
from accord.web.spans import clock_words, seconds_in
from tests.world import World

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}
WORDS = {
    "reason": "solved",
    "what": "A new pump is in.",
    "why": "The old one broke.",
    "next": "Nothing more.",
}


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva)
    return client


@pytest.fixture
def omar(world: World) -> Client:
    client = Client()
    client.force_login(world.omar)
    return client


def body(client: Client, address: str, **more: Any) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_is_fetched_until_somebody_uses_it(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    page = f"/tickets/{ticket.code}/"
    body(ieva, page)
    with CaptureQueriesContext(
        connection,
    ) as before:
        assert 'hx-trigger="related-again"' in body(ieva, page)
    ticking.add(ticket, ["Look"], by=world.ieva)
    body(ieva, page)
    with CaptureQueriesContext(connection) as after:
        assert 'hx-trigger="load, related-again"' in body(ieva, page)
    assert len(after) == len(before)  # a checklist costs the page nothing


def test_the_part_reads_in_few_statements(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    for number in range(6):
        linking.link(world.ticket(f"Part {number}"), ticket, "child", by=world.ieva)
    ticking.add(ticket, [f"Thing {number}" for number in range(6)], by=world.ieva)
    address = f"/tickets/{ticket.code}/related/"
    body(ieva, address)
    with CaptureQueriesContext(connection) as spent:
        page = body(ieva, address, headers={"HX-Request": "true"})
    assert "Part 5" in page and "Thing 5" in page
    assert len(spent) <= 12


def test_linked_and_parted(world: World, ieva: Client) -> None:
    ticket, other = world.ticket(), world.ticket("The oven")
    address = f"/tickets/{ticket.code}/links/"
    part = ieva.post(address, {"role": "parent", "other": other.code.lower()}, **HX).content.decode()
    assert "The oven" in part and "Its parts" in part
    assert "Part of" in body(ieva, f"/tickets/{other.code}/related/")
    part = ieva.post(address, {"role": "parent", "other": other.code, "undo": "1"}, **HX).content.decode()
    assert "The oven" not in part
    assert ieva.post(address, {"role": "parent", "other": "nonsense"}, **HX).status_code == 422
    assert ieva.post(address, {"role": "child", "other": other.code}).status_code == 303  # without JavaScript


def test_a_solved_problem_offers_its_incidents(world: World, ieva: Client) -> None:
    problem, incident = world.ticket("The pump breaks"), world.ticket("It leaks")
    linking.link(incident, problem, "incident", by=world.ieva)
    dialogs = body(ieva, f"/tickets/{problem.code}/dialogs/")
    assert 'name="incidents"' in dialogs and 'name="incidents"' not in body(
        ieva, f"/tickets/{incident.code}/dialogs/"
    )
    address = f"/tickets/{problem.code}/related/"
    assert "still open" not in body(ieva, address)
    ieva.post(f"/tickets/{problem.code}/resolution/", WORDS)
    assert "1 incident of this is still open." in body(ieva, address) and WORDS["what"] in body(ieva, address)
    answer = ieva.post(f"/tickets/{problem.code}/incidents/", WORDS)
    assert answer.status_code == 303 and "/mass/" in answer.headers["Location"]
    timers.sweep()
    assert Ticket.objects.get(pk=incident.pk).state == State.RESOLVED
    assert "still open" not in body(ieva, address)


def test_both_are_resolved_in_one_dialog(world: World, ieva: Client) -> None:
    problem, incident = world.ticket(), world.ticket()
    linking.link(incident, problem, "incident", by=world.ieva)
    answer = ieva.post(f"/tickets/{problem.code}/resolution/", {**WORDS, "incidents": "1"})
    assert answer.headers["Location"].endswith("did=incidents")
    timers.sweep()
    assert set(Ticket.objects.values_list("state", flat=True)) == {"resolved"}


def test_a_checklist_is_kept_beside_the_ticket(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    checklist = defining.make("Repair", [{"text": "Seal it", "must": True}], by=world.omar)
    address = f"/tickets/{ticket.code}/checklist/"
    assert "Repair" in body(ieva, f"/tickets/{ticket.code}/related/?open=checklist")
    ieva.post(address, {"do": "list", "list": str(checklist.pk)}, **HX)
    part = ieva.post(address, {"do": "add", "text": "Clean it\n\nPack it"}, **HX).content.decode()
    assert "0 of 3 done" in part
    items = {each.text: each for each in ticking.items_of(ticket)}
    part = ieva.post(address, {"do": "tick", "item": str(items["Seal it"].pk)}, **HX).content.decode()
    assert "1 of 3 done" in part and "Ieva" in part
    part = ieva.post(address, {"do": "remove", "item": str(items["Pack it"].pk)}, **HX).content.decode()
    assert "1 of 2 done" in part


def test_what_must_be_done_is_said_where_one_resolves(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    ticking.add(ticket, [{"text": "Seal it", "must": True}], by=world.ieva)
    answer = ieva.post(f"/tickets/{ticket.code}/resolution/", WORDS)
    assert answer.status_code == 422 and "Seal it" in answer.content.decode()


def test_time_by_clock_and_by_hand(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    address = f"/tickets/{ticket.code}/time/"
    assert "data-runs" in ieva.post(address, {"do": "start"}, **HX).content.decode()
    ieva.post(address, {"do": "drop"}, **HX)
    part = ieva.post(
        address, {"do": "add", "time": "1 h 20 min", "note": "Drove there"}, **HX
    ).content.decode()
    assert "1 h 20 min" in part and "Drove there" in part
    entry = TimeEntry.objects.get()
    ieva.post(address, {"do": "correct", "entry": str(entry.pk), "time": "0:45", "day": "2026-11-02"}, **HX)
    entry.refresh_from_db()
    assert (entry.seconds, entry.day.isoformat(), entry.note) == (2700, "2026-11-02", "")
    assert ieva.post(address, {"do": "add", "time": "soon"}, **HX).status_code == 422
    ieva.post(address, {"do": "remove", "entry": str(entry.pk)}, **HX)
    assert not TimeEntry.objects.exists()


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("45", 45), ("1:30", 90), ("1h", 60), ("1,5 h", 90), ("1 h 20 min", 80), ("2 ч 5 мин", 125), ("30m", 30),
     ("2 h", 120), ("1 ура", None), ("", None), ("h", None), ("1:75", None), ("-5", None), ("1 year", None)],
)  # fmt: skip
def test_a_length_of_time_is_read_as_people_type_it(text: str, minutes: int | None) -> None:
    if minutes is None:
        with pytest.raises(Exception, match=r"1:30"):
            seconds_in(text)
    else:
        assert seconds_in(text) == minutes * 60
        assert seconds_in(clock_words(minutes * 60)) == minutes * 60


def test_where_a_tag_is_owed_the_composer_asks_for_it(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    assert 'name="tags"' not in body(ieva, f"/tickets/{ticket.code}/")
    shaping.set_duty(world.support, True, by=world.omar)
    assert 'name="tags"' in body(ieva, f"/tickets/{ticket.code}/")
    form = {"kind": "reply", "html": "<p>Clean it.</p>", "to": "hannah@example.com"}
    answer = ieva.post(f"/tickets/{ticket.code}/messages/", form)
    assert answer.status_code == 422 and "Clean it." in answer.content.decode()
    assert ieva.post(f"/tickets/{ticket.code}/messages/", {**form, "tags": "grinder, vip"}).status_code == 303
    ticket.refresh_from_db()
    assert (ticket.state, ticket.tag_names) == (State.ANSWERED, ["grinder", "vip"])
    assert 'name="tags"' not in body(ieva, f"/tickets/{ticket.code}/")


def test_tags_in_settings(world: World, omar: Client) -> None:
    ticket = world.ticket()
    assert "No ticket has a tag yet" in body(omar, "/settings/tags/")
    omar.post("/settings/tags/new/", {"name": "VIP", "colour": "red", "is_public": "on"})
    tagging.tag(ticket, "vip", by=world.ieva)
    tagging.tag(ticket, "refund", by=world.ieva)
    listed = body(omar, "/settings/tags/")
    assert 'data-colour="red">vip' in listed and "Customers, too" in listed
    assert 'data-colour="red"' in body(omar, f"/tickets/{ticket.code}/")
    assert "refund" in body(omar, "/tags/")
    row = Tag.objects.get(name="refund")
    form = {"name": "vip", "colour": "", "is_active": "on"}
    asked = omar.post(f"/settings/tags/{row.pk}/", form)
    assert asked.status_code == 200 and 'name="join"' in asked.content.decode()
    assert Tag.objects.filter(pk=row.pk, is_active=True).exists()
    assert omar.post(f"/settings/tags/{row.pk}/", {**form, "join": "1"}).status_code == 303
    assert known.current("refund") == "vip" and "refund" not in body(omar, "/settings/tags/")
    omar.post("/settings/tags/duties/", {"department": str(world.support.pk)})
    assert known.known().duties == {world.support.pk}
    page = body(omar, f"/settings/tags/{Tag.objects.get(name='vip').pk}/")
    assert "joined the tag" in page


def test_a_customer_sees_public_tags_only(world: World) -> None:
    ticket = world.ticket()
    for name in ("vip", "secret"):
        tagging.tag(ticket, name, by=world.ieva)
    shaping.change(Tag.objects.get(name="vip"), by=world.omar, is_public=True)
    assert known.public(ticket.tag_names) == ["vip"]


def test_checklists_in_settings(world: World, omar: Client) -> None:
    assert "Make the first checklist" in body(omar, "/settings/checklists/")
    items = {"item": ["Test the pump", "", "Seal it"], "must": ["2"]}
    form = {"name": "Repair", **items, "department": str(world.support.pk)}
    assert omar.post("/settings/checklists/new/", form).status_code == 303
    (row,) = defining.offered(world.support.pk)
    assert row.items == [{"text": "Test the pump", "must": False}, {"text": "Seal it", "must": True}]
    assert "Support" in body(omar, "/settings/checklists/")
    assert "built-in method" not in body(omar, f"/settings/checklists/{row.pk}/")
    refused = omar.post("/settings/checklists/new/", {**form, "name": "Refund", "item": [""]})
    assert refused.status_code == 422 and "Write what is to be done." in refused.content.decode()
    edited = {**form, "item": ["Seal it"], "must": [], "is_active": "on"}
    assert omar.post(f"/settings/checklists/{row.pk}/", edited).status_code == 303
    row.refresh_from_db()
    assert row.items == [{"text": "Seal it", "must": False}]
