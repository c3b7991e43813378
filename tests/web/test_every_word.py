"""Tickets, inbox, ledger, outbox, the customer's pages and every mail, read in the test language: each sentence of ours
can be translated. Settings, Today and the doors have the same in console/test_settings_language.py.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from accord.channels.email.models import IncomingMail, Mailbox, OutgoingMail
from accord.core import clock, files
from accord.events.delivering import deliver
from accord.people.models import Person
from accord.tickets import assigning, closing, confirming, discarding, links, noting, tagging
from accord.tickets.explaining import ready_text
from accord.tickets.models import Ticket
from accord.tickets.postponing import postpone
from accord.tickets.replying import reply
from accord.tickets.resolving import resolve
from accord.tickets.writing import Words
from accord.web.portal import proving
from tests.pseudo import speaking, unmarked
from tests.world import World

# What people wrote, names, and what is the same in every language.
DATA = (
    "Coffee grinder stops", "It stops after ten seconds.", "It stops.", "Clean the burrs.", "Ask the workshop.",
    "Omar", "Ieva", "Tiina", "Hannah Whitfield", "Hannah", "Елица Димитрова", "Support", "Billing", "Accord", "lid",
    "xx", "Re: ", "HW", "ЕД", "Ctrl", "Shift", "Enter", "Esc", "UTC",
    "hannah@example.com", "support@example.com", "elitsa@example.com", "example.com",
)  # fmt: skip
OPERATORS = (
    "status:open", "assignee:me", "department:billing", "from:hannah@example.com", "tag:warranty -tag:phone",
    "created>2026-11-01", '"broken lid" -refund',
)  # fmt: skip
NATIVE = ("English", "Български", "Eesti", "Latviešu", "Русский", "Slovenščina")
MONTHS = [date(2026, month, 1).strftime(form) for month in range(1, 13) for form in ("%B", "%b")]
DAYS = [date(2026, 11, day).strftime(form) for day in range(1, 8) for form in ("%A", "%a")]
INNER = re.compile(r"(⟦[^⟧]*)⟦([^⟦⟧]*)⟧")  # a translated word within a translated sentence
MARKUP = re.compile(r"</?(?:b|strong|em|a|time)\b[^>]*>")  # within a sentence
SIGNS = re.compile(
    r'<kbd>.*?</kbd>|<span class="(?:face|op).*?</span>|[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}|https?://[^\s"<]+'
    r"|[0-9a-z-]{11}\.[a-z2-7]{16}\.[a-z2-7]{16}",  # our mark in a quotation
    re.DOTALL,
)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def tickets(world: World, tmp_path: Path) -> Iterator[dict[str, Ticket]]:
    """One ticket in each state, with everything on it that a page can show; all of it in the test language."""
    with speaking(tmp_path):
        yield _in_each_state(world)


def _in_each_state(world: World) -> dict[str, Ticket]:
    Mailbox.objects.create(address="support@example.com", department=world.support)
    Person.objects.filter(pk__in=[world.omar.pk, world.hannah.pk]).update(language="xx")
    for person in (world.omar, world.hannah):
        person.refresh_from_db()
    made = {name: world.ticket(acknowledge=True, language="xx") for name in STATES}
    by = world.omar
    for name in ("answered", "resolved", "closed", "confirmed", "postponed"):
        reply(made[name], Words(text="Clean the burrs."), by=by)
    noting.note(made["answered"], Words(text="Ask the workshop."), by=by)
    tagging.tag(made["answered"], "lid", by=by)
    assigning.assign(made["answered"], world.ieva, by=by)
    postpone(made["postponed"], clock.now() + timedelta(days=2), by=by, explanation=ready_text("takes_longer", "xx"))
    for name in ("resolved", "closed", "confirmed"):
        resolve(made[name], ready_text("solved", "xx"), by=by)
    closing.close(made["closed"], by=by, basis="moved")
    voice = confirming.Voice(world.hannah, by_link=True, link_address="hannah@example.com")
    confirming.say_solved(made["confirmed"], voice=voice)
    discarding.mark_spam(made["spam"], by=by)
    discarding.delete(made["deleted"], by=by)
    return made


STATES = ("new", "answered", "postponed", "resolved", "closed", "confirmed", "spam", "deleted")


def strange(html: str) -> list[str]:
    html = INNER.sub(r"\1\2", SIGNS.sub(" ", MARKUP.sub("", html)))
    return unmarked(html, (*DATA, *OPERATORS, *NATIVE, *MONTHS, *DAYS, "Sept"))


def found_on(client: Client, paths: list[str]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        page = client.get(path, follow=True)
        assert page.status_code in (200, 404), (path, page.status_code)
        if left := strange(page.content.decode()):
            found[path] = left
    return found


def test_pages_of_agents(world: World, tickets: dict[str, Ticket]) -> None:
    deliver()
    IncomingMail.objects.create(
        spool_id="1", received_at=clock.now(), sha256="0", fate="opened", reason="new", ticket_id=tickets["new"].pk,
        from_address="hannah@example.com", subject="Coffee grinder stops",
    )  # fmt: skip
    client = Client()
    client.force_login(world.omar)
    views = ("todo", "mine", "unassigned", *(name for name in STATES if name != "confirmed"), "all")
    paths = [f"/inbox/{view}/" for view in views]
    paths += [f"/tickets/{ticket.code}/" for ticket in tickets.values()]
    paths += ["/tickets/new/", "/inbox/dialogs/", "/search/?q=nothing+like+this", "/inbox/all/?q=status:wrong"]
    paths += ["/mail/", "/outbox/", "/no-such-page/", f"/people/{world.hannah.pk}/"]
    paths += ["/people/", "/people/?q=han", "/people/?q=nobody"]
    paths += [f"/outbox/email/{OutgoingMail.objects.order_by('id')[0].pk}/"]
    found = found_on(client, paths)
    assert found == {}, found


def test_pages_of_customers(world: World, tickets: dict[str, Ticket]) -> None:
    client = Client(headers={"Accept-Language": "xx"})
    stranger = Client(headers={"Accept-Language": "xx"})
    session = client.session
    until = clock.now().timestamp() + 3600
    session[proving.PROVEN] = {"person": world.hannah.pk, "address": "hannah@example.com", "until": until}
    session.save()
    shown = [name for name in STATES if name not in ("spam", "deleted")]
    owns = [f"/my/tickets/{tickets[name].code}/" for name in shown]
    by_link = [
        "/" + links.ticket_url(tickets[name], world.hannah.pk, "hannah@example.com").split("/", 3)[3]
        for name in shown
    ]
    resolution = tickets["resolved"].resolution_id
    asked = links.answer_url(tickets["resolved"], world.hannah.pk, "hannah@example.com", resolution)
    found = found_on(client, ["/my/", *owns])
    found |= found_on(stranger, ["/my/", "/my/answer/x/", *by_link, "/" + asked.split("/", 3)[3]])
    assert found == {}


def test_mails(world: World, tickets: dict[str, Ticket]) -> None:
    while deliver():
        pass
    found, parts = {}, set()
    for row in OutgoingMail.objects.select_related("raw"):
        assert row.raw is not None
        mail = message_from_bytes(files.read(row.raw), policy=policy.default)
        rich = mail.get_body(("html",))
        assert rich is not None
        parts.add(row.part)
        subject = re.sub(r"\[#[^]]+\]|^Re: ", "", row.subject)
        if left := strange(f"<p>{subject}</p>{rich.get_content()}"):
            found[row.part] = left
    assert {"answer", "received", "resolved", "closed", "confirmed"} <= parts
    assert found == {}
