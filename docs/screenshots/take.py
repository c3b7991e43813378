"""Takes every picture of this folder anew: `.venv/bin/python docs/screenshots/take.py [NAME...]`.

Starts three real desks on free ports, the sample of `accord demo`, an empty one and one of 20,000 tickets, and looks at them with Chromium
(ACCORD_TEST_CHROMIUM, or /usr/bin/chromium). Needs what `bin/setup` installs.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from accord.core.ports import free_port

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CHROMIUM = os.environ.get("ACCORD_TEST_CHROMIUM") or "/usr/bin/chromium"
WIDE, PHONE = (1440, 900), (390, 844)


@dataclass
class Desk:
    """A running desk."""

    url: str
    said: str
    mail_port: str = ""

    def password(self, address: str) -> str:
        found = re.search(rf"{re.escape(address)}\s+(\S+)", self.said)
        assert found, f"no sign-in of {address}"
        return found.group(1)


@contextmanager
def desk(command: str, folder: Path) -> Iterator[Desk]:
    """Serve a desk until the block ends."""
    port, mail = free_port(), free_port()
    log = folder.with_suffix(".log")
    arguments = [sys.executable, "-m", "accord.project.cli", command, "--data", str(folder), "--port", str(port)]
    environment = {**os.environ, "ACCORD_BASE_URL": f"http://127.0.0.1:{port}"}
    with log.open("w") as out:
        process = subprocess.Popen([*arguments, "--smtp-port", str(mail)], cwd=ROOT, stdout=out, stderr=out, env=environment)
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{url}/sign-in/", timeout=2)
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.5)
        else:
            raise AssertionError(log.read_text())
        time.sleep(2)
        yield Desk(url, log.read_text(), str(mail))
    finally:
        process.terminate()
        process.wait(20)


class Camera:
    """Takes pictures as one person, on one kind of screen."""

    def __init__(self, browser: Browser, at: Desk, only: set[str]) -> None:
        self.browser, self.desk, self.only = browser, at, only

    def sees(self, *names: str) -> bool:
        return not self.only or bool(self.only & set(names))

    @contextmanager
    def person(self, address: str = "", scheme: str = "light", size: tuple[int, int] = WIDE, language: str = "en") -> Iterator[Page]:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, locale=language  # type: ignore[arg-type]
        )
        page = context.new_page()
        if address:
            page.goto(f"{self.desk.url}/sign-in/")
            page.fill("input[name=login]", address)
            page.fill("input[name=password]", self.desk.password(address))
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "sign-in" not in url)
        yield page
        context.close()

    def take(self, page: Page, name: str, path: str = "", act: Callable[[Page], None] | None = None) -> None:
        if not self.sees(name):
            return
        if path:
            page.goto(self.desk.url + path)
        page.wait_for_timeout(350)
        if act:
            act(page)
            page.wait_for_timeout(350)
        page.screenshot(path=HERE / f"{name}.png")
        print(name, flush=True)


def console(camera: Camera) -> None:
    """The agents' pages."""
    for scheme, size, tail in (("light", WIDE, "light"), ("dark", WIDE, "dark"), ("light", PHONE, "phone")):
        with camera.person("ieva@example.com", scheme, size) as page:
            page.goto(f"{camera.desk.url}/inbox/todo/")
            ticket = page.locator("a.subject", has_text="grinder").first.get_attribute("href") or ""
            camera.take(page, f"inbox-{tail}", "/inbox/todo/")
            camera.take(page, f"ticket-{tail}", ticket)
            camera.take(page, f"resolve-{tail}", ticket, lambda p: p.keyboard.press("r"))
            camera.take(page, f"today-{tail}", "/")
    with camera.person("ieva@example.com") as page:
        camera.take(page, "inbox-picked", "/inbox/todo/", lambda p: [p.locator(".pick input").nth(n).check(force=True) for n in (1, 2)] and None)
        camera.take(page, "inbox-closed", "/inbox/closed/")
        camera.take(page, "search", "/search/?q=grinder")
        camera.take(page, "search-nothing", "/search/?q=tag:nothing+zebra")
        camera.take(page, "new-ticket", "/tickets/new/")
        camera.take(page, "commands", "/inbox/todo/", lambda p: p.keyboard.press("Control+k"))
        camera.take(page, "keys", "/inbox/todo/", lambda p: p.keyboard.press("?"))
        camera.take(page, "postpone", ticket, lambda p: p.keyboard.press("h"))
        camera.take(page, "merge", ticket, lambda p: p.keyboard.press("u"))
        camera.take(page, "inbox-resolved", "/inbox/resolved/")
        camera.take(page, "customers", "/people/")
        camera.take(page, "not-found", "/tickets/K7Q-2MF-88B/")
        camera.take(page, "refused", "/settings/people/")
    if camera.sees("inbox-wide", "inbox-wide-dark"):
        for scheme, tail in (("light", ""), ("dark", "-dark")):
            with camera.person("ieva@example.com", scheme, (1920, 1040)) as page, camera.person("elena@example.com") as other:
                other.goto(camera.desk.url + ticket)
                camera.take(page, f"inbox-wide{tail}", "/inbox/todo/", lambda p: [p.keyboard.press("j") for _ in range(2)] and p.wait_for_timeout(700))
    with camera.person("elena@example.com", "dark", language="bg") as page:
        page.goto(f"{camera.desk.url}/inbox/todo/")
        bulgarian = page.locator("a.subject", has_text="Фактура").first.get_attribute("href") or ""
        camera.take(page, "inbox-bg-dark", "/inbox/todo/")
        camera.take(page, "ticket-bg-dark", bulgarian)
        camera.take(page, "settings-bg-dark", "/settings/profile/")
    with camera.person("elena@example.com", size=PHONE, language="bg") as page:
        camera.take(page, "inbox-bg-phone", "/inbox/todo/")
        camera.take(page, "ticket-bg-phone", bulgarian)


def settings(camera: Camera) -> None:
    """Settings, ledger and outbox, as the owner."""
    with camera.person("oskar@example.com") as page:
        for name in ("profile", "people", "departments", "mailboxes", "workspace", "deliveries", "tokens", "sign-in"):
            camera.take(page, f"settings-{name}", f"/settings/{name}/")
        camera.take(page, "settings-silence", "/settings/silence/")
        camera.take(page, "settings-silence-department", "/settings/silence/1/")
        camera.take(page, "settings-safety", "/settings/safety/")
        camera.take(page, "settings-signing", "/settings/mailboxes/signing/")
        camera.take(page, "settings-outgoing", "/settings/outgoing/")
        camera.take(page, "ledger", "/mail/")
        camera.take(page, "outbox", "/outbox/")
        camera.take(page, "today-owner", "/")
    with camera.person("elena@example.com", "dark", PHONE, "bg") as page:
        camera.take(page, "settings-profile-bg-phone", "/settings/profile/")


def leads(camera: Camera) -> None:
    """What a support lead settles, and what agents see of it: the pictures of the pages in docs/."""
    with camera.person("oskar@example.com") as page:
        for name, path in (
            ("lead-to-solve", "/settings/to-solve/"),
            ("lead-hand-out", "/settings/hand-out/"),
            ("lead-levels", "/settings/levels/"),
            ("lead-level", "/settings/levels/1/"),
            ("lead-hours", "/settings/hours/1/"),
            ("lead-rules", "/settings/rules/"),
            ("lead-rule", "/settings/rules/1/"),
            ("lead-macros", "/settings/macros/"),
            ("lead-macro", "/settings/macros/1/"),
            ("lead-statuses", "/settings/statuses/"),
            ("lead-fields", "/settings/fields/"),
            ("lead-reasons", "/settings/reasons/"),
            ("lead-templates", "/settings/mail-templates/"),
            ("lead-look", "/settings/mail-look/"),
            ("lead-tags", "/settings/tags/"),
            ("lead-checklist", "/settings/checklists/1/"),
            ("lead-beside", "/settings/beside/"),
            ("lead-notifications", "/settings/notifications/"),
            ("lead-view", "/settings/views/1/"),
        ):
            camera.take(page, name, path)

        def tried(p: Page) -> None:
            p.get_by_role("button", name="Try on history").first.click()
            p.locator(".trial-figures").wait_for()
            p.locator("progress").wait_for(state="detached")

        camera.take(page, "team", "/team/")
        camera.take(page, "lead-trial", "/settings/rules/3/", tried)
    with camera.person("ieva@example.com") as page:
        camera.take(page, "view", "/inbox/view/1/")
        page.goto(f"{camera.desk.url}/inbox/todo/")
        ticket = page.locator("a.subject", has_text="grinder").first.get_attribute("href") or ""
        camera.take(page, "macro", ticket, lambda p: p.keyboard.press("l"))
        camera.take(page, "notifications", "/notifications/")
    with camera.person("elena@example.com", size=PHONE, language="bg") as page:
        camera.take(page, "view-bg-phone", "/inbox/view/1/")
    with camera.person("oskar@example.com", "dark", PHONE) as page:
        camera.take(page, "lead-rule-phone", "/settings/rules/1/")


def customer(camera: Camera) -> None:
    """The customer's pages, by a link of a kept mail."""
    with camera.person("oskar@example.com") as page:
        links = answer_links(page, camera.desk)
    for language, link in links.items():
        for scheme, size, tail in (("light", PHONE, "phone"), ("dark", PHONE, "phone-dark"), ("light", WIDE, "wide")):
            with camera.person("", scheme, size, language) as page:
                camera.take(page, f"answer-{language}-{tail}", link)
    link = links.get("bg") or next(iter(links.values()))
    with camera.person("", "light", PHONE, "bg") as page:
        page.goto(camera.desk.url + link)
        if camera.sees("closed-bg-phone") and page.locator("button[value=yes]").count():
            page.locator("button[value=yes]").first.click()
        camera.take(page, "closed-bg-phone")
        camera.take(page, "my-requests-phone", "/my/")
        camera.take(page, "link-unknown-phone", "/my/answer/nothing/")


def answer_links(page: Page, at: Desk) -> dict[str, str]:
    """Open questions in the outbox: path of the link by the language of its page."""
    found: dict[str, str] = {}
    page.goto(f"{at.url}/outbox/")
    mails = [each.get_attribute("href") or "" for each in page.locator(".ledger-rows b a").all()]
    for mail in mails[:60]:
        page.goto(f"{at.url}{mail}")
        text = page.locator(".mail-text").inner_text() if page.locator(".mail-text").count() else ""
        text = text or (page.locator(".mail-text").text_content() or "")
        link = re.search(r"/my/answer/[^\s>]+", text)
        if link:
            page.goto(at.url + link.group(0))
            language = page.locator("html").get_attribute("lang") or ""
            if page.locator("button[value=yes]").count() and language not in found:
                found[language] = link.group(0)
    return found


def doors(camera: Camera) -> None:
    """Before one is signed in."""
    with camera.person() as page:
        camera.take(page, "sign-in", "/sign-in/")

        def wrong(p: Page) -> None:
            p.fill("input[name=login]", "ieva@example.com")
            p.fill("input[name=password]", "not the right one")
            p.keyboard.press("Enter")
            p.wait_for_timeout(1200)

        camera.take(page, "sign-in-failed", "/sign-in/", wrong)


def empty(camera: Camera) -> None:
    """A new desk."""
    with camera.person() as page:
        camera.take(page, "set-up", "/set-up/")
    with camera.person(size=PHONE) as page:
        camera.take(page, "set-up-phone", "/set-up/")


TICKETS = "20000"
MUCH = ("much-inbox", "much-inbox-dark", "much-inbox-phone", "much-all", "much-search", "much-ticket", "much-ticket-phone", "much-today")


def accord(folder: Path, *arguments: str) -> str:
    """Run `accord ARGUMENTS` on a data folder; gives what it prints."""
    command = [sys.executable, "-m", "accord.project.cli", *arguments, "--data", str(folder)]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def much(browser: Browser, folder: Path, only: set[str]) -> None:
    """A desk with years behind it, as an agent of twelve departments sees it."""
    owner = json.loads(accord(folder, "init", "--owner", "bench@example.com", "--name", "Bench Agent"))
    accord(folder, "seed", "--tickets", TICKETS)
    with desk("serve", folder) as busy:
        camera = Camera(browser, busy, only)
        with camera.person() as page:
            page.goto(busy.url + "/" + owner["sign_in"].split("/", 3)[3])
            for field in page.locator("input[type=password]").all():
                field.fill("a long one for pictures")
            page.keyboard.press("Enter")
            page.wait_for_timeout(1500)
            state = page.context.storage_state()
        for scheme, size, tail in (("light", WIDE, ""), ("dark", WIDE, "-dark"), ("light", PHONE, "-phone")):
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, storage_state=state  # type: ignore[arg-type]
            )
            page = context.new_page()
            camera.take(page, f"much-inbox{tail}", "/inbox/todo/")
            page.goto(f"{busy.url}/inbox/todo/")
            found = page.evaluate(LONGEST)
            camera.take(page, f"much-ticket{tail}", found)
            if not tail:
                camera.take(page, "much-all", "/inbox/all/")
                camera.take(page, "much-search", "/search/?q=grinder+parcel")
                camera.take(page, "much-today", "/")
            context.close()


MAILBOXES = (
    "mailbox-where", "mailbox-form", "mailbox-form-phone", "mailbox-consent", "mailbox-test", "mailbox-test-phone", "mailbox-health",
    "mailbox-service", "mailboxes-list", "mailboxes-today",
)  # fmt: skip


def mailboxes(browser: Browser, folder: Path, only: set[str]) -> None:
    """Connecting mailboxes: a desk that sends to its own door, one that waits for a consent, one whose server is away."""
    owner = json.loads(accord(folder, "init", "--owner", "omar@example.com", "--name", "Omar"))
    with desk("serve", folder) as fresh:
        camera, port = Camera(browser, fresh, only), fresh.mail_port
        with camera.person() as page:
            page.goto(fresh.url + "/" + owner["sign_in"].split("/", 3)[3])
            for field in page.locator("input[type=password]").all():
                field.fill("a long one for pictures")
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "invitation" not in url)
            state = page.context.storage_state()
        context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, storage_state=state)
        page = context.new_page()
        new, every = "/settings/mailboxes/new/", "/settings/mailboxes/"
        camera.take(page, "mailbox-where", new)
        camera.take(page, "mailbox-form", f"{new}?address=support@example.org&with=google", lambda p: p.mouse.wheel(0, 420))
        page.goto(f"{fresh.url}{new}?address=support@example.org&with=google")
        page.click("button[name=test]")
        camera.take(page, "mailbox-consent")
        page.goto(f"{fresh.url}{new}?address=info@example.org&with=own")
        for name, value in (("smtp_host", "127.0.0.1"), ("smtp_port", port)):
            page.fill(f"#f-{name}", value)
        page.select_option("#f-smtp_security", "none")
        page.click("button[name=test]")
        page.fill("#f-to", "info@example.org")
        page.click("form[method=post] .btn >> nth=0")
        page.wait_for_timeout(5000)
        camera.take(page, "mailbox-test")
        camera.take(page, "mailbox-health", page.url.replace(fresh.url, "").replace("test/", ""))
        page.goto(f"{fresh.url}{new}?address=sales@example.org&with=other")
        for name, value in (("in_host", "127.0.0.1"), ("in_port", "9"), ("smtp_host", "127.0.0.1"), ("smtp_port", "9")):
            page.fill(f"#f-{name}", value)
        page.click("button[name=test]")
        page.wait_for_timeout(4000)
        camera.take(page, "mailboxes-list", every)
        camera.take(page, "mailboxes-today", "/")
        page.goto(f"{fresh.url}{every}services/new/?service=mailgun")
        page.fill("#f-webhook_signing_key", "only for this picture")
        page.click("form.sheet .btn-primary")
        camera.take(page, "mailbox-service")
        context.close()
        context = browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]}, color_scheme="dark", storage_state=state
        )
        page = context.new_page()
        camera.take(page, "mailbox-form-phone", f"{new}?address=support@example.org&with=google", lambda p: p.mouse.wheel(0, 900))
        camera.take(page, "mailbox-test-phone", f"{every}2/test/")
        context.close()


LONGEST = """() => {
  const rows = [...document.querySelectorAll("a.subject")];
  return (rows.find(row => row.textContent.length > 40) || rows[0]).getAttribute("href");
}"""


def main() -> None:
    only = set(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        if not only or only - set(MUCH) - set(MAILBOXES):
            with desk("demo", Path(folder) / "sample") as sample:
                camera = Camera(browser, sample, only)
                for part in (doors, console, settings, leads, customer):
                    part(camera)
            with desk("serve", Path(folder) / "empty") as new:
                empty(Camera(browser, new, only))
        if not only or only & set(MAILBOXES):
            mailboxes(browser, Path(folder) / "mailboxes", only)
        if not only or only & set(MUCH):
            much(browser, Path(folder) / "much", only)
        browser.close()


if __name__ == "__main__":
    main()
