"""Today and contacts' pages."""

from datetime import timedelta

import pytest
from django.test import Client

from accord.channels.email.models import Mailbox
from accord.core import clock
from accord.people.models import Address, Person
from accord.tickets import assigning
from accord.tickets.models import Ticket, TimeEntry
from accord.tickets.spending import running
from tests.tickets.test_plans import statements
from tests.world import World


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva)
    return client


def words(client: Client, path: str = "/") -> str:
    return " ".join(client.get(path).content.decode().split())


def test_an_empty_workspace_teaches(world: World, ieva: Client) -> None:
    page = words(ieva)
    assert "Nobody is waiting for you" in page and "Open a ticket yourself" in page
    assert "Invite a colleague" not in page


def test_what_waits_is_said_in_a_sentence(world: World, ieva: Client) -> None:
    mine, late = world.ticket("First of all"), world.ticket("Второй вопрос")
    world.ticket("Not hers to see", department=world.billing)
    assigning.assign(mine, world.ieva, by=world.ieva)
    now = clock.now()
    with clock.running(lambda: now + timedelta(days=30)):
        page = words(ieva)
    assert "2 tickets wait for you." in page and "2 are late." in page
    assert "First of all" in page and "Второй вопрос" in page and "Not hers to see" not in page
    assert f"/tickets/{late.code}/" in page
    assert page.count("First of all") == 2  # due next, and hers


def test_a_mailbox_in_trouble_alarms_administrators(world: World, ieva: Client) -> None:
    world.ticket()
    Mailbox.objects.create(
        address="support@example.com", department=world.support, last_error="535 no <such> user"
    )
    omar = Client()
    omar.force_login(world.omar)
    assert "Mail from support@example.com does not go out." in words(omar)
    assert "535 no &lt;such&gt; user" in words(omar)
    assert "535" not in words(ieva)


def test_a_contacts_page_shows_what_the_reader_may_see(world: World, ieva: Client) -> None:
    seen, hidden = world.ticket("Grinder"), world.ticket("Invoice", department=world.billing)
    Address.objects.filter(person=world.hannah).update(
        bounced_at=clock.now(), bounce_reason="550 no such user"
    )
    page = words(ieva, f"/people/{world.hannah.pk}/")
    assert seen.code in page and hidden.code not in page
    assert "550 no such user" in page and "Hannah Whitfield" in page


def test_a_contacts_card_is_changed(world: World, ieva: Client) -> None:
    url = f"/people/{world.hannah.pk}/"
    card = {"name": "Hannah W.", "phone": "+44 20", "company": "Example Café", "language": "en"}
    assert ieva.post(url, card).status_code == 303
    world.hannah.refresh_from_db()
    assert world.hannah.company is not None and world.hannah.company.name == "Example Café"
    assert ieva.post(f"{url}addresses/", {"address": "hannah@example.org"}).status_code == 303
    taken = ieva.post(f"{url}addresses/", {"address": "elitsa@example.com"})
    assert taken.status_code == 422 and "has this address already" in taken.content.decode()
    assert 'value="Hannah W."' in taken.content.decode()


def test_nobody_changes_a_colleague_on_that_page(world: World, ieva: Client) -> None:
    refused = ieva.post(
        f"/people/{world.tiina.pk}/", {"name": "x", "phone": "", "company": "", "language": ""}
    )
    assert refused.status_code == 403
    assert Person.objects.get(pk=world.tiina.pk).name == "Tiina"


def test_who_does_not_exist(world: World, ieva: Client) -> None:
    assert ieva.get("/people/99999999/").status_code == 404


def test_ones_running_clock_is_shown_and_stopped(world: World, ieva: Client) -> None:
    ticket = world.ticket("Grinder stops")
    assert "Your clock runs" not in words(ieva)
    running.start(ticket, by=world.ieva)
    now = clock.now()
    with clock.running(lambda: now + timedelta(hours=1, minutes=5)):
        page, rail = words(ieva), words(ieva, "/inbox/view/rail/")
        assert "Your clock runs" in page and ticket.code in page and ">1:05:00</time>" in page
        assert 'id="rail-clock"' in rail and ">1:05</time>" in rail and f"/tickets/{ticket.code}/" in rail
        answer = ieva.post("/own-clock/stop/")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/?clock=stopped")
        assert TimeEntry.objects.get().seconds == 3900
        assert "It is written down." in words(ieva, "/?clock=stopped")
    assert "Your clock runs" not in words(ieva) + words(ieva, "/inbox/view/rail/")
    assert ieva.post("/own-clock/stop/").headers["Location"] == "/"


def test_a_clock_on_a_ticket_out_of_sight_shows_nothing_of_it(world: World, ieva: Client) -> None:
    ticket = world.ticket("Grinder stops")
    running.start(ticket, by=world.ieva)
    Ticket.objects.filter(pk=ticket.pk).update(department=world.billing)
    shown = words(ieva) + words(ieva, "/inbox/view/rail/")
    assert "on a ticket that you no longer see" in shown
    assert ticket.code not in shown and "Grinder" not in shown
    assert ieva.post("/own-clock/stop/", {"do": "drop"}).headers["Location"] == "/?clock=dropped"
    assert not TimeEntry.objects.exists()


def test_nobodys_clock_costs_no_statement(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    assert asked_for_clocks(ieva, "/") == 0
    running.start(ticket, by=world.ieva)
    assert asked_for_clocks(ieva, "/") == 1
    assert asked_for_clocks(ieva, "/inbox/todo/") == asked_for_clocks(ieva, f"/tickets/{ticket.code}/") == 0


def asked_for_clocks(client: Client, path: str) -> int:
    with statements() as found:
        assert client.get(path).status_code == 200
    return sum("running_time" in sql for sql, _values in found)
