"""DOMAIN 7.2: a company's people see what their colleagues asked where it shares that; one with the right confirms."""

import pytest
from django.test import Client

from accord.core import clock
from accord.people import companies, editing, speaking
from accord.people.models import Company
from accord.tickets import confirming, noting, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import State, Ticket
from accord.tickets.writing import Words
from accord.web.portal import proving
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(desk: World) -> Client:
    """Elitsa, who has proven who she is; Hannah and she work for one company."""
    for person in (desk.hannah, desk.elitsa):
        editing.move_to_company(person, "Mill", by=desk.ieva)
    client = Client()
    session = client.session
    until = clock.now().timestamp() + 3600
    session[proving.PROVEN] = {"person": desk.elitsa.pk, "address": "elitsa@example.com", "until": until}
    session.save()
    return client


def seen(browser: Client, ticket: Ticket) -> bool:
    """Everywhere alike: the list, the search, the page."""
    places = {
        ticket.code in browser.get("/my/").content.decode(),
        ticket.code in browser.get("/my/?q=grinder").content.decode(),
        browser.get(f"/my/tickets/{ticket.code}/").status_code == 200,
    }
    assert len(places) == 1, places
    return places.pop()


def test_7_2_colleagues_see_nothing_until_the_company_shares(desk: World, browser: Client) -> None:
    ticket = desk.ticket()
    noting.note(ticket, Words(text="Secret"), by=desk.ieva)
    assert not seen(browser, ticket)
    companies.share(Company.objects.get(), True, by=desk.ieva)
    assert seen(browser, ticket)
    assert "Secret" not in browser.get(f"/my/tickets/{ticket.code}/").content.decode()
    companies.share(Company.objects.get(), False, by=desk.ieva)
    assert not seen(browser, ticket)
    speaking.let_speak(desk.elitsa, True, by=desk.ieva)
    assert seen(browser, ticket)
    editing.move_to_company(desk.elitsa, "", by=desk.ieva)
    assert not seen(browser, ticket)


def test_7_2_sharing_shows_but_only_the_right_confirms(desk: World, browser: Client) -> None:
    ticket = desk.ticket()
    companies.share(Company.objects.get(), True, by=desk.ieva)
    resolving.resolve(ticket, ready_text("solved", "en"), by=desk.ieva)
    desk.elitsa.refresh_from_db()
    ticket.refresh_from_db()
    assert not confirming.may_close(ticket, desk.elitsa)
    speaking.let_speak(desk.elitsa, True, by=desk.ieva)
    browser.post(f"/my/tickets/{ticket.code}/", {"answer": "yes", "resolution": ticket.resolution_id})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_by_customer) == (State.CLOSED, True)


def test_7_2_a_colleague_who_writes_takes_part_from_then_on(desk: World, browser: Client) -> None:
    ticket = desk.ticket()
    companies.share(Company.objects.get(), True, by=desk.ieva)
    browser.post(f"/my/tickets/{ticket.code}/", {"answer": "write", "text": "It happens to me too."})
    assert ticket.participants.filter(person=desk.elitsa).exists()
    message = ticket.messages.latest("id")
    assert message.author_id == desk.elitsa.pk and "new-person" not in message.marks
