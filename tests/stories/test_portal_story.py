"""A customer on a phone in Bulgaria, over a long time: old link, new link, no, the whole history, yes, taken back."""

import re
from typing import Any

import pytest

from tests.running import eventually
from tests.stories.conftest import House
from tests.stories.old_times import long_closed  # noqa: F401  (run by the insider)
from tests.stories.steps import (
    Customer,
    came_live,
    code_of,
    conversation,
    link,
    plain,
    send,
    watch,
    write_answer,
)

pytestmark = [pytest.mark.long, pytest.mark.service]
NOT_SOLVED = "Пак спира, дори по-рано. Какво още мога да опитам?"
WORDS = ["ticket.denied", "ticket.closed_by_customer", "ticket.taken_back"]


def press(page: Any, answer: str) -> None:
    with page.expect_navigation():
        page.locator(f'button[name=answer][value="{answer}"]').first.click()


def press_stop_and_press(page: Any, answer: str) -> None:
    """The network is slow, so she stops the browser; the button is not busy any more, and she presses it again."""
    held: list[Any] = []
    page.route("**/my/**", lambda route: held.append(route), times=1)
    button = page.locator(f'button[name=answer][value="{answer}"]').first
    button.click(no_wait_after=True)
    while not held:
        page.wait_for_timeout(20)
    page.context.new_cdp_session(page).send("Page.stopLoading")
    page.locator("form[data-sent], button[aria-busy]").first.wait_for(state="detached")
    press(page, answer)


def fits_the_phone(page: Any) -> None:
    assert page.locator("html").get_attribute("lang") == "bg"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("[...document.querySelectorAll('.face')].every(f => f.offsetWidth === f.offsetHeight)")


def resolved_by(page: Any, house: House, subject: str, words: str) -> str:
    """The agent finds the request in her list, answers it and says that it is solved; gives its code."""
    page.locator(".row", has_text=subject).locator(".subject").first.click()
    page.locator("#composer").wait_for()
    code = code_of(page)
    write_answer(page, words)
    send(page, resolve=True)
    eventually(lambda: conversation(house, code)["state"] == "resolved")
    return code


def code_in_the_mail(customer: Customer, known: int) -> str:
    def look() -> str:
        for taken in customer.mails()[known:]:
            if found := re.search(r"^(\d{6})\s*$", plain(taken), re.MULTILINE):
                return found[1]
        return ""

    return str(eventually(look))


def by_a_new_link(house: House, customer: Customer, phone: Any, code: str, subject: str) -> None:
    """Two months later she opens the old mail again, asks for a new link, and writes on the closed request."""
    old = house.desk.inside("tests.stories.old_times:long_closed", code=code, days=60)
    answer = phone.goto(house.desk.url + old)
    assert answer.status == 410 and code not in phone.content() and subject not in phone.content()
    fits_the_phone(phone)
    known = len(customer.mails())
    press(phone, "new-link")
    assert phone.locator(".notice[data-kind=good]").is_visible()
    eventually(lambda: len(customer.mails()) > known)
    phone.goto(link(customer.mails()[-1]))
    fits_the_phone(phone)
    assert subject in phone.content() and phone.locator("button[value=take-back]").count() == 0
    phone.locator("details.fold summary").first.click()
    phone.locator("textarea[name=text]").first.fill("Отново не работи.")
    press(phone, "write")
    assert conversation(house, code)["state"] == "closed"


def proven(house: House, customer: Customer, code: str) -> Any:
    """On another device she asks for the whole request, and gets it by the code in her mail."""
    page = house.customer()
    known = len(customer.mails())
    page.goto(f"{house.desk.url}/my/tickets/{code}/")
    fits_the_phone(page)
    page.locator("input[name=address]").fill(customer.address)
    page.locator("main button").last.click()
    page.locator("input[name=code]").wait_for()
    page.locator("input[name=code]").fill(code_in_the_mail(customer, known))
    page.locator("main form.ask button").click()
    page.wait_for_url(f"**/my/tickets/{code}/**")
    fits_the_phone(page)
    return page


def says_no(phone: Any, address: str) -> None:
    phone.goto(address)
    phone.locator(".by .face").wait_for()
    fits_the_phone(phone)
    phone.locator("textarea[name=text]").first.fill(NOT_SOLVED)
    press_stop_and_press(phone, "no")
    fits_the_phone(phone)
    assert phone.locator(".notice[data-kind=good]").is_visible()


def test_from_an_expired_link_to_a_yes_that_is_taken_back(house: House) -> None:
    customer, agent = Customer(house), house.agent()
    watch(agent, f"{house.desk.url}/inbox/todo/")
    subject = customer.write()
    came_live(agent, subject)
    code = resolved_by(agent, house, subject, "Please clean the burrs, that helps.")
    phone = house.customer()
    phone.goto(link(customer.mail_with("clean the burrs")))
    press(phone, "yes")

    by_a_new_link(house, customer, phone, code, subject)

    # It is a request of its own by now; what comes as its answer does not help.
    agent.goto(f"{house.desk.url}/inbox/todo/")
    second = resolved_by(agent, house, subject, "Then the motor is worn; hold the button.")
    assert second != code
    says_no(phone, link(customer.mail_with("the motor is worn")))
    assert conversation(house, second)["messages"][-1] == NOT_SOLVED
    assert conversation(house, second)["state"] == "open"

    page = proven(house, customer, second)
    for words in ("Отново не работи.", "the motor is worn", NOT_SOLVED):
        assert page.get_by_text(words).first.is_visible()
    page.locator("footer a").first.click()
    fits_the_phone(page)
    assert page.locator(".mine li").count() == 2 and page.locator("section").count() == 2
    page.locator(".mine a").first.click()

    press(page, "yes")
    assert conversation(house, second)["state"] == "closed"
    fits_the_phone(page)
    press(page, "take-back")
    assert conversation(house, second)["state"] == "open"
    events = conversation(house, second)["events"]
    assert [kind for kind in events if kind in WORDS] == WORDS
    assert house.desk.check() == []
