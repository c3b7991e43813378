"""What the customer's page says about his silence: the days that really apply."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.tickets.silence.days import Days, passing
from tests.web.portal.browser import Browser, answer_link, resolved
from tests.world import World


@pytest.fixture
def days(world: World, settings: Any) -> Iterator[Days]:
    with passing(world, settings) as running:
        yield running


def test_the_page_names_the_days(days: Days, browser: Browser) -> None:
    ticket, resolution = resolved(days.world)
    address = answer_link(ticket, resolution, days.world)
    assert "If you say nothing, nothing changes." in browser.get(address).text
    days.rule()
    ticket, resolution = resolved(days.world)
    address = answer_link(ticket, resolution, days.world)
    days.work()
    promised = (
        "If you say nothing, we ask again on 26 November 2026 and on 29 November 2026, and close it on 30"
    )
    assert promised in browser.get(address).text
    days.days(4)
    assert (
        "we ask once more on 29 November 2026 and close it on 30 November 2026." in browser.get(address).text
    )
    days.days(2)
    assert "If you say nothing, we close it on 30 November 2026." in browser.get(address).text
    days.days(2)
    page = browser.get(address)
    assert "We closed it" in page.text and "that begins a new request" in page.text


def test_a_yes_from_the_last_reminder_closes_by_his_word(days: Days, browser: Browser) -> None:
    days.rule()
    ticket, resolution = resolved(days.world)
    days.days(6.5)
    browser.get(answer_link(ticket, resolution, days.world)).press("yes")
    ticket.refresh_from_db()
    assert ticket.state == "closed" and ticket.closed_by_customer
    days.days(3)
    assert [kind for kind, _at in days.steps(ticket)] == ["ticket.reminded", "ticket.reminded"]
