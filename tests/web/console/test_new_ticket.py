"""A new ticket for somebody who phoned or came by: with a number, a name or an address, whatever he gave."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accord.people import editing
from accord.people.contacts import by_address, caller_for, contact_for
from accord.people.models import Person
from accord.tickets.models import State, Ticket
from tests.world import World

NEW = "/tickets/new/"


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def typed(world: World, **more: Any) -> dict[str, Any]:
    said = {"subject": "The lid rattles", "text": "She says that the lid rattles."}
    return {"how": "phone", "department": world.support.pk, **said, **more}


def opened(client: Client, sent: dict[str, Any]) -> Ticket:
    answer = client.post(NEW, sent)
    assert answer.status_code == 303, answer.content.decode()
    return Ticket.objects.get(code=answer["Location"].split("/")[2])


def test_who_gave_only_a_number(world: World, ieva: Client) -> None:
    ticket = opened(ieva, typed(world, phone="+371 2000 0000"))
    assert (ticket.state, ticket.channel, ticket.requester_address) == (State.NEW, "phone", "")
    assert (ticket.requester.phone, ticket.requester.name) == ("+371 2000 0000", "")
    again = opened(ieva, typed(world, phone="00371 2000-0000", name="Anna"))
    assert again.requester == ticket.requester
    assert Person.objects.get(pk=ticket.requester_id).name == "Anna"
    for path in (f"/tickets/{ticket.code}/", "/inbox/todo/", f"/people/{ticket.requester_id}/", "/"):
        assert ieva.get(path).status_code == 200
    assert "No mail address of the customer is known." in ieva.get(f"/tickets/{ticket.code}/").content.decode()


def test_a_number_without_a_name_stands_where_a_name_would(world: World, ieva: Client) -> None:
    opened(ieva, typed(world, phone="+371 2000 0000"))
    assert "+371 2000 0000" in ieva.get("/inbox/todo/").content.decode()


def test_who_gave_an_address_too_has_both(world: World, ieva: Client) -> None:
    ticket = opened(ieva, typed(world, phone="+372  5555 0101", address="hannah@example.com"))
    assert (ticket.requester, ticket.requester_address) == (world.hannah, "hannah@example.com")
    assert Person.objects.get(pk=world.hannah.pk).phone == "+372 5555 0101"
    opened(ieva, typed(world, phone="+372 5555 0999", address="hannah@example.com"))
    assert Person.objects.get(pk=world.hannah.pk).phone == "+372 5555 0101", "what stands is not overwritten"


def test_a_customer_who_writes_and_then_phones_is_answered_by_mail(world: World, ieva: Client) -> None:
    editing.change(world.hannah, by=world.ieva, phone="+372 5555 0101")
    ticket = opened(ieva, typed(world, phone="0037255550101"))
    assert (ticket.requester, ticket.requester_address) == (world.hannah, "hannah@example.com")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Write who it was"),
        ({"phone": "she did not say"}, "Write one phone number"),
        ({"address": "nobody"}, "Write one mail address"),
        ({"how": "outgoing", "phone": "+371 2000 0000"}, "Write one mail address"),
    ],
)
def test_what_is_missing_is_said_and_what_was_written_stays(
    world: World, ieva: Client, given: dict[str, str], sentence: str
) -> None:
    before = Person.objects.count()
    answer = ieva.post(NEW, typed(world, **given))
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and "The lid rattles" in page
    assert (Ticket.objects.count(), Person.objects.count()) == (0, before)
    assert f'value="{given.get("phone", "")}"' in page


def test_from_the_page_of_somebody_without_an_address(world: World, ieva: Client) -> None:
    anna = caller_for("+371 2000 0000", "Anna")
    assert f"{NEW}?caller={anna.pk}" in ieva.get(f"/people/{anna.pk}/").content.decode()
    page = ieva.get(f"{NEW}?caller={anna.pk}").content.decode()
    assert 'value="+371 2000 0000"' in page and 'value="Anna"' in page and 'value="phone" checked' in page
    assert 'value="phone" checked' not in ieva.get(f"{NEW}?caller={world.ieva.pk}").content.decode()


def test_it_is_for_him_also_where_his_name_is_all_that_is_known(world: World, ieva: Client) -> None:
    anna = caller_for("", "Anna")
    assert f'name="caller" value="{anna.pk}"' in ieva.get(f"{NEW}?caller={anna.pk}").content.decode()
    assert opened(ieva, typed(world, name="Anna", caller=anna.pk)).requester == anna
    assert opened(ieva, typed(world, name="Berta", caller=anna.pk)).requester != anna
    assert opened(ieva, typed(world, name="Anna", caller="9" * 40)).requester != anna
    agents = opened(ieva, typed(world, name="Ieva", caller=world.ieva.pk)).requester
    assert agents.kind == "contact"


def test_a_ticket_that_is_not_opened_leaves_nobody_new(world: World, ieva: Client) -> None:
    before = Person.objects.count()
    for given in ({"name": "Anna"}, {"address": "anna@home.example", "phone": "call me"}):
        nothing = typed(world, **given, subject=" ", text=" ")
        assert ieva.post(NEW, nothing).status_code == 422
    assert Person.objects.count() == before


def test_the_same_form_again_makes_no_second_person(world: World, ieva: Client) -> None:
    before = Person.objects.count()
    sent = typed(world, name="Anna", form="a-form-of-its-own")
    assert opened(ieva, sent) == opened(ieva, sent)
    assert (Person.objects.count(), Ticket.objects.count()) == (before + 1, 1)


def test_an_address_that_nobody_has_becomes_his_own(world: World, ieva: Client) -> None:
    anna = caller_for("+371 2000 0000", "Anna")
    ticket = world.ticket(requester=anna, how="phone")
    path = f"/tickets/{ticket.code}/requester/"
    assert ieva.post(path, {"address": "anna@home.example", "name": "anna"}).status_code == 303
    ticket.refresh_from_db()
    assert (ticket.requester, ticket.requester_address) == (anna, "anna@home.example")
    assert by_address("anna@home.example") == anna


@pytest.mark.parametrize("sent", [{"address": "nele@example.com"}, {"address": "new@example.com", "name": "Nele"}])
def test_somebody_elses_address_makes_him_the_one_who_asks(world: World, ieva: Client, sent: dict[str, str]) -> None:
    nele = contact_for("nele@example.com", "Nele")
    ticket = world.ticket(requester=caller_for("", "Anna"), how="phone")
    ieva.post(f"/tickets/{ticket.code}/requester/", sent)
    ticket.refresh_from_db()
    assert ticket.requester_address == sent["address"]
    assert (ticket.requester == nele) is (sent["address"] == "nele@example.com")
    assert ticket.requester.name == "Nele"


def test_numbers_are_offered_while_they_are_written(world: World, ieva: Client) -> None:
    caller_for("+371 2000 0000", "Anna")
    page = ieva.get("/people/meant/?by=phone&q=%2B3712").content.decode()
    assert '<option value="+371 2000 0000" data-name="Anna" data-address="">Anna</option>' in page
