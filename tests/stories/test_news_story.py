"""An agent hears of what concerns him while he works elsewhere, reads it by the keyboard, and turns push on."""

import json
from typing import Any

import pytest

from tests.running import eventually
from tests.stories.conftest import House

pytestmark = [pytest.mark.long, pytest.mark.service]


def bell(page: Any) -> str:
    return str(page.locator(".rail [data-notices-count]").inner_text())


def test_news_come_live_are_read_by_the_keyboard_and_in_all_browsers(house: House) -> None:
    ieva, elsewhere = house.agent(), house.agent()
    for page in (ieva, elsewhere):
        page.goto(f"{house.desk.url}/inbox/todo/")
        eventually(lambda page=page: page.evaluate("document.documentElement.dataset.live") == "on")
        eventually(lambda page=page: page.evaluate("Object.keys(localStorage).some(k => k.includes('seen'))"))
    code = house.desk.inside("tests.setting:ticket", subject="The lid rattles")["code"]
    house.desk.inside("tests.stories.news:given", code=code, to="ieva@example.com")
    toast = ieva.locator("#toasts .toast-news")
    toast.wait_for()
    assert "Tiina gave you a ticket" in toast.inner_text() and "The lid rattles" in toast.inner_text()
    eventually(lambda: (bell(ieva), bell(elsewhere)) == ("1", "1"))
    ieva.keyboard.press("g")
    ieva.keyboard.press("n")
    ieva.locator("dialog#notices[open] [data-news]").first.wait_for()
    assert ieva.evaluate("document.activeElement.dataset.news") is not None
    assert ieva.locator("dialog#notices .news[data-unread]").count() == 1
    ieva.keyboard.press("Enter")
    ieva.wait_for_url(f"**/tickets/{code}/**")
    eventually(lambda: (bell(ieva), bell(elsewhere)) == ("", ""))
    house.desk.inside("tests.stories.news:given", code=code, to="tiina@example.com", by="ieva@example.com")
    ieva.goto(f"{house.desk.url}/notifications/")
    assert ieva.locator(".news").count() == 0 or ieva.locator(".news[data-unread]").count() == 0


def test_a_push_message_is_shown_and_leads_to_its_page(house: House) -> None:
    context = house.open_browser(viewport={"width": 390, "height": 844}, locale="en-GB")
    cookies = house.desk.inside("tests.setting:session", email="ieva@example.com")
    context.add_cookies([{"name": name, "value": value, "url": house.desk.url} for name, value in cookies.items()])
    context.grant_permissions(["notifications"], origin=house.desk.url)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    workers: list[dict[str, Any]] = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda told: workers.extend(told["registrations"]))
    devtools.send("ServiceWorker.enable")
    page.goto(f"{house.desk.url}/settings/notifications/")
    register = "navigator.serviceWorker.register('/worker.js', {scope: '/'})"
    page.evaluate(f"{register}.then(() => navigator.serviceWorker.ready).then(() => true)")
    number = eventually(lambda: next((each["registrationId"] for each in workers), None))
    words = {"title": "Tiina gave you a ticket", "body": "Капакът трака", "tag": "news-1", "url": "/notifications/"}
    message = {"origin": house.desk.url, "registrationId": number, "data": json.dumps(words)}
    page.goto("about:blank")  # who looks at the desk sees it there
    devtools.send("ServiceWorker.deliverPushMessage", message)
    page.wait_for_timeout(500)
    page.goto(f"{house.desk.url}/settings/notifications/")
    shown = (
        "navigator.serviceWorker.ready.then(r => r.getNotifications())"
        ".then(all => all.map(n => [n.title, n.body, n.data.url]))"
    )
    told = eventually(lambda: page.evaluate(shown))
    assert told == [["Tiina gave you a ticket", "Капакът трака", "/notifications/"]]


def test_choosing_on_a_phone(house: House) -> None:
    context = house.open_browser(viewport={"width": 390, "height": 844}, locale="en-GB", has_touch=True, is_mobile=True)
    cookies = house.desk.inside("tests.setting:session", email="tiina@example.com")
    context.add_cookies([{"name": name, "value": value, "url": house.desk.url} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(f"{house.desk.url}/settings/notifications/")
    box = page.get_by_label("A customer writes on a ticket of mine: By mail")
    assert not box.is_checked()
    box.check()
    page.fill("input[name=quiet_from]", "20:00")
    page.fill("input[name=quiet_until]", "07:00")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Saved.").is_visible()
    assert page.get_by_label("A customer writes on a ticket of mine: By mail").is_checked()
    assert page.locator("input[name=quiet_until]").input_value() == "07:00"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
