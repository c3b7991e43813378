"""What an agent writes is neither lost nor sent twice, whatever the network does to it."""

from typing import Any

import pytest

from tests.stories.conftest import House
from tests.stories.steps import conversation, watch

pytestmark = [pytest.mark.long, pytest.mark.service]


def begin(house: House) -> tuple[Any, str]:
    """Ieva on the page of a new ticket."""
    code = house.desk.inside("tests.setting:ticket")["code"]
    ieva = house.agent()
    watch(ieva, f"{house.desk.url}/tickets/{code}/")
    return ieva, code


def write(page: Any, words: str) -> None:
    page.locator(".composer .editor").click()
    page.keyboard.type(words)


def words_in(page: Any) -> str:
    return str(page.locator(".composer .editor").inner_text()).strip()


def said(house: House, code: str) -> list[str]:
    """What stands in the conversation after the customer's question."""
    return [text.strip() for text in conversation(house, code)["messages"][1:]]


def held(page: Any, what: str) -> list[Any]:
    """The first request to an address, which does not go on by itself."""
    routes: list[Any] = []
    page.route(what, lambda route: routes.append(route), times=1)
    return routes


def comes(page: Any, condition: Any) -> None:
    """Wait in a way in which the page's requests go on being heard of."""
    for _each in range(600):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never happened")


def attach(page: Any, *names: str) -> None:
    files = [{"name": name, "mimeType": "application/octet-stream", "buffer": b"words"} for name in names]
    page.locator("[data-file-input]").set_input_files(files)


def test_words_of_the_other_kind_are_saved_too(house: House) -> None:
    """Whoever begins an answer, then changes over to a note at once, finds both later."""
    ieva, code = begin(house)
    saved: list[Any] = []
    ieva.on("response", lambda each: saved.append(each) if each.url.endswith("/draft/") else None)
    write(ieva, "We look into it.")
    ieva.locator("[data-kind=note]").click()
    write(ieva, "Ask the workshop.")
    comes(ieva, lambda: len(saved) > 1)
    ieva.locator("[data-saved]", has_text="Saved").wait_for()
    ieva.goto(f"{house.desk.url}/tickets/{code}/")
    assert words_in(ieva) == "We look into it."
    ieva.locator("[data-kind=note]").click()
    assert words_in(ieva) == "Ask the workshop."


def test_two_windows_of_one_agent_overwrite_nothing(house: House) -> None:
    """Each is shown what the other has stored, and the agent says which words stay."""
    ieva, code = begin(house)
    other = ieva.context.new_page()
    watch(other, f"{house.desk.url}/tickets/{code}/")
    write(ieva, "From the first.")
    ieva.locator("[data-saved]", has_text="Saved").wait_for()
    write(other, "From the second.")
    other.locator("[data-other]", has_text="From the first.").wait_for()
    assert words_in(other) == "From the second."
    other.locator("[data-other-keep]").click()
    other.locator("[data-saved]", has_text="Saved").wait_for()
    write(ieva, " And on.")
    ieva.locator("[data-other]", has_text="From the second.").wait_for()
    ieva.locator("[data-other-take]").click()
    assert words_in(ieva) == "From the second."
    with ieva.expect_navigation():
        ieva.keyboard.press("Control+Enter")
    assert said(house, code) == ["From the second."]


def test_what_one_window_leaves_another_may_have_changed(house: House) -> None:
    """To whom an answer goes and who reads a note: the window that did not touch it takes nothing back."""
    ieva, code = begin(house)
    other = ieva.context.new_page()
    watch(other, f"{house.desk.url}/tickets/{code}/")
    other.locator(".composer .editor").click()  # the lines of addresses are there for who writes
    other.fill(".composer [name=cc]", "sven@supplier.example")
    other.locator(".composer .editor").click()
    other.locator("[data-saved]", has_text="Saved").wait_for()
    write(ieva, "We ask the maker.")
    ieva.locator("[data-saved]", has_text="Saved").wait_for()
    ieva.goto(f"{house.desk.url}/tickets/{code}/")
    assert words_in(ieva) == "We ask the maker."
    assert ieva.input_value(".composer [name=cc]") == "sven@supplier.example"
    ieva.locator(".composer .editor").click()
    ieva.fill(".composer [name=cc]", "")
    write(ieva, " Today.")
    ieva.locator("[data-saved]", has_text="Saved").wait_for()
    ieva.goto(f"{house.desk.url}/tickets/{code}/")
    assert ieva.input_value(".composer [name=cc]") == ""


def test_an_answer_is_sent_once_and_leaves_no_draft(house: House) -> None:
    """A slow save of the draft, and the keys pressed again: one message, and an empty composer."""
    ieva, code = begin(house)
    saves = held(ieva, "**/draft/")
    write(ieva, "It is on its way.")
    comes(ieva, lambda: saves)
    for _each in range(3):
        ieva.keyboard.press("Control+Enter")
    with ieva.expect_navigation():
        saves[0].continue_()
    ieva.locator("#thread", has_text="It is on its way.").wait_for()
    assert words_in(ieva) == ""
    assert said(house, code) == ["It is on its way."]
    ieva.reload()
    assert words_in(ieva) == ""


def test_the_same_page_sent_again_says_nothing_twice(house: House) -> None:
    """The desk's answer was lost on its way, so the writer loads the page of his form again, or goes back to it."""
    ieva, code = begin(house)
    seen = ieva.locator("[name=seen]").get_attribute("value")
    for _each in range(2):
        ieva.evaluate("seen => { document.querySelector('[name=seen]').value = seen }", seen)
        write(ieva, "Please send a picture.")
        with ieva.expect_navigation():
            ieva.keyboard.press("Control+Enter")
    assert said(house, code) == ["Please send a picture."]
    assert words_in(ieva) == ""


def test_a_send_that_cannot_reach_the_desk_keeps_the_words(house: House) -> None:
    ieva, code = begin(house)
    write(ieva, "Every word counts.")
    ieva.context.set_offline(True)
    ieva.keyboard.press("Control+Enter")
    ieva.locator(".toast[data-kind=refused]").wait_for()
    assert ieva.evaluate("window.sameAsBefore") is True
    assert words_in(ieva) == "Every word counts."
    ieva.context.set_offline(False)
    with ieva.expect_navigation():
        ieva.keyboard.press("Control+Enter")
    assert said(house, code) == ["Every word counts."]


def test_who_was_signed_out_finds_his_words_again(house: House) -> None:
    ieva, code = begin(house)
    cookies = ieva.context.cookies()
    ieva.context.clear_cookies()
    write(ieva, "Long and careful words.")
    ieva.keyboard.press("Control+Enter")
    ieva.wait_for_url("**/sign-in/**")
    ieva.context.add_cookies(cookies)
    ieva.goto(f"{house.desk.url}/tickets/{code}/")
    assert words_in(ieva) == "Long and careful words."
    assert said(house, code) == []


def test_a_file_goes_with_what_it_was_put_to(house: House) -> None:
    """Files of a note are not those of the answer; what is taken away is gone; sending waits for what is on its way."""
    ieva, code = begin(house)
    attach(ieva, "plan.bin")
    ieva.locator("[data-files] .file", has_text="plan.bin").wait_for()
    ieva.locator("[data-kind=note]").click()
    ieva.locator("[data-files] .file", has_text="plan.bin").wait_for(state="hidden")
    ieva.locator("[data-kind=reply]").click()
    ieva.locator("[data-files] .file", has_text="plan.bin").wait_for()
    uploads = held(ieva, "**/files/")
    write(ieva, "Here is the bill.")
    attach(ieva, "bill.bin")
    comes(ieva, lambda: uploads)
    ieva.keyboard.press("Control+Enter")
    with ieva.expect_navigation():
        uploads[0].continue_()
    ieva.locator("#thread", has_text="bill.bin").wait_for()
    ieva.locator("#thread", has_text="plan.bin").wait_for()
    assert said(house, code) == ["Here is the bill."]


def test_files_that_came_before_a_refused_one_are_shown(house: House) -> None:
    ieva, _code = begin(house)
    attach(ieva, "bill.txt", "setup.exe")
    ieva.locator(".toast[data-kind=refused]").wait_for()
    ieva.locator("[data-files] .file", has_text="bill.txt").wait_for()
    assert ieva.locator("[data-files] .file").count() == 1
