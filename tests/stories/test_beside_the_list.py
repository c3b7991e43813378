"""What a list shows of others' work, and the chosen ticket beside it on a wide screen."""

import pytest

from tests.stories.conftest import House
from tests.stories.steps import Customer, came_live, watch

pytestmark = [pytest.mark.long, pytest.mark.service]
VERY_WIDE = {"width": 1920, "height": 1000}


def test_a_colleague_who_opens_or_writes_is_seen_in_the_list(house: House) -> None:
    customer, tiina, ieva = Customer(house), house.agent("tiina@example.com"), house.agent()
    tiina.set_viewport_size(VERY_WIDE)
    watch(tiina, f"{house.desk.url}/inbox/todo/")
    subject = customer.write()
    came_live(tiina, subject)
    row = tiina.locator(".row", has_text=subject)
    row.locator(".subject").focus()
    tiina.locator("#peek .msg").wait_for()
    assert "Кафемашината" in tiina.locator("#peek h2").inner_text()
    ieva.goto(house.desk.url + (row.locator(".subject").get_attribute("href") or ""))
    sign = row.locator("[data-there]")
    sign.get_by_text("Ieva has it open").wait_for()
    ieva.locator("#composer [contenteditable]").first.click()
    ieva.keyboard.type("Please clean the burrs.")
    sign.get_by_text("Ieva writes").wait_for()
    late = house.agent("omar@example.com")
    late.goto(f"{house.desk.url}/inbox/todo/")
    late.locator(".row", has_text=subject).locator("[data-there]").wait_for()
    ieva.goto(f"{house.desk.url}/inbox/todo/")
    sign.wait_for(state="detached")
    acts = ieva.locator("#command-list li", has_text="Other actions")
    ieva.keyboard.press("Control+k")
    ieva.locator("#command-list li").first.wait_for()
    assert acts.count() == 0
    ieva.keyboard.press("Escape")
    ieva.locator(".row .pick input").first.check(force=True)
    ieva.locator("#bulk-bar").wait_for()
    ieva.keyboard.press("Control+k")
    acts.wait_for()
