"""The main job, as people live it: a mail becomes a ticket, an agent answers, the customer has the last word.

Real mail through the SMTP listener, real browsers, an English agent and a Bulgarian customer.
"""

from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.running import Answer, Visitor, eventually
from tests.stories.conftest import House
from tests.stories.steps import (
    Customer,
    came_live,
    code_of,
    conversation,
    link,
    plain,
    send,
    state_comes,
    urls,
    watch,
    write_answer,
)

ANSWER = "Please clean the burrs, that helps."


def asked_and_answered(house: House, *, resolve: bool = True) -> tuple[Customer, Any, str]:
    """A customer has written, and Ieva has answered (and resolved); gives the customer, her page and the code."""
    customer = Customer(house)
    page = house.agent()
    watch(page, f"{house.desk.url}/inbox/todo/")
    subject = customer.write()
    came_live(page, subject)
    page.locator(".row", has_text=subject).locator(".subject").click()
    page.locator("#composer").wait_for()
    code = code_of(page)
    write_answer(page, ANSWER, bold="Really.", file=("guide.pdf", b"%PDF-1.4 how to clean"))
    send(page, resolve=resolve)
    state_comes(page, "resolved" if resolve else "answered")
    page.evaluate("window.sameAsBefore = true")
    return customer, page, code


def press(page: Any, answer: str) -> None:
    with page.expect_navigation():
        page.locator(f'button[name=answer][value="{answer}"]').first.click()


def scanned(house: House, customer: Customer) -> int:
    """What a link scanner of the customer's mail provider does: GET and HEAD on everything. Gives how much."""
    count = 0
    for taken in customer.mails():
        for url in urls(taken):
            parts = urlsplit(url)
            if f"{parts.scheme}://{parts.netloc}" != house.desk.url:
                continue
            for method in ("GET", "HEAD", "GET"):
                path = parts.path + (f"?{parts.query}" if parts.query else "")
                answer: Answer = Visitor(house.desk.port).ask(method, path)
                assert answer.status < 400, url
                count += 1
    return count


def test_from_a_mail_to_a_ticket_that_its_customer_closes(house: House) -> None:
    customer, page, code = asked_and_answered(house)
    mail = customer.mail_with(ANSWER)
    rich = mail.mail.get_body(("html",))
    assert rich is not None and "<b>" in rich.get_content().replace("<strong>", "<b>")
    assert [part.get_filename() for part in mail.mail.iter_attachments()] == ["guide.pdf"]
    assert "/my/answer/" in link(mail)
    before = conversation(house, code)
    assert scanned(house, customer) >= 3
    assert conversation(house, code) == before, "a link scanner changed something"
    phone = house.customer()
    phone.goto(link(mail))
    assert phone.locator("html").get_attribute("lang") == "bg"
    assert phone.locator("button[value=yes]").is_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    press(phone, "yes")
    state_comes(page, "closed")
    assert page.evaluate("window.sameAsBefore") is True, "the agent's page was not loaded anew"
    assert conversation(house, code)["state"] == "closed"


@pytest.mark.long
def test_no_with_words_opens_it_again(house: House) -> None:
    customer, page, code = asked_and_answered(house)
    phone = house.customer()
    phone.goto(link(customer.mail_with(ANSWER)))
    phone.locator("textarea[name=text]").first.fill("Пак спира, дори по-рано.")
    press(phone, "no")
    state_comes(page, "open")
    page.locator("#thread", has_text="Пак спира, дори по-рано.").wait_for()
    assert conversation(house, code)["state"] == "open"


@pytest.mark.long
def test_a_reply_by_mail_opens_it_again(house: House) -> None:
    customer, page, code = asked_and_answered(house)
    customer.write("Не помогна, още спира след десет секунди.", answering=customer.mail_with(ANSWER))
    state_comes(page, "open")
    page.locator("#thread", has_text="Не помогна").wait_for()


@pytest.mark.long
def test_taken_back_after_yes(house: House) -> None:
    customer, page, code = asked_and_answered(house)
    phone = house.customer()
    phone.goto(link(customer.mail_with(ANSWER)))
    press(phone, "yes")
    state_comes(page, "closed")
    press(phone, "take-back")
    state_comes(page, "open")


@pytest.mark.long
def test_an_answer_to_a_closed_ticket_is_a_follow_up(house: House) -> None:
    customer, page, code = asked_and_answered(house)
    mail = customer.mail_with(ANSWER)
    phone = house.customer()
    phone.goto(link(mail))
    press(phone, "yes")
    state_comes(page, "closed")
    before = conversation(house, code)
    known = len(customer.mails())
    customer.write("Имам още един въпрос за същата кафемашина.", answering=mail)
    eventually(lambda: any(code not in str(told.mail["Subject"]) for told in customer.mails()[known:]))
    after = conversation(house, code)
    assert after["state"] == "closed" and after["messages"] == before["messages"]
    row = house.desk.inside("tests.setting:ledger")[-1]
    assert row["fate"] == "follow-up"


@pytest.mark.long
def test_two_agents_on_one_ticket(house: House) -> None:
    customer, ievas, code = asked_and_answered(house, resolve=False)
    address = f"{house.desk.url}/tickets/{code}/"
    jaans = house.agent("jaan@example.com")
    watch(ievas, address)
    watch(jaans, address)
    ievas.locator("#present:not([hidden])", has_text="Jaan").wait_for()
    write_answer(jaans, "I write this")
    ievas.locator("#writing:not([hidden])", has_text="Jaan").wait_for()
    write_answer(ievas, "I was faster.")
    send(ievas)
    send(jaans)
    assert jaans.locator("[role=alert]").first.is_visible(), "somebody answered meanwhile"
    assert "I write this" in jaans.locator(".composer .editor").inner_text()
    assert "I write this" not in conversation(house, code)["messages"]
    send(jaans)
    assert conversation(house, code)["messages"][-1] == "I write this"
    assert "I write this" in plain(customer.mail_with("I write this"))


@pytest.mark.long
def test_with_the_keyboard_alone(house: House) -> None:
    """Inbox, ticket, reply, resolve: no pointer is touched."""
    customer = Customer(house)
    subject = customer.write()
    page = house.agent()
    eventually(lambda: page.goto(f"{house.desk.url}/inbox/todo/") and page.locator(".row", has_text=subject).count())
    for _ in range(50):
        page.keyboard.press("j")
        if subject in page.locator(".row[data-cursor]").inner_text():
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    code = code_of(page)
    page.keyboard.press("e")
    page.keyboard.type("Clean the burrs.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    state_comes(page, "answered")
    page.keyboard.press("r")
    page.locator("dialog#dialog-resolve[open]").wait_for()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    state_comes(page, "resolved")
    assert conversation(house, code)["state"] == "resolved"
    page.keyboard.press("Escape")
    page.wait_for_url("**/inbox/**")
