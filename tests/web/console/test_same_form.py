"""A form that comes twice opens one ticket: a double click, or a browser that repeats what was not answered."""

import re
import threading
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accord.people.models import Person
from accord.tickets.models import Message, Ticket
from tests.world import World, make_world

NEW, INSIDE = "/tickets/new/", "/internal/"


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def form_of(client: Client, path: str) -> str:
    found = re.search(r'name="form" value="([\w-]{16})"', client.get(path).content.decode())
    assert found is not None
    return found[1]


def typed(world: World, path: str, **more: Any) -> dict[str, Any]:
    place = {"department": world.billing.pk, "subject": "Hi", "text": "The invoice is missing."}
    who = {"how": "outgoing", "address": "nele@example.com"} if path == NEW else {}
    return {**place, **who, **more}


@pytest.fixture
def tiina(world: World) -> Client:
    return browser(world.tiina)


@pytest.mark.parametrize("path", [NEW, INSIDE])
def test_the_same_form_again_opens_nothing_more(world: World, tiina: Client, path: str) -> None:
    sent = typed(world, path, form=form_of(tiina, path))
    first, again = tiina.post(path, sent), tiina.post(path, sent)
    assert (first.status_code, again.status_code, again["Location"]) == (303, 303, first["Location"])
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.parametrize("path", [NEW, INSIDE])
def test_another_form_with_the_same_words_and_the_same_form_with_others_are_other_tickets(
    world: World, tiina: Client, path: str
) -> None:
    number = form_of(tiina, path)
    assert tiina.post(path, typed(world, path, form=number)).status_code == 303
    assert tiina.post(path, typed(world, path, form=form_of(tiina, path))).status_code == 303
    assert tiina.post(path, typed(world, path, form=number, text="Another one")).status_code == 303
    assert tiina.post(path, typed(world, path)).status_code == 303  # a program's, without a number
    assert Ticket.objects.count() == 4


def test_what_was_refused_may_be_sent_again(world: World, tiina: Client) -> None:
    number = form_of(tiina, NEW)
    refused = tiina.post(NEW, typed(world, NEW, form=number, address="nobody"))
    assert refused.status_code == 422 and f'name="form" value="{number}"' in refused.content.decode()
    assert tiina.post(NEW, typed(world, NEW, form=number)).status_code == 303
    assert Ticket.objects.count() == 1


def test_a_colleagues_form_is_his_own(world: World) -> None:
    for person in (world.tiina, world.omar):
        assert browser(person).post(NEW, typed(world, NEW, form="0123456789abcdef")).status_code == 303
    assert Ticket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_two_threads() -> None:
    world = make_world()
    clients = [browser(world.tiina) for _ in range(4)]
    sent, answers, ready = typed(world, NEW, form="0123456789abcdef"), [], threading.Barrier(4)

    def click(client: Client) -> None:
        try:
            ready.wait(5)
            answers.append(client.post(NEW, sent))
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=(each,)) for each in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.status_code for each in answers] == [303] * 4
    assert len({each["Location"] for each in answers}) == 1 and Ticket.objects.count() == 1
