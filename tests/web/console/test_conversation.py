"""Sending later, undoing and answering several, as the pages do it."""

import re

import pytest
from django.test import Client

from accord.automation.macros import making
from accord.automation.macros.making import Wording
from accord.core import clock, options
from accord.events import timers
from accord.tickets import drafting
from accord.tickets.later import wishing
from accord.tickets.models import Draft, Later, Message, State
from tests.channels.email.mails import later
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def ieva(world: World) -> Client:
    browser = Client()
    browser.force_login(world.ieva)
    return browser


def test_an_undo_gives_the_words_back_and_a_macro_has_changed_nothing(world: World, ieva: Client) -> None:
    wishing.wish(world.ieva, 10)
    ticket = world.ticket()
    steps = [{"a": "priority", "v": {"priority": "3"}}]
    macro = making.make(Wording("Urgent", personal=True, steps=steps), by=world.ieva)
    at = f"/tickets/{ticket.code}/"
    said = {"kind": "reply", "html": "<p>We look.</p>", "to": "hannah@example.com", "macro": macro.pk}
    sent = ieva.post(f"{at}messages/", said)
    row = Later.objects.get()
    assert sent.headers["Location"] == f"{at}?did=waits&later={row.pk}&s=10"
    page = ieva.get(sent.headers["Location"]).content.decode()
    assert 'data-seconds="10"' in page and 'hx-trigger="again, load"' in page
    assert "goes out in a few seconds" in ieva.get(f"{at}later/").content.decode()
    ieva.post(f"{at}later/{row.pk}/", {"do": "back"})
    back = drafting.find(ticket, world.ieva, "reply")
    ticket.refresh_from_db()
    assert back is not None and (back.html, ticket.priority) == ("<p>We look.</p>", 1)
    assert ieva.post(f"{at}later/{row.pk}/", {"do": "back"}).status_code == 404

    ieva.post(f"{at}messages/", {**said, "then": "resolve"})
    with clock.running(later(seconds=11)):
        timers.sweep()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.priority, Message.objects.filter(kind="outgoing").count()) == (
        State.RESOLVED,
        3,
        1,
    )


def test_an_answer_that_waits_is_shown_to_colleagues_and_edited(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    at = f"/tickets/{ticket.code}/"
    assert 'hx-trigger="again"' in ieva.get(at).content.decode(), "nothing waits, so nothing is asked for"
    tomorrow = f"{later(days=1)():%Y-%m-%dT%H:%M}"
    said = {"kind": "reply", "html": "<p>Did it help?</p>", "then": "later", "send_at": tomorrow}
    ieva.post(f"{at}messages/", {**said, "later_resolves": "1"})
    row, tiina = Later.objects.get(), Client()
    tiina.force_login(world.tiina)
    shown = re.sub(r"\s+", " ", tiina.get(f"{at}later/").content.decode())
    assert (
        "Did it help?" in shown
        and "resolves the ticket" in shown
        and "not if somebody writes before" in shown
    )
    in_a_week = f"{later(days=7)():%Y-%m-%dT%H:%M}"
    tiina.post(f"{at}later/{row.pk}/", {"do": "move", "send_at_own": in_a_week, "if_answered": "send"})
    row.refresh_from_db()
    assert (row.if_answered, f"{row.due_at:%Y-%m-%dT%H:%M}") == ("send", in_a_week)
    refused = ieva.post(f"{at}messages/", {**said, "send_at": "2020-01-01T08:00"})
    assert refused.status_code == 422 and "Did it help?" in refused.content.decode(), "the words are kept"
    tiina.post(f"{at}later/{row.pk}/", {"do": "discard"})
    assert not Draft.objects.filter(kind=Draft.LATER).exists()


def test_reply_in_the_bar_begins_the_mass_action_with_an_answer(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    page = ieva.post(
        "/mass/new/", {"code": ticket.code, "next": "/inbox/todo/", "begin": "answer"}
    ).content.decode()
    assert 'value="answer"' in page and ticket.code in page


def test_the_card_says_how_long_the_workspace_lets_answers_wait(world: World, ieva: Client) -> None:
    options.put("tickets.undo_s", 10)
    page = ieva.get("/settings/profile/").content.decode()
    assert '<option value="workspace" selected>As in the workspace: 10 seconds</option>' in page
    for said, chosen in (("30", 30), ("workspace", None), ("0", 0)):
        card = {"name": "Ieva", "undo_s": said}
        assert ieva.post("/settings/profile/", card).status_code == 303 and wishing.chosen(world.ieva) == chosen
    assert ieva.post("/settings/profile/", {"name": "Ieva", "undo_s": "7"}).status_code == 422
