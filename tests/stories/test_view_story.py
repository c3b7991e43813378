"""A supervisor puts a view together with the keyboard alone, and works in its rows."""

from typing import Any

import pytest

from tests.stories.conftest import PHONE, House
from tests.stories.steps import watch
from tests.stories.test_accessible import problems

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def codes(running: tuple[Any, Any]) -> list[str]:
    desk, _ = running
    return [
        desk.inside("tests.setting:ticket", subject=subject)["code"]
        for subject in ("Lid is gone", "Late parcel")
    ]


def to(page: Any, selector: str) -> None:
    """Go on with Tab until the focus is there."""
    for _ in range(200):
        if page.evaluate("selector => !!document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector} with Tab")


def test_a_view_by_the_keyboard(house: House, codes: list[str]) -> None:
    page = house.agent("tiina@example.com")
    page.goto(f"{house.desk.url}/settings/views/new/?view=todo")
    page.wait_for_selector("[data-matching] b")
    assert "2 tickets match now." in page.inner_text("[data-matching]")
    page.focus("#main")
    to(page, "[data-add-term]:not([hidden])")
    page.keyboard.press("Enter")
    page.keyboard.type("Subject")
    assert page.evaluate("document.activeElement.value") == "subject"
    to(page, "input[name$='-v']:not([disabled]):not([type=checkbox])")
    page.keyboard.type("LID")
    page.wait_for_selector("[data-matching] b:has-text('1 ticket matches')")
    to(page, "[name=name]")
    page.keyboard.type("Lids")
    to(page, "[name=columns][value=tags]")
    page.keyboard.press("Space")
    assert problems(page) == []
    to(page, "form button.btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/view/*/")
    assert page.inner_text("h1") == "Lids" and page.locator(".view-row").count() == 1
    assert problems(page) == []

    row = page.locator(f"#row-{codes[0]}")
    to(page, "[data-edit=assignee]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cell-form select")
    row.locator(".cell-form select").select_option(label="Ieva")
    page.wait_for_selector(f"#row-{codes[0]} .cell:has-text('Ieva')")
    to(page, "[data-edit=tags]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cell-form input[name=value]")
    page.keyboard.type("lid")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#row-{codes[0]} .tag:has-text('lid')")
    to(page, "[data-edit=priority]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cell-form select")
    page.keyboard.press("Escape")  # the list of choices, if it has opened
    page.keyboard.press("Escape")
    page.wait_for_selector(f"#row-{codes[0]} [data-edit=priority]")
    page.wait_for_selector("nav a:has-text('Lids') .count:has-text('1')")


def test_what_is_not_stored_is_said_and_the_row_tells_the_truth(house: House, codes: list[str]) -> None:
    """Words that the desk could not take stay in their field; a row that changed under an open field is shown anew."""
    page = house.agent("tiina@example.com")
    watch(page, house.desk.url + house.desk.inside("tests.setting:view", name="Waiting"))
    row, toast = page.locator(f"#row-{codes[1]}"), page.locator(".toast", has_text="Nothing can be stored")
    broken = [500, 403]
    page.route(
        "**/tags/",
        lambda route: (
            route.fulfill(status=broken.pop(), body="<p>No</p>")
            if route.request.method == "POST" and broken
            else route.continue_()
        ),
    )
    row.locator("[data-edit=tags]").click()
    for _each in range(2):
        row.locator("[name=value]").fill("lost on its way")
        page.keyboard.press("Enter")
        toast.wait_for()
        toast.evaluate("toast => toast.remove()")
    house.desk.inside("tests.setting:flood", codes=[codes[1], codes[0]], subject="Parcel is back", others=0)
    page.locator(f"#row-{codes[0]}", has_text="Parcel is back").wait_for()
    assert row.locator("[name=value]").input_value() == "lost on its way"
    page.keyboard.press("Escape")
    page.locator(f"#row-{codes[1]}", has_text="Parcel is back").wait_for()

    page.route("**/priority/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    row.locator("[data-edit=priority]").click()
    row.locator("[name=value]").select_option("3")
    toast.wait_for()
    row.locator("[data-edit=priority]").wait_for()
    assert "Urgent" not in row.inner_text()


def test_what_stands_is_sent_without_javascript(house: House, codes: list[str]) -> None:
    page = house.agent("tiina@example.com", java_script_enabled=False)
    page.goto(f"{house.desk.url}/settings/views/new/?view=unassigned")
    page.fill("[name=name]", "Plain")
    page.select_option("[name=groups-0-1-c]", "")  # one condition is left out
    page.click("form button.btn-primary")
    assert "/inbox/view/" in page.url and page.inner_text("h1") == "Plain"
    page.get_by_role("link", name="Change this view").click()
    assert (
        page.locator("[name=groups-0-0-c]").input_value() == "state"
        and page.locator("[data-term]").count() == 1
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_view_on_a_phone(house: House, codes: list[str], scheme: str) -> None:
    page = house.agent("tiina@example.com", color_scheme=scheme)
    page.set_viewport_size(PHONE)
    for path in ("/settings/views/", "/settings/views/new/?view=todo", "/inbox/todo/"):
        page.goto(house.desk.url + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert problems(page) == [], path
