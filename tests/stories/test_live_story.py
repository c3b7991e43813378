"""A page that somebody looks at shows what happens, whatever the network does to it."""

from typing import Any

import pytest

from tests.stories.conftest import House
from tests.stories.steps import watch

pytestmark = [pytest.mark.long, pytest.mark.service]


def shows(page: Any, words: str) -> None:
    page.locator(".note", has_text=words).wait_for()


def test_an_older_answer_never_comes_over_a_newer_one(house: House) -> None:
    code = house.desk.inside("tests.setting:ticket")["code"]
    ieva, held = house.agent(), []

    def hold_the_first(route: Any) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))  # answered by the server, but on its way still

    watch(ieva, f"{house.desk.url}/tickets/{code}/")
    ieva.route("**/thread/", hold_the_first)
    house.desk.inside("tests.setting:note", code=code, text="The first word.")
    while not held:
        ieva.wait_for_timeout(50)
    house.desk.inside("tests.setting:note", code=code, text="The second word.")
    ieva.wait_for_timeout(1000)
    route, answer = held[0]
    route.fulfill(response=answer)
    shows(ieva, "The first word.")
    shows(ieva, "The second word.")
    ieva.wait_for_timeout(500)
    shows(ieva, "The second word.")
    assert ieva.evaluate("window.sameAsBefore") is True


def test_what_could_not_be_read_is_read_later(house: House) -> None:
    code = house.desk.inside("tests.setting:ticket")["code"]
    ieva, refused = house.agent(), []

    def fail_twice(route: Any) -> None:
        refused.append(route)
        if len(refused) == 1:
            route.fulfill(status=503, body="")
        elif len(refused) == 2:
            route.abort()
        else:
            route.continue_()

    watch(ieva, f"{house.desk.url}/tickets/{code}/")
    ieva.route("**/thread/", fail_twice)
    house.desk.inside("tests.setting:note", code=code, text="It hums.")
    shows(ieva, "It hums.")
    assert len(refused) >= 3


def test_a_list_shows_all_that_changed_in_a_flood(house: House) -> None:
    """More tickets change at once than a list asks for: each one that stands in it is shown as it is now."""
    codes = [house.desk.inside("tests.setting:ticket", subject=f"Flood {number}")["code"] for number in range(3)]
    ieva = house.agent()
    watch(ieva, f"{house.desk.url}/inbox/all/")
    house.desk.inside("tests.setting:flood", codes=codes, subject="Water everywhere", others=30)
    for code in codes:
        ieva.locator(f"#row-{code}", has_text="Water everywhere").wait_for()
    assert ieva.evaluate("window.sameAsBefore") is True


def test_what_one_does_in_the_conversation_stays_when_something_is_added(house: House) -> None:
    """Words that are selected, a reason that is unfolded, and earlier messages that were asked for."""
    code = house.desk.inside("tests.setting:ticket")["code"]
    house.desk.inside("tests.setting:notes", code=code, texts=[f"Word {number}." for number in range(45)])
    ieva = house.agent()
    watch(ieva, f"{house.desk.url}/tickets/{code}/")
    ieva.get_by_role("link", name="Show earlier messages").click()
    shows(ieva, "Word 1.")
    ieva.locator(".note", has_text="Word 40.").locator(".msg-body").select_text()
    before = ieva.locator("#thread > [id]").count()
    house.desk.inside("tests.setting:note", code=code, text="The last word.")
    shows(ieva, "The last word.")
    assert ieva.evaluate("() => getSelection().toString().trim()") == "Word 40."
    assert ieva.locator("#thread > [id]").count() == before + 1
    shows(ieva, "Word 1.")


def could_not_be_read(page: Any) -> None:
    """It is said, once; then the page is as it was."""
    page.locator(".toast", has_text="could not be read").wait_for()
    page.evaluate("document.querySelectorAll('.toast').forEach((each) => each.remove())")


def test_dialogs_of_a_ticket_that_cannot_be_read_say_so_and_come_at_the_next_press(house: House) -> None:
    code = house.desk.inside("tests.setting:ticket", subject="Grinder")["code"]
    house.desk.inside("tests.setting:ticket", subject="Mill")
    ieva = house.agent()
    ieva.goto(f"{house.desk.url}/tickets/{code}/")
    ieva.route("**/dialogs/", lambda route: route.abort(), times=1)
    ieva.keyboard.press("r")
    could_not_be_read(ieva)
    ieva.keyboard.press("r")
    ieva.locator("#dialog-resolve[open]").wait_for()
    ieva.keyboard.press("Escape")

    ieva.locator("[data-open=dialog-more]").first.click()
    ieva.locator("#dialog-more [data-open=dialog-merge]").click()
    ieva.route("**/merge/?q=*", lambda route: route.fulfill(status=503, body=""), times=1)
    ieva.fill("#dialog-merge [data-merge-search]", "mil")
    could_not_be_read(ieva)
    ieva.keyboard.type("l")
    ieva.locator("#merge-choices").get_by_text("Mill").wait_for()


def test_the_bell_presence_and_dialogs_of_a_list_that_fail_say_so_and_work_at_the_next_press(house: House) -> None:
    house.desk.inside("tests.setting:ticket", subject="Grinder")
    ieva = house.agent()
    ieva.goto(f"{house.desk.url}/inbox/todo/")
    ieva.route("**/notifications/?panel=1", lambda route: route.abort(), times=1)
    ieva.locator(".rail [data-notices-bell]").click()
    could_not_be_read(ieva)
    ieva.locator(".rail [data-notices-bell]").click()
    ieva.locator("#notices[open]").wait_for()
    ieva.keyboard.press("Escape")

    ieva.route("**/presence/", lambda route: route.abort(), times=1)
    ieva.locator(".rail .me summary").click()
    ieva.locator(".rail [data-presence-set=paused]").click()
    ieva.locator(".toast", has_text="can be stored").wait_for()

    ieva.reload()
    ieva.locator(".pick input").first.check()
    ieva.route("**/dialogs/*", lambda route: route.fulfill(status=500, body=""), times=1)
    ieva.locator("[data-bulk=bulk-tag]").click()
    could_not_be_read(ieva)
    ieva.locator("[data-bulk=bulk-tag]").click()
    ieva.locator("#bulk-tag[open]").wait_for()
