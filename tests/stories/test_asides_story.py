"""A note for two, a colleague named with an @, a workshop that is asked; the customer sees none of it."""

import os
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.running import eventually
from tests.stories.conftest import WIDE, House
from tests.stories.steps import Customer, link, send, state_of

pytestmark = [pytest.mark.long, pytest.mark.service]
SHOTS = os.environ.get("ACCORD_SHOTS", "")


def shoot(page: Any, name: str) -> None:
    """For whoever wants to look at it."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def workshop_answers(house: House) -> None:
    """The mail to the workshop has come; it answers it as a mail program does."""

    def look() -> EmailMessage | None:
        with house.sink.lock:
            found = [each.mail for each in house.sink.mails if "workshop@example.net" in each.recipients]
        return found[-1] if found else None

    asked = eventually(look)
    answer = EmailMessage()
    answer["From"], answer["To"] = "Workshop <workshop@example.net>", str(asked["Reply-To"])
    answer["Subject"], answer["In-Reply-To"] = f"Re: {asked['Subject']}", str(asked["Message-ID"])
    answer["Message-ID"] = "<part@workshop.example.net>"
    answer.set_content("We have two of them on the shelf.")
    to = str(asked["Reply-To"])
    house.desk.mail(answer.as_bytes(), [to], "workshop@example.net")


def note_for_tiina(ieva: Any) -> None:
    """A note that only she and Tiina read, and that names Tiina."""
    ieva.keyboard.press("m")
    ieva.locator(".readers > summary").click()
    ieva.locator(".readers-list").get_by_text("Tiina").click()
    ieva.get_by_text("Only for those who are ticked").wait_for()
    ieva.locator(".composer .editor").click()
    ieva.keyboard.type("This one is a zebrafinch, @ti", delay=30)
    ieva.locator(".mentions [role=option]", has_text="Tiina").wait_for()
    shoot(ieva, "note")
    ieva.keyboard.press("Enter")
    ieva.keyboard.type("look.")
    send(ieva)
    ieva.locator(".note[data-private]").get_by_text("@Tiina look.").wait_for()
    shoot(ieva, "private")


def ask_the_workshop(house: House, ieva: Any) -> None:
    """A side conversation from its first word to its end."""
    ieva.locator("[data-open=dialog-more]").click()
    ieva.get_by_role("button", name="Side conversations").click()
    ieva.locator("#sides [name=to]").fill("workshop@example.net")
    ieva.locator("#sides [name=subject]").fill("Spare part 4711")
    ieva.locator("#sides [name=text]").fill("Do you have one?")
    ieva.locator("#sides [name=wakes]").check()
    shoot(ieva, "begin")
    with ieva.expect_navigation():
        ieva.locator("#sides .btn-primary").click()
    ieva.locator(".note.side", has_text="Do you have one?").wait_for()
    workshop_answers(house)
    ieva.locator(".note.side", has_text="on the shelf").wait_for()
    assert state_of(ieva) == "new", "it was not answered yet, so it waits as before"
    ieva.locator(".note.side", has_text="on the shelf").get_by_role("button", name="Answer here").click()
    ieva.locator("#sides .note.side", has_text="on the shelf").wait_for()
    shoot(ieva, "side")
    with ieva.expect_navigation():
        ieva.locator("#sides [value=end]").click()
    ieva.get_by_text("ended the side conversation").wait_for()


def test_what_colleagues_and_a_workshop_say_stays_beside_the_customer(house: House) -> None:
    customer = Customer(house)
    made = house.desk.inside("tests.setting:ticket", requester=customer.address)
    address = f"{house.desk.url}/tickets/{made['code']}/"
    ieva, tiina, jaan = house.agent(), house.agent("tiina@example.com"), house.agent("jaan@example.com")
    ieva.goto(address)
    note_for_tiina(ieva)
    for page, count in ((tiina, 1), (jaan, 0)):
        page.goto(address)
        assert page.locator(".note", has_text="zebrafinch").count() == count

    ask_the_workshop(house, ieva)
    ieva.wait_for_load_state("load")
    ieva.keyboard.press("v")
    with ieva.expect_navigation():
        ieva.locator("#watch .btn-primary").click()
    ieva.locator(".composer .editor").click()
    ieva.keyboard.type("Two spare parts are ready for you.")
    send(ieva)
    told = customer.mail_with("Two spare parts")
    assert "zebrafinch" not in told.raw.decode() and "workshop" not in told.raw.decode()
    phone = house.customer()
    phone.goto(link(told))
    phone.wait_for_load_state("load")
    seen = phone.content()
    assert "zebrafinch" not in seen and "shelf" not in seen and "workshop" not in seen


def test_a_question_to_another_department(house: House) -> None:
    ieva, bruno = house.agent(), house.agent("bruno@example.com")
    ieva.goto(f"{house.desk.url}/tickets/new/")
    ieva.get_by_role("link", name="Ask another department").click()
    ieva.locator("[name=department]").select_option(label="Billing")
    ieva.locator("[name=subject]").fill("Invoice 4711")
    ieva.locator("[name=text]").fill("Was it paid?")
    shoot(ieva, "internal")
    with ieva.expect_navigation():
        ieva.get_by_role("button", name="Ask").click()
    bruno.goto(ieva.url.partition("?")[0])
    bruno.locator(".composer .editor").click()
    bruno.keyboard.type("Yes, in May.")
    send(bruno)
    ieva.locator(".note", has_text="Yes, in May.").wait_for()
    shoot(ieva, "inside")
    assert state_of(bruno) == "answered"
    ieva.goto(f"{house.desk.url}/internal/")
    ieva.get_by_role("link", name="Invoice 4711").wait_for()
    shoot(ieva, "asked")
    if SHOTS:
        _looks(house)


def _looks(house: House) -> None:
    """Dark, Bulgarian, on the phone."""
    for name, more in {
        "dark": {"color_scheme": "dark"},
        "bulgarian": {"locale": "bg-BG"},
        "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    }.items():
        context = house.open_browser(**{"viewport": WIDE, "locale": "en-GB", **more})
        cookies = house.desk.inside("tests.setting:session", email="tiina@example.com")
        context.add_cookies(
            [{"name": key, "value": value, "url": house.desk.url} for key, value in cookies.items()]
        )
        page = context.new_page()
        for place in ("internal", "settings/watching"):
            page.goto(f"{house.desk.url}/{place}/{'?lang=bg' if name == 'bulgarian' else ''}")
            shoot(page, f"{name}-{place.replace('/', '-')}")
        page.goto(f"{house.desk.url}/inbox/all/")
        page.locator(".row a.subject").last.click()
        page.wait_for_url(re.compile("/tickets/"))
        page.evaluate("document.querySelector('.note')?.scrollIntoView({block: 'center'})")
        shoot(page, f"{name}-ticket")
        page.locator("[data-open=dialog-more]").click()
        page.get_by_role("button", name="Side conversations").click()
        page.locator("#sides form, #sides p").first.wait_for()
        shoot(page, f"{name}-sides")
