"""Beside a ticket: an administrator sets up a panel and a button; agents use them, chat, print and mail it all."""

from typing import Any

import pytest

from tests.running import eventually
from tests.stories.conftest import House

pytestmark = [pytest.mark.long, pytest.mark.service]


def sets_up(house: House, omar: Any) -> None:
    """A panel whose system cannot be reached, which the try-out says, and a button."""
    omar.goto(f"{house.desk.url}/settings/beside/")
    omar.get_by_role("link", name="New panel").click()
    omar.fill("#f-name", "Orders")
    omar.fill("#f-url", "https://shop.invalid/?mail=")
    omar.locator(".macro-variables summary").click()
    omar.locator("[name=url]").focus()
    omar.keyboard.press("End")
    omar.locator("[data-variable='{contact.email}']").click()
    omar.locator("[data-try]").click()
    omar.locator("#tried").get_by_text("shop.invalid cannot be reached.").wait_for()
    omar.locator("#tried summary", has_text="What goes out").wait_for()
    omar.locator("#beside-form .btn-primary").click()
    omar.locator(".notice[data-kind=good]").wait_for()
    omar.goto(f"{house.desk.url}/settings/beside/buttons/new/")
    omar.fill("#f-name", "Restart")
    omar.fill("#f-url", "https://shop.invalid/{ticket.code}")
    omar.locator("[name=does][value=call]").check()
    omar.select_option("#f-method", "POST")
    omar.locator("#beside-form .btn-primary").click()
    omar.locator(".notice[data-kind=good]").wait_for()


def chats(house: House, ieva: Any, tiina: Any) -> None:
    """A word beside the ticket, the badge of who gets it, the answer beside the ticket."""
    tiina.goto(f"{house.desk.url}/inbox/todo/")
    ieva.locator("[data-open=dialog-more]").click()
    ieva.locator("#dialog-more [data-open=dialog-chat]").click()
    ieva.locator("#dialog-chat label", has_text="Tiina").locator("input").check()
    ieva.fill("#dialog-chat textarea", "Is it lost?")
    ieva.locator("#dialog-chat .btn-primary").click()
    ieva.locator(".chats-beside").get_by_text("Is it lost?").wait_for()
    badge = tiina.locator(".rail [data-chat-count]")
    eventually(lambda: badge.inner_text() == "1")
    tiina.locator(".rail a", has_text="Chat").click()
    tiina.locator("#chat-list a").first.click()
    tiina.locator("#chat-lines").get_by_text("Is it lost?").wait_for()
    eventually(lambda: badge.inner_text() == "")
    tiina.fill(".chat-talk textarea", "It is on its way.")
    tiina.keyboard.press("Enter")
    ieva.locator(".chats-beside").get_by_text("It is on its way.").wait_for()


def mails_and_prints(house: House, ieva: Any, page: str, code: str) -> None:
    """What the customer reads, on paper, as PDF and by mail."""
    ieva.goto(f"{page}print/?part=public")
    ieva.get_by_role("link", name="What the customer reads").wait_for()
    assert "Is it lost?" not in ieva.content()
    with ieva.expect_download() as download:
        ieva.get_by_role("link", name="Save as PDF").click()
    assert download.value.suggested_filename == f"{code}.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    before = len(house.sink.mails)
    ieva.goto(page)
    ieva.locator("[data-open=dialog-more]").click()
    ieva.locator("#dialog-more [data-open=dialog-transcript]").click()
    ieva.locator("#dialog-transcript .btn-primary").click()
    eventually(lambda: len(house.sink.mails) > before)


def test_panels_buttons_a_chat_and_paper(house: House) -> None:
    made = house.desk.inside("tests.setting:ticket", subject="Where is my order")
    page = f"{house.desk.url}/tickets/{made['code']}/"
    sets_up(house, house.agent("omar@example.com"))
    ieva, tiina = house.agent(), house.agent("tiina@example.com")
    ieva.goto(page)
    ieva.locator(".beside").get_by_text("An administrator can mend it.").wait_for()
    ieva.locator(".beside form .btn", has_text="Restart").click()
    ieva.locator(".beside").get_by_text("Restart: on its way").wait_for()
    chats(house, ieva, tiina)
    mails_and_prints(house, ieva, page, made["code"])
