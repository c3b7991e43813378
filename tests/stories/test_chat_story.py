"""Two colleagues chat while the network is slow, and once while it fails: each word is said once, and none is lost."""

from typing import Any

import pytest

from tests.running import eventually
from tests.stories.conftest import House
from tests.stories.test_beside_story import chats

pytestmark = [pytest.mark.long, pytest.mark.service]


def slowly(page: Any, pattern: str, place: str) -> None:
    """One word is on its way while another is typed; a third never arrives, and what is beside a ticket is read anew
    meanwhile."""
    held: list[Any] = []
    field, first = page.locator(f"{place} textarea"), f"First of {place}"

    def hold(route: Any) -> None:
        if route.request.method == "POST":
            held.append(route)
        else:
            route.continue_()

    def sent(number: int) -> bool:
        page.wait_for_timeout(20)
        return len(held) == number

    page.route(pattern, hold)
    field.fill(first)
    field.press("Enter")
    field.press("Enter")
    eventually(lambda: sent(1))
    field.type("Second")
    held[0].continue_()
    page.locator(place).get_by_text(first).wait_for()
    assert field.input_value() == "Second" and len(held) == 1
    field.fill("Third.")
    field.press("Enter")
    eventually(lambda: sent(2))
    field.evaluate("field => { field.dataset.seen = '1' }")
    page.evaluate("document.dispatchEvent(new Event('accord:chat'))")
    eventually(lambda: sent(2) and (place == ".chat-talk" or field.get_attribute("data-seen") is None))
    held[1].abort()
    eventually(lambda: sent(2) and field.input_value() == "Third.")


def refused(page: Any, pattern: str, place: str) -> None:
    """What the desk refuses is said, although the part of the page that asked is not there any more."""
    held: list[Any] = []
    page.route(pattern, lambda route: held.append(route))
    page.locator(f"{place} textarea").press("Enter")
    eventually(lambda: page.wait_for_timeout(20) or held)
    page.locator(place).evaluate("place => place.remove()")
    sentence = '<div class="toast" data-kind="refused">Not now, please.</div>'
    held[0].fulfill(status=409, headers={"X-Toast": "1"}, body=sentence)
    page.locator(".toast", has_text="Not now, please.").wait_for()


def test_what_is_typed_while_words_are_on_their_way_stays(house: House) -> None:
    code = house.desk.inside("tests.setting:ticket")["code"]
    ieva, tiina = house.agent(), house.agent("tiina@example.com")
    ieva.goto(f"{house.desk.url}/tickets/{code}/")
    chats(house, ieva, tiina)
    slowly(tiina, "**/chat/*/", ".chat-talk")
    slowly(ieva, "**/chat/*/?ticket=*", ".chats-beside")
    refused(ieva, "**/chat/*/?ticket=*", ".chats-beside")
