"""Merged tickets on the customer's pages, and the page that asks whether another address is one's own."""

import pytest

from accord.core import files
from accord.people.contacts import contact_for
from accord.people.models import Address
from accord.tickets import merging, merging_people, replying, same_person_links
from accord.tickets.models import Message, Ticket
from accord.tickets.writing import Words
from tests.web.portal.browser import Browser, path_of, ticket_link
from tests.world import World

pytestmark = pytest.mark.django_db


def both(world: World, *, shown: bool = False) -> tuple[Ticket, Ticket]:
    """Elitsa's ticket merged into Hannah's."""
    source = world.ticket("The lid is loose", "The lid rattles.", requester=world.elitsa)
    into = world.ticket()
    merging.merge(source, into, by=world.ieva, show_each_other=shown)
    return source, into


def test_7_5_whoever_is_apart_reads_only_his_own_words(world: World, browser: Browser) -> None:
    source, into = both(world)
    replying.reply(into, Words(text="Hold the button."), by=world.ieva)
    replying.reply(into, Words(text="Press the lid down."), by=world.ieva, to=["elitsa@example.com"])
    browser.prove("elitsa@example.com")
    page = browser.get(f"/my/tickets/{source.code}/")
    assert page.status == 200
    for words in ("The lid rattles.", "Press the lid down.", source.subject, source.code):
        assert words in page.text
    for secret in (into.code, into.subject, "Hold the button.", "It stops after ten seconds.", "Hannah"):
        assert secret not in page.text
    assert browser.get(f"/my/tickets/{into.code}/").status == 404
    assert source.subject in browser.get("/my/").text


def test_7_5_nor_does_the_survivors_requester_read_his(world: World, browser: Browser, other: Browser) -> None:
    source, into = both(world)
    stored = files.put(b"picture")
    hers = Message.objects.get(text="The lid rattles.")
    hers.attachments.create(file=stored, name="lid.png", content_type="image/png", size=7)
    browser.prove("hannah@example.com")
    page = browser.get(f"/my/tickets/{into.code}/")
    assert "It stops after ten seconds." in page.text and "rattles" not in page.text
    file = hers.attachments.get()
    assert browser.get(f"/my/files/{file.pk}/lid.png").status == 404
    other.prove("elitsa@example.com")
    assert other.client.get(f"/my/files/{file.pk}/lid.png").status_code == 200


def test_7_5_what_he_writes_there_reaches_the_survivor_once(world: World, browser: Browser) -> None:
    source, into = both(world)
    browser.prove("elitsa@example.com")
    page = browser.get(f"/my/tickets/{source.code}/")
    assert page.answers == ["write"]
    for _click in range(2):
        page.press("write", text="It rattles still.")
    message = Message.objects.get(text="It rattles still.")
    assert (message.ticket_id, message.marks) == (into.pk, ["apart"])
    assert "It rattles still." in browser.get(f"/my/tickets/{source.code}/").text


def test_7_5_shown_to_each_other_links_and_codes_lead_to_the_survivor(world: World, browser: Browser) -> None:
    source, into = both(world, shown=True)
    browser.prove("elitsa@example.com")
    there = browser.get(f"/my/tickets/{source.code}/")
    assert into.code in there.url and "It stops after ten seconds." in there.text
    assert into.subject in browser.get(ticket_link(source, world.elitsa.pk, "elitsa@example.com")).text


def test_7_6_a_get_joins_nothing_and_a_yes_joins_once(world: World, browser: Browser) -> None:
    other = contact_for("hannah@home.example", "Hannah")
    path = path_of(same_person_links.url(other, world.hannah))
    page = browser.get(path)
    assert "hannah@home.example" in page.text
    assert Address.objects.get(email="hannah@home.example").person == other
    page.press("no")
    assert Address.objects.get(email="hannah@home.example").person == other
    for _click in range(2):
        page.press("yes")
    assert Address.objects.get(email="hannah@home.example").person == world.hannah
    assert [row.person for row in merging_people.joined_with(world.hannah)] == [other]
    assert browser.get("/my/same/nonsense/").status == 404
