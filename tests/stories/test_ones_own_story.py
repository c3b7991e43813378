"""An agent finds pages of Settings by words, orders starred views and is reminded of the own clock, with the keyboard,
by dragging, and without script.
"""

from typing import Any

import pytest

from tests.running import eventually
from tests.stories.conftest import PHONE, House
from tests.stories.test_accessible import problems

pytestmark = pytest.mark.long
STARRED = ".views-order[data-order-url] h3"
LINKS = ".sections-list li:not([hidden]) a"


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.textContent || document.activeElement.name"))


def test_a_page_of_settings_is_found_while_one_types(house: House) -> None:
    page = house.agent("omar@example.com")
    page.goto(f"{house.desk.url}/settings/profile/")
    page.keyboard.press("/")
    page.keyboard.type("mail")
    found = page.locator(LINKS)
    some = found.count()
    assert 3 < some < 12 and "Mailboxes" in page.inner_text(".sections-list")
    assert page.inner_text("#sections-count").startswith(f"Pages found: {some}.")
    assert problems(page) == []
    page.keyboard.press("ArrowDown")
    assert "Mailboxes" in focused(page)  # the first by name, which Enter opens too
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "q"
    page.keyboard.press("Escape")
    assert page.locator(LINKS).count() > 30 and page.inner_text("#sections-count") == ""
    page.keyboard.type("Tág")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/tags/")
    page.set_viewport_size(PHONE)
    page.fill("[data-sections] input", "no such thing")
    assert page.is_visible(".sections-none") and page.inner_text("#sections-count") == "Nothing found."
    assert problems(page) == []
    page.click("[data-sections-all]")
    assert not page.is_visible(".sections-none")


def test_a_page_of_settings_is_found_without_script(house: House) -> None:
    page = house.agent("omar@example.com", java_script_enabled=False)
    page.goto(f"{house.desk.url}/settings/profile/")
    page.fill("[data-sections] input", "passkey")
    page.press("[data-sections] input", "Enter")
    page.wait_for_url("**/settings/?q=passkey")
    page.click(".found-group >> text=Sign-in")
    page.wait_for_url("**/settings/sign-in/")


def test_starred_views_are_ordered(house: House) -> None:
    page = house.agent()
    for name in ("Apples", "Pears"):
        page.goto(f"{house.desk.url}/settings/views/new/")
        page.fill("[name=name]", name)
        page.click(".view-sheet .btn-primary")
        page.wait_for_url("**/inbox/view/*/")
    page.goto(f"{house.desk.url}/settings/views/")
    for name in ("Apples", "Pears"):
        page.click(f"[aria-label='{name}: starred']")
        page.wait_for_url("**/?starred=*")
        assert page.evaluate("document.activeElement.ariaPressed") == "true"
    assert page.locator(STARRED).all_inner_texts() == ["Apples", "Pears"]
    page.focus("[aria-label='Pears: earlier']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?moved=*")
    assert page.locator(STARRED).all_inner_texts() == ["Pears", "Apples"]
    assert page.evaluate("document.activeElement.ariaLabel") == "Pears: later"
    assert problems(page) == []

    rows = page.locator(".views-order[data-order-url] > li")
    above, below = rows.nth(0).bounding_box(), rows.nth(1).bounding_box()
    page.mouse.move(below["x"] + 300, below["y"] + below["height"] - 8)
    page.mouse.down()
    page.mouse.move(above["x"] + 300, above["y"] + 30, steps=4)
    with page.expect_response("**/settings/views/order/"):
        page.mouse.move(above["x"] + 300, above["y"] + 4, steps=4)
        page.mouse.up()
    first = page.locator('.rail a[href*="/view/"] .cut').first
    assert eventually(lambda: first.text_content() == "Apples")
    page.goto(f"{house.desk.url}/settings/views/")
    assert page.locator(STARRED).all_inner_texts() == ["Apples", "Pears"]


def test_ones_own_clock_is_shown_until_it_is_stopped(house: House) -> None:
    code = house.desk.inside("tests.setting:ticket", subject="The lid is gone")["code"]
    page = house.agent()
    page.goto(f"{house.desk.url}/tickets/{code}/")
    page.locator("#related button", has_text="Time").click()
    page.click("#related [value=start]")
    page.wait_for_selector("#rail-clock a")
    page.goto(f"{house.desk.url}/")
    assert code in page.inner_text(".own-clock") and problems(page) == []
    told = page.locator(".own-clock time").first
    assert eventually(lambda: "0:00:01" <= (told.text_content() or "") < "1")
    page.click(".own-clock form .btn >> nth=0")
    page.wait_for_url("**/?clock=stopped")
    assert "It is written down." in page.inner_text(".notice") and not page.is_visible("#rail-clock")
