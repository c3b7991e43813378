"""An agent sends later, undoes, forwards, splits and puts back, all from the ticket's page."""

from typing import Any

import pytest

from tests.running import eventually
from tests.stories.conftest import House

pytestmark = [pytest.mark.long, pytest.mark.service]


def told(house: House, code: str) -> dict[str, list[str]]:
    """The ticket's messages and events."""
    return dict(house.desk.inside("tests.setting:conversation", code=code))


def test_an_agent_works_on_a_conversation(house: House) -> None:
    code = house.desk.inside("tests.setting:ticket", subject="The lid and the invoice")["code"]
    ieva = house.agent()
    a_dialog_stands_where_one_reads(house, ieva, code)
    sends_later_and_undoes(house, ieva, code)
    forwards(house, ieva)
    splits_and_puts_back(house, ieva, code)
    finds_who_is_meant(house, ieva)
    writes_down_who_phoned(house, ieva)


def a_dialog_stands_where_one_reads(house: House, ieva: Any, code: str) -> None:
    """On a page that is longer than the screen, nothing moves behind it."""
    whole = ieva.viewport_size
    ieva.set_viewport_size({"width": whole["width"], "height": 420})
    ieva.goto(f"{house.desk.url}/tickets/{code}/")
    read = ieva.evaluate("scrollY")
    assert read > 0
    ieva.keyboard.press("p")
    ieva.locator("#dialog-priority[open]").wait_for()
    box = ieva.locator("#dialog-priority").bounding_box()
    assert ieva.evaluate("scrollY") == read
    assert box["y"] >= 0 and box["y"] + box["height"] <= 420
    ieva.set_viewport_size(whole)


def sends_later_and_undoes(house: House, ieva: Any, code: str) -> None:
    editor, page = ieva.locator(".composer .editor"), f"{house.desk.url}/tickets/{code}/"
    ieva.goto(page)
    editor.click()
    ieva.keyboard.type("Did the new lid help?")
    ieva.get_by_role("button", name="Send later").click()
    ieva.locator("#dialog-later .btn-primary").click()
    waiting = ieva.locator(".waits")
    waiting.get_by_text("Did the new lid help?").wait_for()
    assert told(house, code)["events"] == ["ticket.opened", "reply.scheduled"]
    waiting.get_by_role("button", name="Edit").click()
    waiting.wait_for(state="detached")
    assert editor.inner_text().strip() == "Did the new lid help?"

    ieva.goto(f"{house.desk.url}/settings/profile/")
    ieva.select_option("#f-undo_s", "30")
    ieva.locator(".sheet-foot .btn-primary").click()
    ieva.goto(page)
    editor.click()
    ieva.keyboard.press("Control+Enter")
    ieva.locator(".toast [data-undo]").wait_for()
    ieva.goto(f"{house.desk.url}/inbox/todo/")
    ieva.locator(".toast [data-undo] button").click()
    editor.get_by_text("Did the new lid help?").wait_for()
    assert not any(kind == "message.sent" for kind in told(house, code)["events"])


def forwards(house: House, ieva: Any) -> None:
    more = ieva.locator(".msg-menu > summary").first
    more.click()
    ieva.locator(".msg-menu-list").get_by_role("button", name="Forward").click()
    ieva.locator("#dialog-forward [name=to]").wait_for()
    ieva.keyboard.press("Escape")
    eventually(lambda: more.evaluate("element => element === document.activeElement"))
    ieva.locator(".msg-menu > summary").first.click()
    ieva.locator(".msg-menu-list").get_by_role("button", name="Forward").click()
    ieva.fill("#dialog-forward [name=to]", "sven@supplier.example")
    ieva.fill("#dialog-forward [name=text]", "Do you have this lid?")
    ieva.locator("#dialog-forward .btn-primary").click()
    ieva.locator(".note").get_by_text("sven@supplier.example").wait_for()
    eventually(lambda: any("sven@supplier.example" in str(each.recipients) for each in house.sink.mails))


def splits_and_puts_back(house: House, ieva: Any, code: str) -> None:
    ieva.get_by_role("button", name="More", exact=True).click()
    ieva.locator("#dialog-more").get_by_role("button", name="Split into two tickets").click()
    ieva.locator("#dialog-split .split-one").last.click()
    ieva.locator("#dialog-split [name=subject]").fill("The lid")
    ieva.locator("#dialog-split .btn-primary").click()
    ieva.get_by_role("heading", name="The lid", exact=True).wait_for()
    ieva.locator(".event a", has_text=code).wait_for()
    ieva.get_by_role("button", name="More", exact=True).click()
    ieva.locator("#dialog-more").get_by_role("button", name="Split into two tickets").click()
    ieva.locator("#dialog-split").get_by_role("button", name="Put it back").click()
    ieva.get_by_role("heading", name="The lid and the invoice").wait_for()
    ieva.locator(".note").get_by_text("Do you have this lid?").wait_for()
    assert "ticket.split_off" in told(house, code)["events"]


def finds_who_is_meant(house: House, ieva: Any) -> None:
    """For a new ticket the customer is offered after two letters; his name comes with the address."""
    ieva.goto(f"{house.desk.url}/tickets/new/")
    address = ieva.locator("[name=address]")
    address.press_sequentially("ha")
    offered = ieva.locator("datalist option").first
    offered.wait_for(state="attached")
    address.fill(offered.get_attribute("value"))
    eventually(lambda: ieva.input_value("[name=name]") == offered.get_attribute("data-name") != "")
    copies = ieva.locator("[name=cc]")
    copies.fill("sven@supplier.example,")
    copies.press_sequentially(" ha")
    both = f"sven@supplier.example, {offered.get_attribute('value')}"
    eventually(lambda: both in copies.evaluate("field => [...(field.list?.options ?? [])].map(each => each.value)"))


def writes_down_who_phoned(house: House, ieva: Any) -> None:
    """A number is enough; when he phones again, the number tells who he is."""
    for call in ("first", "second"):
        ieva.goto(f"{house.desk.url}/tickets/new/")
        ieva.get_by_text("Somebody phoned or came by").click()
        phone = ieva.locator("[name=phone]")
        phone.press_sequentially("+3712000" if call == "second" else "+371 2000 0000")
        if call == "first":
            ieva.fill("[name=name]", "Anna")
        else:
            ieva.locator("datalist option[data-name=Anna]").wait_for(state="attached")
            phone.fill("+371 2000 0000")
            eventually(lambda: ieva.input_value("[name=name]") == "Anna")
        ieva.fill("[name=subject]", f"Her {call} call")
        ieva.locator(".new-editor [contenteditable=true]").fill("She asks to be called back.")
        ieva.locator(".new-ticket [data-send]").click()
        ieva.get_by_role("heading", name=f"Her {call} call").wait_for()
        ieva.get_by_text("No mail address of the customer is known.").wait_for()
    ieva.get_by_role("link", name="Her first call").wait_for()
