"""Ways in by a link, in a real browser: what Chromium sends with a form depends on the page's own headers."""

from typing import Any

import pytest

from tests.stories.conftest import House

CHOSEN = "a-grinder-and-7-cups"

pytestmark = [pytest.mark.long, pytest.mark.service]


def test_somebody_invited_chooses_a_password_and_comes_in(house: House) -> None:
    omar = house.agent("omar@example.com")
    omar.goto(f"{house.desk.url}/settings/people/new/")
    omar.fill("input[name=name]", "Nele")
    omar.fill("input[name=email]", "nele@example.com")
    with omar.expect_navigation():
        omar.locator("input[name=email]").press("Enter")
    link = omar.locator("code.secret").inner_text()
    nele = house.open_browser(locale="et-EE").new_page()
    nele.goto(link)
    _choose(nele)
    assert "/invitation/" not in nele.url and nele.locator(".rail, nav").first.is_visible()
    late = house.open_browser().new_page()
    late.goto(link)
    assert late.locator("input[type=password]").count() == 0
    late.goto(f"{house.desk.url}/sign-in/")
    late.fill("input[name=login]", "nele@example.com")
    late.fill("input[name=password]", CHOSEN)
    with late.expect_navigation():
        late.keyboard.press("Enter")
    assert "sign-in" not in late.url


def _choose(page: Any) -> None:
    for field in page.locator("input[type=password]").all():
        field.fill(CHOSEN)
    with page.expect_navigation():
        page.keyboard.press("Enter")
