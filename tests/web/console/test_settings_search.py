"""Pages of Settings are found by their names, by what they are for and by other words, without script too."""

import re

import pytest
from django.test import Client
from django.utils import translation

from accord.people.models import Person
from accord.web.console.settings.contents import GROUPS
from accord.web.console.settings.finding import found, plain
from accord.web.console.settings.sections import channel_pages
from tests.web.console.test_views import signed_in
from tests.world import World


def keys(wanted: str) -> list[str]:
    return [each.section.key for group in found(list(GROUPS), wanted) for each in group.pages]


def titles(person: Person, wanted: str) -> list[str]:
    page = signed_in(person).get("/settings/", {"q": wanted})
    assert page.status_code == 200
    sheet = page.content.decode().partition('<div class="page">')[2]
    return re.findall(r"<b>([^<]+)</b></a>", sheet)


def test_every_page_says_what_it_is_for_and_has_words() -> None:
    brought = [each for each in channel_pages() if each.label]
    assert brought
    for page in [*(section for group in GROUPS for section in group.sections), *brought]:
        assert page.says and page.words, page


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("SLA", ["settings-late", "settings-levels"]),
        ("webhook", ["settings-http"]),
        ("  Second   STEP ", ["settings-sign-in"]),
        ("holid", ["settings-hours"]),
        ("trigger", ["settings-rules"]),
        ("tag", ["settings-tags"]),  # a short word begins one: not "stage", "advantage"
        ("etter", []),
        ("purple elephants", []),
    ],
)
def test_words_find_pages(wanted: str, expected: list[str]) -> None:
    assert keys(wanted) == expected


def test_an_option_is_found_by_its_own_name(world: World) -> None:
    assert keys("chats between agents kept") == ["settings-options"]
    page = signed_in(world.omar).get("/settings/", {"q": "can be undone"}).content.decode()
    assert '<a href="/settings/workspace/#f-tickets.undo_s">Answers can be undone for</a>' in page
    assert page.count('class="found-parts') == 1 and "Largest file" not in page.partition('class="found-parts')[2]
    workspace = signed_in(world.omar).get("/settings/workspace/").content.decode()
    assert 'id="f-tickets.undo_s"' in workspace and 'id="f-email.reply_tokens"' in workspace


def test_every_option_stands_under_a_heading_of_its_own(world: World) -> None:
    page = signed_in(world.omar).get("/settings/workspace/").content.decode()
    headings = re.findall(r"<section><div><h2>([^<]+)</h2>", page)
    assert len(headings) == len(set(headings)) and "More" not in headings and "Alarms" in headings


def test_an_empty_word_finds_all_and_accents_do_not_matter() -> None:
    assert len(keys("")) == sum(len(group.sections) for group in GROUPS)
    assert plain("Éléments, d’été") == "elements  d ete" and plain("Ёлка й") == plain("елка и")


def test_the_form_leads_to_what_was_found_by_ones_rights(world: World) -> None:
    assert titles(world.omar, "IMAP") == ["Mailboxes"]
    assert titles(world.ieva, "IMAP") == []
    assert titles(world.ieva, "passkey") == ["Sign-in"]
    page = signed_in(world.ieva).get("/settings/", {"q": "<imap>"}).content.decode()
    assert "No page of Settings is about “&lt;imap&gt;”" in page and "only for administrators" in page
    assert 'href="/search/?q=%3Cimap%3E"' in page and 'href="/settings/?q="' in page


def test_without_words_settings_begin_with_ones_own_card(world: World) -> None:
    answer = signed_in(world.ieva).get("/settings/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/settings/profile/")
    assert Client().get("/settings/").headers["Location"].startswith("/sign-in/")
    assert len(titles(world.ieva, "")) == 7  # an agent's own pages


def test_it_is_searched_in_the_readers_language() -> None:
    with translation.override("bg"):
        assert keys(str(GROUPS[0].sections[0].label)) == ["profile"] and keys("your card") == []
