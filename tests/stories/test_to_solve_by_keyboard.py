"""An agent works ten tickets through To Solve with the keyboard only; the mouse is never touched."""

from typing import Any

import pytest

from tests.running import eventually
from tests.stories.conftest import House

pytestmark = [pytest.mark.long, pytest.mark.service]
TICKETS = 10


def badge(page: Any) -> str:
    return str(page.locator(".rail [data-solve-count]").inner_text())


def test_ten_tickets_by_keyboard_only(house: House) -> None:
    subjects = [f"Number {number} of ten" for number in range(TICKETS)]
    for subject in subjects:
        house.desk.inside("tests.setting:ticket", subject=subject)
    ieva = house.agent()
    ieva.goto(f"{house.desk.url}/inbox/todo/")
    before = house.desk.inside("tests.stories.order:waiting")
    eventually(lambda: badge(ieva) == str(before))
    assert "the customer has waited" in ieva.locator(".rail [data-solve-why]").inner_text()
    worked: list[str] = []
    for left in range(before - 1, before - 1 - TICKETS, -1):
        here = ieva.url
        ieva.keyboard.press("s")
        ieva.wait_for_url(
            lambda url, here=here: "/tickets/" in url and url.split("?")[0] != here.split("?")[0]
        )
        ieva.locator("#composer").wait_for()
        worked.append(ieva.locator("h1").first.inner_text())
        ieva.keyboard.press("e")
        ieva.keyboard.type("Please clean the burrs, that helps.")
        ieva.keyboard.press("Control+Shift+Enter")
        ieva.get_by_text("waits for the customer", exact=False).first.wait_for()
        ieva.keyboard.press("Escape")
        eventually(lambda left=left: badge(ieva) == str(left))
    assert [each for each in worked if each in subjects] == [each for each in subjects if each in worked]
    assert len(set(worked)) == TICKETS
    took = house.desk.inside("tests.stories.order:taken_through_to_solve")
    assert took == {"ieva@example.com": TICKETS}


def test_the_badge_follows_and_a_pause_is_seen(house: House) -> None:
    ieva, tiina = house.agent(), house.agent("tiina@example.com")
    ieva.goto(f"{house.desk.url}/inbox/todo/")
    tiina.goto(f"{house.desk.url}/team/")
    row = tiina.locator("#team tr", has_text="Ieva")
    row.get_by_text("Online").wait_for()
    before = house.desk.inside("tests.stories.order:waiting")
    eventually(lambda: badge(ieva) == str(before))
    house.desk.inside("tests.setting:ticket", subject="One more")
    eventually(lambda: badge(ieva) == str(before + 1))
    ieva.locator(".me > summary").focus()
    ieva.keyboard.press("Enter")
    ieva.get_by_role("button", name="Pause").click()
    row.get_by_text("Paused").wait_for()
    ieva.get_by_text("Paused").wait_for()


def press(page: Any, key: str, code: str) -> None:
    """A key of a layout that is not ours: what stands on it, and where it is."""
    pressed = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, code, ...more }))"
    page.evaluate(f"({{ key, code, ...more }}) => {pressed}", {"key": key, "code": code, "bubbles": True})


def test_keys_go_by_their_letter_on_any_layout_and_are_silent_when_off(house: House) -> None:
    made = [house.desk.inside("tests.setting:ticket", subject=f"Layout {number}") for number in range(2)]
    ieva = house.agent()
    ieva.goto(f"{house.desk.url}/inbox/todo/")
    rows = ieva.locator("#list .row")
    chosen, picked = ieva.locator("#list .row[data-cursor]"), ieva.locator("#list .pick input:checked")
    press(ieva, "j", "KeyC")  # Dvorak
    chosen.wait_for()
    assert chosen.get_attribute("id") == rows.nth(0).get_attribute("id")
    press(ieva, "о", "KeyJ")  # Russian
    assert chosen.get_attribute("id") == rows.nth(1).get_attribute("id")
    press(ieva, "q", "KeyX")
    assert picked.count() == 0
    press(ieva, "x", "KeyB")
    assert picked.count() == 1
    ieva.goto(f"{house.desk.url}/tickets/{made[0]['code']}/")
    ieva.locator("#composer [contenteditable]").first.wait_for()
    ieva.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend',"
        " '<details class=fold id=quoted><summary>Quoted</summary></details><select id=asked><option>One</select>')"
    )
    is_open = "document.getElementById('quoted').open"
    ieva.evaluate("document.getElementById('asked').focus()")
    ieva.keyboard.press("o")
    assert not ieva.evaluate(is_open)
    ieva.evaluate("document.activeElement.blur()")
    ieva.keyboard.press("o")
    assert ieva.evaluate(is_open)
    ieva.evaluate("document.body.dataset.keys = 'off'")
    ieva.keyboard.press("o")
    assert ieva.evaluate(is_open)
