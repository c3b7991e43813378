"""Every page, looked at by axe-core in a real browser: nothing serious, light and dark, wide screen and phone."""

from importlib.resources import files
from typing import Any

import pytest

from tests.stories.conftest import PHONE, WIDE, House
from tests.stories.steps import Customer, link

pytestmark = pytest.mark.long
BAD = ("serious", "critical")
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")

AGENTS = [
    "/",
    "/more/",
    "/inbox/todo/",
    "/inbox/all/",
    "/inbox/deleted/",
    "/inbox/all/?q=grinder",
    "/tickets/new/",
    "/people/",
    "/tickets/{code}/",
    "/mail/",
    "/outbox/",
    "/notifications/",
    "/settings/profile/",
    "/settings/?q=mail",
    "/settings/?q=no+such+thing",
    "/settings/views/",
    "/settings/notifications/",
    "/settings/sign-in/",
    "/settings/tokens/",
    "/settings/people/",
    "/settings/people/new/",
    "/settings/departments/",
    "/settings/departments/new/",
    "/settings/workspace/",
    "/settings/deliveries/",
    "/settings/macros/",
    "/settings/macros/new/",
    "/settings/http/",
    "/mass/",
    "/settings/rules/",
    "/settings/rules/new/",
    "/settings/rules/new/?example=silent",
    "/settings/mailboxes/",
    "/settings/mailboxes/new/",
    "/settings/mailboxes/new/?address=support@example.com&with=google",
    "/settings/mailboxes/1/",
    "/settings/mailboxes/1/test/",
    "/settings/mailboxes/1/consent/",
    "/settings/mailboxes/services/",
    "/settings/mailboxes/services/new/?service=mailgun",
]
STRANGERS = ["/sign-in/", "/forgot/", "/my/", "/no-such-page/", "/invitation/x/", "/my/answer/x/"]


def problems(page: Any) -> list[str]:
    """What axe finds that keeps somebody out: rule, and where."""
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['help']} at {[node['target'] for node in each['nodes'][:3]]}"
        for each in found["violations"]
        if each["impact"] in BAD
    ]


def found_on(page: Any, house: House, paths: list[str], code: str) -> dict[str, list[str]]:
    """Problems by page."""
    found = {}
    for path in paths:
        address = path.format(code=code)
        answer = page.goto(house.desk.url + address)
        assert answer.status < 500 and page.url == house.desk.url + address, page.url
        if bad := problems(page):
            found[address] = bad
    return found


@pytest.fixture(scope="module")
def code(running: tuple[Any, Any]) -> str:
    desk, _ = running
    made = desk.inside("tests.setting:ticket", subject="Coffee grinder stops")
    desk.inside("tests.long.agents:answer_ticket", code=made["code"], text="Clean the burrs.", resolve=True)
    return str(made["code"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_pages_of_agents(house: House, code: str, scheme: str, size: dict[str, int]) -> None:
    page = house.agent("omar@example.com", color_scheme=scheme)
    page.set_viewport_size(size)
    assert found_on(page, house, AGENTS, code) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_customers_and_strangers(house: House, code: str, scheme: str) -> None:
    page = house.open_browser(viewport=PHONE, color_scheme=scheme).new_page()
    customer = Customer(house)
    customer.write()
    received = customer.mail_with("/my/")
    assert found_on(page, house, [*STRANGERS, link(received).removeprefix(house.desk.url)], code) == {}


def test_axe_finds_what_is_wrong(house: House) -> None:
    page = house.customer()
    page.set_content('<html lang="en"><title>A page</title><main><h1>Words</h1><img src="x.png"><input></main>')
    assert [each.partition(":")[0] for each in problems(page)] == ["image-alt", "label"]
