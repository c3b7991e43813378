"""What stories need: Chromium, a running desk, a mail server that takes what the desk sends."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.channels.email.outbox import Sink, smtp_server
from tests.running import Desk, desk
from tests.services import without

PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 860}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser without a window."""
    found = os.environ.get("ACCORD_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        without("there is no Chromium", "bin/services up chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@dataclass
class House:
    """A running desk, what it sent, and browsers of people."""

    desk: Desk
    sink: Sink
    open_browser: Callable[..., Any]

    def agent(self, email: str = "ieva@example.com", **more: Any) -> Any:
        """A page of an agent who has signed in."""
        context = self.open_browser(viewport=WIDE, locale="en-GB", **more)
        cookies = self.desk.inside("tests.setting:session", email=email)
        context.add_cookies([{"name": name, "value": value, "url": self.desk.url} for name, value in cookies.items()])
        return context.new_page()

    def customer(self, locale: str = "bg-BG") -> Any:
        """A page on a customer's phone."""
        return self.open_browser(viewport=PHONE, locale=locale, has_touch=True, is_mobile=True).new_page()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Sink]]:
    with smtp_server() as (sink, port), desk(tmp_path_factory.mktemp("story") / "data") as made:
        made.open(sink_port=port)
        made.serve()
        yield made, sink


@pytest.fixture
def house(chromium: Any, running: tuple[Desk, Sink], tmp_path: Path) -> Iterator[House]:
    contexts: list[Any] = []
    errors: list[str] = []

    def open_browser(**more: Any) -> Any:
        context = chromium.new_context(**more)
        context.set_default_timeout(30_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield House(*running, open_browser)
    for context in contexts:
        for page in context.pages:
            page.close()  # a context that is closed with a page in it sometimes waits for ever
        context.close()
    assert errors == [], "a page's script failed"
