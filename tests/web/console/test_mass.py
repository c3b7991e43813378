"""Mass actions over HTTP: chosen for a selection or a whole list, begun, watched, stopped and undone."""

from typing import Any

import pytest
from django.test import Client

from accord.automation.models import MassJob
from accord.events import timers
from accord.tickets.models import Ticket
from accord.web.console.mass import origin
from tests.world import World

TAG = {"steps": ["0"], "steps-0-a": "add_tags", "steps-0-tags": "vip"}


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva)
    return client


def begin(client: Client, *tickets: Ticket, **more: Any) -> MassJob:
    form = {"go": "1", "next": "/inbox/todo/", "code": [each.code for each in tickets], **TAG, **more}
    answer = client.post("/mass/new/", form)
    assert answer.status_code == 303, answer.content.decode()
    for _sweep in range(20):
        timers.sweep()
    return MassJob.objects.get(pk=answer.headers["Location"].split("/")[2])


def test_the_selection_is_kept_while_one_chooses(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    page = ieva.post("/mass/new/", {"code": [ticket.code], "next": "/inbox/todo/"}).content.decode()
    assert f'value="{ticket.code}"' in page and "All in the list" in page
    wrong = ieva.post("/mass/new/", {"code": [ticket.code], "next": "/inbox/todo/", "go": "1"})
    assert wrong.status_code == 422 and "Choose what is done." in wrong.content.decode()
    wrong = ieva.post("/mass/new/", {"code": [ticket.code], "go": "1", **TAG, "steps-0-tags": ""})
    assert wrong.status_code == 422 and "missing" in wrong.content.decode()
    told = ieva.post("/mass/warnings/", {"steps": ["0"], "steps-0-a": "note", "steps-0-text-en": "Look"})
    assert "This cannot be undone" in told.content.decode()


def test_a_selection_is_done_watched_and_undone(world: World, ieva: Client) -> None:
    first, second = world.ticket(), world.ticket()
    job = begin(ieva, first)
    page = ieva.get(f"/mass/{job.pk}/").content.decode()
    assert (job.state, job.done_count) == ("done", 1) and "1 ticket was changed" in page
    second.refresh_from_db()
    assert second.tag_names == []
    ieva.post(f"/mass/{job.pk}/undo/")
    timers.sweep()
    first.refresh_from_db()
    assert first.tag_names == [] and "It is undone." in ieva.get(f"/mass/{job.pk}/?part=1").content.decode()
    assert "Add the tag vip" in ieva.get("/mass/").content.decode()


def test_a_whole_list_is_what_the_list_shows(world: World, ieva: Client) -> None:
    found = [world.ticket(subject=f"Grinder {number}") for number in range(3)]
    lid = world.ticket(subject="Lid")
    hidden = world.ticket(department=world.billing)
    assert begin(ieva, found[0], which="all").done_count == 4
    assert begin(ieva, which="all", next="/inbox/todo/?q=grinder", **{"steps-0-tags": "g"}).done_count == 3
    lid.refresh_from_db()
    hidden.refresh_from_db()
    assert (lid.tag_names, hidden.tag_names) == (["vip"], [])


def test_a_job_is_stopped(world: World, ieva: Client) -> None:
    answer = ieva.post("/mass/new/", {"go": "1", "code": [world.ticket().code], **TAG})
    number = answer.headers["Location"].split("/")[2]
    assert "hx-get" in ieva.get(f"/mass/{number}/").content.decode()
    ieva.post(f"/mass/{number}/stop/")
    timers.sweep()
    assert MassJob.objects.get(pk=number).state == "stopped"


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/inbox/todo/", ("todo", "")),
        ("/inbox/department:3/?q=tag%3Avip", ("department:3", "tag:vip")),
        ("/views/7/", ("saved:7", "")),
        ("/settings/", ("", "")),
        ("https://example.com/inbox/todo/", ("todo", "")),
    ],
)
def test_the_list_behind_an_address(address: str, found: tuple[str, str]) -> None:
    assert origin(address) == found
