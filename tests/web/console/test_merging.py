"""Merging, joining contacts and one's mails, on the agents' pages."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.channels.email.models import OutgoingMail
from accord.people import editing, speaking
from accord.people.contacts import contact_for
from accord.tickets import merging, merging_people
from accord.tickets.models import State
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva)
    return client


def test_the_dialog_offers_the_requesters_other_open_tickets(world: World, ieva: Client) -> None:
    ticket, other = world.ticket(), world.ticket(subject="The lid is loose")
    hers = world.ticket(subject="Elitsa's kettle", requester=world.elitsa)
    dialogs = ieva.get(f"/tickets/{ticket.code}/dialogs/").content.decode()
    offered = dialogs.partition('id="merge-choices"')[2].partition("</dialog>")[0]
    assert f'value="{other.code}"' in offered and hers.code not in dialogs and f'value="{ticket.code}"' not in offered


@pytest.mark.parametrize("asked", ["kettle", "elitsa@example.com", "code"])
def test_found_by_code_words_or_address(world: World, ieva: Client, asked: str) -> None:
    ticket, hers = world.ticket(), world.ticket(subject="The kettle leaks", requester=world.elitsa)
    away = world.ticket(subject="The kettle leaks", requester=world.elitsa, department=world.billing)
    query = hers.code.lower() if asked == "code" else asked
    found = ieva.get(f"/tickets/{ticket.code}/merge/", {"q": query}).content.decode()
    assert hers.code in found and away.code not in found


def test_merged_seen_and_taken_out_again(world: World, ieva: Client) -> None:
    source, into = world.ticket(text="The lid rattles.", requester=world.elitsa), world.ticket()
    answer = ieva.post(f"/tickets/{source.code}/merge/", {"into": into.code})
    assert answer.status_code == 303 and into.code in answer.headers["Location"]
    page = ieva.get(f"/tickets/{into.code}/").content.decode()
    assert "The lid rattles." in page and f"/tickets/{source.code}/?here=1" in page and "elitsa@example.com" in page
    assert into.code in ieva.get(f"/tickets/{source.code}/").headers["Location"]
    assert ieva.get(f"/tickets/{source.code}/?here=1").status_code == 200
    ieva.post(f"/tickets/{source.code}/merge/", {"undo": "1"})
    source.refresh_from_db()
    assert (source.state, source.merged_into_id) == (State.NEW, None)


def test_what_cannot_be_merged_is_said(world: World, ieva: Client) -> None:
    ticket, away = world.ticket(), world.ticket(department=world.billing)
    for code in ("", "nonsense", away.code):
        assert ieva.post(f"/tickets/{ticket.code}/merge/", {"into": code}).status_code == 422
    assert ieva.post(f"/tickets/{ticket.code}/merge/", {"into": ticket.code}).status_code == 409


def test_a_page_that_was_never_merged_costs_no_more(world: World, ieva: Client) -> None:
    ticket, other = world.ticket(), world.ticket()
    ieva.get(f"/tickets/{ticket.code}/")
    with CaptureQueriesContext(connection) as alone:
        ieva.get(f"/tickets/{ticket.code}/")
    assert not [query for query in alone.captured_queries if "merging" in query["sql"] or "merged_m" in query["sql"]]
    merging.merge(other, ticket, by=world.ieva)
    with CaptureQueriesContext(connection) as merged:
        ieva.get(f"/tickets/{ticket.code}/")
    assert [query for query in merged.captured_queries if '"merging"' in query["sql"]]


def test_the_same_person_is_offered_joined_and_parted(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    stranger = contact_for("hannah@home.example", "H. Whitfield")
    namesake = contact_for("other@example.net", "H. Whitfield")
    page = ieva.get(f"/people/{stranger.pk}/?of={ticket.pk}").content.decode()
    assert "hannah@example.com" in page and "other@example.net" in page
    answer = ieva.post(f"/people/{stranger.pk}/same/", {"into": str(world.hannah.pk)})
    assert f"/people/{world.hannah.pk}/" in answer.headers["Location"]  # whom we have known longer
    assert "hannah@home.example" in ieva.get(f"/people/{world.hannah.pk}/").content.decode()
    assert str(world.hannah.pk) in ieva.get(f"/people/{stranger.pk}/").content.decode()
    ieva.post(f"/people/{world.hannah.pk}/same/", {"part": str(stranger.pk)})
    assert merging_people.joined_with(world.hannah) == []
    assert ieva.post(f"/people/{stranger.pk}/same/", {"address": "nobody@example.com"}).status_code == 422
    assert ieva.post(f"/people/{stranger.pk}/same/", {"address": "ieva@example.com"}).status_code == 409
    assert namesake.is_active


def test_asked_by_mail(world: World, ieva: Client) -> None:
    stranger = contact_for("hannah@home.example")
    ieva.post(f"/people/{stranger.pk}/same/", {"address": "hannah@example.com", "ask": "1"})
    row = OutgoingMail.objects.get()
    assert (row.part, row.recipients) == ("same_person", ["hannah@example.com"])


def test_who_speaks_for_the_company(world: World, ieva: Client) -> None:
    assert ieva.post(f"/people/{world.hannah.pk}/speaking/", {"speaks": "1"}).status_code == 409
    editing.move_to_company(world.hannah, "Mill", by=world.ieva)
    assert "speaking" in ieva.get(f"/people/{world.hannah.pk}/").content.decode()
    ieva.post(f"/people/{world.hannah.pk}/speaking/", {"speaks": "1"})
    assert speaking.is_spokesperson(world.hannah)
    ieva.post(f"/people/{world.hannah.pk}/speaking/", {"speaks": "0"})
    assert not speaking.is_spokesperson(world.hannah)
