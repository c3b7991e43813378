"""A passkey in a real browser, with a device that the browser itself pretends: added, used, taken away."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.running import Desk, desk
from tests.setting import PASSWORD
from tests.stories.conftest import WIDE

pytestmark = [pytest.mark.long, pytest.mark.service]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk at localhost: browsers know no passkeys for bare network addresses."""
    with desk(tmp_path_factory.mktemp("passkeys") / "data") as made:
        made.environment["ACCORD_BASE_URL"] = f"http://localhost:{made.port}"
        made.open()
        process = made.run("serve", "--port", str(made.port))
        assert process.stdout is not None and "localhost" in process.stdout.readline(), made.said.read_text()
        yield made


@pytest.fixture
def page(chromium: Any, served: Desk) -> Iterator[Any]:
    context = chromium.new_context(viewport=WIDE, locale="en-GB", base_url=f"http://localhost:{served.port}")
    context.set_default_timeout(30_000)
    found = context.new_page()
    refused: list[str] = []
    found.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    context.on("weberror", lambda error: refused.append(str(error.error)))
    yield found
    context.close()
    assert refused == []


class Device:
    """What the browser takes for the fingerprint reader of this machine."""

    def __init__(self, page: Any) -> None:
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable", {"enableUI": False})
        made = self.cdp.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": False,
                }
            },
        )
        self.id = made["authenticatorId"]

    def touched(self, yes: bool, verified: bool = True) -> None:
        """Whether the person puts a finger on it when asked."""
        self.cdp.send(
            "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": self.id, "enabled": yes}
        )
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": verified})

    def keys(self) -> int:
        return len(self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"])


def arrived(page: Any, path: str) -> None:
    """Wait until the page of that path is there. A pattern would do with the end of a query."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def by_password(page: Any, email: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def added(page: Any, device: Device) -> None:
    """Ieva signs in by password and adds a passkey to her name."""
    by_password(page, "ieva@example.com")
    arrived(page, "/")
    page.goto("/settings/sign-in/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)  # asked once more who one is
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("This computer")
    device.touched(True)
    page.get_by_role("button", name="Add a passkey").click()
    arrived(page, "/settings/sign-in/codes/")
    assert page.locator(".codes li").count() == 10 and device.keys() == 1
    page.goto("/settings/sign-in/")
    assert page.get_by_text("This computer").is_visible()


def taken_away(page: Any) -> None:
    page.goto("/settings/sign-in/")
    page.get_by_role("link", name="Remove the passkey This computer").click()
    if "/sign-in/again/" in page.url:
        page.get_by_role("link", name="Use a passkey").click()
        page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove the passkey").click()
    arrived(page, "/settings/sign-in/")
    assert page.get_by_text("You have none.").is_visible()


def test_added_used_and_taken_away(page: Any, served: Desk) -> None:
    device = Device(page)
    added(page, device)
    page.context.clear_cookies()
    # Offered in the address field itself; whoever touches before it is asked is taken at once.
    page.goto("/sign-in/?next=/settings/profile/", wait_until="commit")
    arrived(page, "/settings/profile/")

    page.context.clear_cookies()
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    page.goto("/sign-in/?next=/settings/profile/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    arrived(page, "/settings/profile/")

    page.context.clear_cookies()
    device.touched(False)
    by_password(page, "ieva@example.com")
    page.wait_for_url(lambda url: urlsplit(url).path.startswith("/sign-in/code/"))
    device.touched(True)
    page.get_by_role("button", name="Use a passkey").click()
    arrived(page, "/")

    taken_away(page)
    device.touched(False)
    page.context.clear_cookies()
    by_password(page, "ieva@example.com")
    arrived(page, "/")  # no second step any more


def test_a_device_without_a_key_says_so_and_the_password_still_works(page: Any) -> None:
    device = Device(page)
    page.goto("/sign-in/")
    device.touched(True)
    button = page.get_by_role("button", name="Sign in with a passkey")
    button.click()
    page.locator("[data-passkey-error]").wait_for()
    assert "No passkey was chosen" in page.locator("[data-passkey-error]").inner_text()
    assert button.is_enabled()
    by_password(page, "jaan@example.com")
    arrived(page, "/")


def test_a_browser_without_passkeys_shows_no_button(chromium: Any, served: Desk) -> None:
    context = chromium.new_context(viewport=WIDE, locale="en-GB")
    context.add_init_script("delete window.PublicKeyCredential")
    page = context.new_page()
    page.goto(f"http://localhost:{served.port}/sign-in/")
    page.wait_for_load_state("load")
    assert page.locator("[data-passkey-go]").is_hidden() and page.get_by_label("Password").is_visible()
    context.close()
