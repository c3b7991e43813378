"""Drafts: one per ticket, person and kind, also where two windows of one person write it."""

import json

import pytest
from django.test import Client

from accord.tickets import drafting
from accord.tickets.drafting import ChangedElsewhere, Known
from tests.world import World

pytestmark = pytest.mark.django_db


def test_words_that_a_page_has_not_seen_are_not_overwritten(world: World) -> None:
    ticket = world.ticket()
    first = drafting.save(ticket, world.ieva, "reply", html="<p>One</p>", known=Known(""))
    with pytest.raises(ChangedElsewhere) as told:
        drafting.save(ticket, world.ieva, "reply", html="<p>Two</p>", known=Known(""))
    assert told.value.draft.html == "<p>One</p>" and told.value.draft.mark == first.mark
    drafting.save(ticket, world.ieva, "reply", html="<p>Two</p>", known=Known(first.mark))
    found = drafting.find(ticket, world.ieva, "reply")
    assert found is not None and found.html == "<p>Two</p>"


@pytest.mark.parametrize("known", [Known("", "<p>One</p>"), Known("gone", "<p onclick=x>One</p>")])
def test_a_page_goes_on_from_its_own_words_whose_answer_was_lost(world: World, known: Known) -> None:
    drafting.save(None, world.ieva, "new", html="<p>One</p>")
    assert drafting.save(None, world.ieva, "new", html="<p>One and two</p>", known=known).html == "<p>One and two</p>"


def test_a_draft_without_words_of_the_same_words_or_of_another_kind_is_nothing_new(world: World) -> None:
    ticket = world.ticket()
    drafting.save(ticket, world.ieva, "reply", html="")
    drafting.save(ticket, world.ieva, "note", html="<p>Inside</p>")
    drafting.save(ticket, world.tiina, "reply", html="<p>His</p>")
    for _each in range(2):
        drafting.save(ticket, world.ieva, "reply", html="<p>Hers</p>", known=Known(""))


def test_what_is_not_said_stays_as_it_is_stored(world: World) -> None:
    ticket = world.ticket()
    drafting.save(ticket, world.ieva, "reply", html="<p>One</p>", subject="Lid", cc=["a@example.com"], readers=["p1"])
    row = drafting.save(ticket, world.ieva, "reply", html="<p>Two</p>", bcc=["b@example.com"])
    row.refresh_from_db()
    assert (row.html, row.subject, row.to, row.cc, row.bcc, row.readers) == (
        "<p>Two</p>", "Lid", [], ["a@example.com"], ["b@example.com"], ["p1"]
    )  # fmt: skip
    row = drafting.save(ticket, world.ieva, "reply", html="<p>Two</p>", subject="", cc=[])
    row.refresh_from_db()
    assert (row.subject, row.cc, row.bcc) == ("", [], ["b@example.com"])


def test_the_page_is_told_the_other_words(world: World) -> None:
    ticket, browser = world.ticket(), Client()
    browser.force_login(world.ieva)
    address = f"/tickets/{ticket.code}/draft/"
    first = browser.post(address, {"kind": "reply", "html": "<p>One</p>", "mark": ""}).json()
    page = browser.get(f"/tickets/{ticket.code}/").content.decode()
    assert f'data-kept="reply" data-mark="{first["mark"]}"' in page
    refused = browser.post(address, {"kind": "reply", "html": "<p>Two</p>", "mark": ""})
    assert refused.status_code == 409
    assert json.loads(refused.content) == {"html": "<p>One</p>", "mark": first["mark"]}
    kept = browser.post(address, {"kind": "reply", "html": "<p>Two</p>", "mark": first["mark"]})
    assert kept.status_code == 200 and kept.json()["mark"] != first["mark"]
    assert browser.post(address, {"kind": "reply", "html": "<p>Three</p>"}).status_code == 200
