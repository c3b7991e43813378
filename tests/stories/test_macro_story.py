"""A supervisor makes a macro with a real ticket beside it, an agent uses it by keyboard; a whole list is changed."""

from typing import Any

import pytest

from tests.running import eventually
from tests.stories.conftest import House

pytestmark = [pytest.mark.long, pytest.mark.service]


def events_of(house: House, code: str) -> dict[str, list[str]]:
    """The ticket's messages and events."""
    return dict(house.desk.inside("tests.setting:conversation", code=code))


def newest_preview_stays(page: Any) -> None:
    """Two previews are asked for while the network is slow; what stands in the end is the one asked last."""
    held: list[Any] = []
    released: list[bool] = []

    def answer(route: Any) -> None:
        route.fulfill(body="newest" if "twice" in route.request.post_data else "older")

    page.route("**/macros/preview/", lambda route: answer(route) if released else held.append(route))
    for words in ("once", "twice"):
        page.fill("#f-name", words)
        page.clock.fast_forward(1000)
        while not held:
            page.wait_for_timeout(20)
    released.append(True)
    for route in reversed(held):
        answer(route)
    page.clock.fast_forward(1000)
    page.locator(".macro-preview").get_by_text("newest").wait_for()
    assert "older" not in page.locator(".macro-preview").inner_text()
    page.unroute_all()


def test_a_macro_is_made_and_used_with_the_keyboard(house: House) -> None:
    made = house.desk.inside("tests.setting:ticket", subject="Where is my order")
    tiina = house.agent("tiina@example.com")
    tiina.clock.install()
    tiina.goto(f"{house.desk.url}/settings/macros/")
    tiina.get_by_text("No macro yet").wait_for()
    tiina.get_by_role("link", name="Make the first one").click()
    newest_preview_stays(tiina)
    tiina.fill("#f-name", "Orders::Where is it")
    tiina.fill("#f-keyword", "order")
    tiina.locator(".words .editor").first.click()
    tiina.keyboard.type("Hello {contact.first_name|there}, we look for your order.")
    tiina.fill("#preview-ticket", made["code"])
    tiina.locator(".macro-preview").get_by_text("Hello Hannah, we look for your order.").wait_for()
    tiina.select_option("[data-add]", "priority")
    tiina.locator(".step-fields select").first.select_option("2")
    tiina.locator(".macro-preview").get_by_text("Set the priority to High").wait_for()
    tiina.locator("[name=whose][value=departments]").check()
    tiina.locator("[name=departments]").first.check()
    tiina.locator("#macro-form .btn-primary").click()
    tiina.get_by_text("Saved.").wait_for()

    ieva = house.agent()
    ieva.goto(f"{house.desk.url}/tickets/{made['code']}/")
    ieva.route("**/macros/", lambda route: route.abort(), times=1)
    ieva.keyboard.press("l")
    ieva.locator(".toast", has_text="could not be read").wait_for()
    ieva.route("**/macros/*/", lambda route: route.fulfill(status=500), times=1)
    ieva.keyboard.press("l")
    ieva.locator(".macro-right").get_by_role("button", name="Try again").click()
    ieva.locator(".macro-dialog").get_by_text("Hello Hannah, we look for your order.").wait_for()
    ieva.keyboard.type("orders")
    ieva.locator(".macro-right .btn-primary").wait_for()
    ieva.keyboard.press("Enter")
    ieva.locator(".macro-chip").get_by_text("Set the priority to High").wait_for()
    assert ieva.locator(".composer .editor").inner_text().strip() == "Hello Hannah, we look for your order."
    ieva.get_by_role("button", name="Take back").click()
    ieva.locator(".macro-chip").wait_for(state="detached")
    ieva.locator(".composer .editor").click()
    ieva.keyboard.press("Control+A")
    ieva.keyboard.press("Delete")
    ieva.keyboard.type("#ord", delay=40)
    ieva.locator(".macro-menu [role=option]").wait_for()
    ieva.keyboard.press("Tab")
    ieva.locator(".macro-chip").wait_for()
    ieva.keyboard.press("Control+Enter")
    told = eventually(lambda: events_of(house, made["code"])["events"][2:] and events_of(house, made["code"]))
    assert told["messages"][-1].strip() == "Hello Hannah, we look for your order."
    assert told["events"][1:3] == ["message.sent", "ticket.prioritised"]


def test_a_whole_list_is_changed_and_changed_back(house: House) -> None:
    codes = [
        house.desk.inside("tests.setting:ticket", subject=f"Recall {number}")["code"] for number in range(3)
    ]
    ieva = house.agent()
    ieva.goto(f"{house.desk.url}/inbox/todo/?q=recall")
    ieva.locator(".pick input").first.check()
    ieva.get_by_role("button", name="Other actions").click()
    ieva.locator("[name=which][value=all]").check()
    ieva.select_option("[data-add]", "add_tags")
    ieva.locator(".step-row input.input").fill("recall")
    ieva.get_by_role("button", name="Begin").click()
    ieva.get_by_text("3 tickets were changed").wait_for()
    ieva.get_by_text("Done.").wait_for()

    def tagged() -> list[bool]:
        return ["ticket.tagged" in events_of(house, code)["events"] for code in codes]

    assert tagged() == [True] * 3
    ieva.get_by_role("button", name="Undo").click()
    ieva.get_by_text("It is undone.").wait_for()
    eventually(
        lambda: (
            house.desk.inside("tests.setting:conversation", code=codes[0])["events"][-1] == "ticket.untagged"
        )
    )
    assert house.desk.check() == []
