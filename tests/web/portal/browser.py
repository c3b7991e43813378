"""A browser that sends the forms that a page really holds, and a reader of the mails that were stored."""

import re
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from accord.channels.email.models import OutgoingMail
from accord.core import files
from accord.tickets import links
from accord.tickets.explaining import Explanation
from accord.tickets.models import Resolution, Ticket
from accord.tickets.resolving import resolve
from tests.world import World

PARTS = Explanation("solved", "The lid broke on its way.", "A pad was missing.", "The courier comes on Friday.")


@dataclass
class Form:
    """A form of a page: where it goes, its fields with values, and its buttons as (name, value)."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def answers(self) -> list[str]:
        return [value for name, value in self.buttons if name == "answer"]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(got.get("action", ""), got.get("method", "get")))
            self.open = True
        elif self.open and tag in ("input", "textarea") and got.get("name") and got.get("type") != "file":
            self.forms[-1].fields[got["name"]] = got.get("value", "")
        elif self.open and tag == "button":
            self.forms[-1].buttons.append((got.get("name", ""), got.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = False


@dataclass
class Page:
    """What came back."""

    browser: "Browser"
    url: str
    status: int
    text: str

    @property
    def forms(self) -> list[Form]:
        reader = _Reader()
        reader.feed(self.text)
        return reader.forms

    @property
    def answers(self) -> list[str]:
        """The values of all `answer` buttons."""
        return [value for form in self.forms for value in form.answers]

    @property
    def title(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)
        return re.sub(r"<[^>]+>", "", found.group(1)).strip() if found else ""

    def form(self, answer: str = "") -> Form:
        """The form with that answer's button; without one the first that posts in the main part."""
        for form in self.forms:
            if (answer and answer in form.answers) or (
                not answer and form.method == "post" and "next" not in form.fields
            ):
                return form
        raise AssertionError(f"no form with {answer!r} on {self.url}: {self.answers}")

    def press(self, answer: str, **fields: Any) -> "Page":
        """Press that button, with these fields filled in; follows to the page that comes then."""
        form = self.form(answer)
        return self.browser.post(form.action, {**form.fields, "answer": answer, **fields})

    def send(self, **fields: Any) -> "Page":
        """Send the only form of the main part."""
        form = self.form()
        return self.browser.post(form.action, {**form.fields, **fields})


@dataclass
class Browser:
    """One device."""

    client: Client

    def get(self, url: str, **headers: Any) -> Page:
        response = self.client.get(url, headers=headers)
        hops = 0
        while response.status_code in (302, 303):
            hops += 1
            assert hops < 6
            url = response.headers["Location"]
            response = self.client.get(url, headers=headers)
        return Page(self, url, response.status_code, response.content.decode())

    def post(self, url: str, fields: dict[str, Any]) -> Page:
        response = self.client.post(url, fields)
        if response.status_code == 303:
            return self.get(response.headers["Location"])
        return Page(self, url, response.status_code, response.content.decode())

    def prove(self, address: str) -> Page:
        """Prove that one reads this address, as a person does it."""
        page = self.get("/my/").send(address=address)
        return page.send(code=code_for(address.strip().lower()))


def resolved(world: World, ticket: Ticket | None = None) -> tuple[Ticket, Resolution]:
    """A ticket (else a new one of Hannah's) that Ieva has resolved with three parts."""
    ticket = ticket or world.ticket()
    resolution = resolve(ticket, PARTS, by=world.ieva)
    assert resolution is not None
    return ticket, resolution


def answer_link(ticket: Ticket, resolution: Resolution, world: World) -> str:
    return path_of(links.answer_url(ticket, world.hannah.pk, "hannah@example.com", resolution.pk))


def ticket_link(ticket: Ticket, person_id: int, address: str) -> str:
    return path_of(links.ticket_url(ticket, person_id, address))


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def mails_to(address: str) -> list[str]:
    """The plain texts of the mails to that address, oldest first."""
    found = []
    for row in OutgoingMail.objects.order_by("id").select_related("raw"):
        if address in row.recipients and row.raw is not None:
            mail = message_from_bytes(files.read(row.raw), policy=policy.default)
            body = mail.get_body(("plain",))
            assert body is not None
            found.append(body.get_content().replace("\r\n", "\n"))
    return found


def code_for(address: str) -> str:
    """The newest code that was mailed there."""
    found = re.search(r"^(\d{6})$", mails_to(address)[-1], re.MULTILINE)
    assert found, mails_to(address)[-1]
    return found.group(1)
