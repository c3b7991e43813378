"""The form of a mailbox shows what belongs to the chosen way, in a real browser: by style alone, without a script."""

import pytest

from tests.stories.conftest import House

pytestmark = [pytest.mark.long, pytest.mark.service]


def test_pop3_is_offered_neither_the_unread_nor_folders(house: House) -> None:
    omar = house.agent("omar@example.com")
    omar.goto(f"{house.desk.url}/settings/mailboxes/new/?address=support@example.com&with=other")
    unread, move = (omar.locator(f'input[value="{value}"]') for value in ("unread", "move"))
    folders = omar.locator("details.when-imap")
    days, keep = (omar.locator(f'input[value="{value}"]') for value in ("days", "keep"))
    omar.check('input[name="way_in"][value="imap"]')
    assert [each.is_visible() for each in (unread, move, folders, days, keep)] == [True] * 5
    move.check()
    assert omar.locator("#f-in_move_to").is_visible()
    omar.check('input[name="way_in"][value="pop3"]')
    assert [each.is_visible() for each in (unread, move, folders, days, keep)] == [False, False, False, True, True]
    assert not omar.locator("#f-in_move_to").is_visible()
