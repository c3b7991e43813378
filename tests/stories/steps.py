"""Steps that stories are made of."""

import re
import time
from email.message import EmailMessage
from email.policy import SMTP
from html import unescape
from typing import Any

from tests.channels.email.outbox import Taken
from tests.running import SUPPORT, eventually
from tests.stories.conftest import House

WORDS_BG = (
    "Здравейте, кафемашината спира след десет секунди и после не иска да тръгне отново. Какво мога да направя? "
    "Купих я миналата седмица от вашия магазин."
)
_URL = re.compile(r'https?://[^\s"<>]+')


class Customer:
    """Somebody with a mailbox, who writes and reads mails."""

    def __init__(self, house: House, name: str = "Елица Димитрова") -> None:
        self.house = house
        self.address = f"elitsa-{time.time_ns()}@example.org"
        self.name = name

    def write(self, text: str = WORDS_BG, subject: str = "Кафемашината спира", answering: Taken | None = None) -> str:
        """Send a mail through the desk's SMTP listener; gives its subject, which is unique for a new request."""
        mail = EmailMessage(policy=SMTP)
        mail["From"] = f"{self.name} <{self.address}>"
        mail["Message-ID"] = f"<{time.time_ns()}@example.org>"
        if answering is None:
            subject = f"{subject} {time.time_ns() % 1_000_000}"
            mail["To"], mail["Subject"] = SUPPORT, subject
        else:
            before = answering.mail
            mail["To"] = str(before["Reply-To"] or before["From"])
            mail["Subject"], mail["In-Reply-To"] = f"Re: {before['Subject']}", str(before["Message-ID"])
        mail.set_content(text)
        to = mail["To"].addresses[0].addr_spec
        self.house.desk.mail(mail.as_bytes(), [to], self.address)
        return subject

    def mails(self) -> list[Taken]:
        with self.house.sink.lock:
            return [taken for taken in self.house.sink.mails if self.address in taken.recipients]

    def mail_with(self, words: str, but: int = 0) -> Taken:
        """The newest mail to this person with these words, once there is one after the first `but` mails."""

        def look() -> Taken | None:
            found = [taken for taken in self.mails()[but:] if words in plain(taken)]
            return found[-1] if found else None

        found = eventually(look)
        assert isinstance(found, Taken)
        return found


def plain(taken: Taken) -> str:
    body = taken.mail.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def urls(taken: Taken) -> list[str]:
    """Every address in a mail, in both of its forms."""
    rich = taken.mail.get_body(("html",))
    text = plain(taken) + (str(rich.get_content()) if rich is not None else "")
    return sorted({unescape(url).rstrip(".,)") for url in _URL.findall(text)})


def link(taken: Taken) -> str:
    """The link under the question, or to the request."""
    found = [url for url in urls(taken) if "/my/answer/" in url] or [url for url in urls(taken) if "/my/" in url]
    return found[0]


def came_live(page: Any, subject: str) -> None:
    """The open list says that something new came, without being loaded anew; then it is shown."""
    page.locator("#fresh:not([hidden])").wait_for()
    assert page.evaluate("window.sameAsBefore") is True
    page.locator("#fresh").click()
    page.locator(".row", has_text=subject).wait_for()


def watch(page: Any, address: str) -> None:
    """Open a page and mark it, so that a reload would be noticed; wait until it hears what happens."""
    page.goto(address)
    page.wait_for_load_state("load")
    page.evaluate("window.sameAsBefore = true")


def state_of(page: Any) -> str:
    return str(page.locator("#head .facts .state").get_attribute("data-state"))


def state_comes(page: Any, state: str) -> None:
    """The ticket page shows that state, live."""
    page.locator(f'#head .facts .state[data-state="{state}"]').wait_for()


def write_answer(page: Any, words: str, bold: str = "", file: tuple[str, bytes] | None = None) -> None:
    """Write in the composer, with a bold word and a file."""
    editor = page.locator(".composer .editor")
    editor.click()
    page.keyboard.type(words)
    if bold:
        page.keyboard.press("Control+B")
        page.keyboard.type(f" {bold}")
        page.keyboard.press("Control+B")
    if file:
        payload = {"name": file[0], "mimeType": "application/pdf", "buffer": file[1]}
        page.locator("[data-file-input]").set_input_files(payload)
        page.locator("[data-files] .file", has_text=file[0]).wait_for()


def send(page: Any, *, resolve: bool = False) -> None:
    """Press the button and wait until the page is there again."""
    with page.expect_navigation():
        page.locator("[data-send-resolve]" if resolve else "[data-send]").click()


def conversation(house: House, code: str) -> dict[str, Any]:
    return dict(house.desk.inside("tests.setting:conversation", code=code))


def code_of(page: Any) -> str:
    return str(page.locator("#ticket").get_attribute("data-code"))
