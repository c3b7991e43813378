"""Every visible sentence of these pages can be translated: they are read in the test language."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from accord.channels.email.models import Mailbox
from accord.conditions.groups import Groups
from accord.core import clock, options
from accord.events import timers
from accord.events.models import Delivery, Timer
from accord.people import editing, employing, one_time_links, setting_up, tokens
from accord.people.models import Address, Company, Person
from accord.tickets import assigning
from accord.tickets.spending import running
from accord.views import saving
from accord.views.models import SavedView
from tests.pseudo import speaking, unmarked
from tests.world import World

NAMES = (
    "Accord", "Omar", "Ieva", "Tiina", "Hannah Whitfield", "Support", "Billing", "Shop", "Example Café",
    "Grinder stops",
    "support@example.com", "billing@example.com", "ieva@example.com", "omar@example.com", "hannah@example.com",
    "tiina@example.com", "nele@example.com", "Nele", "smtp.example.com",
)  # fmt: skip
KEYS = (
    "tickets:read",
    "tickets:write",
    "contacts:read",
    "contacts:write",
    "550 no such user",
    "Europe/Riga",
    "London",
    "sample",
)
ENDINGS = str(options.options["files.refused_types"].default)
MONTHS = [date(2026, month, 1).strftime(form) for month in range(1, 13) for form in ("%B", "%b")]
DAYS = [date(2026, 11, day).strftime(form) for day in range(1, 8) for form in ("%A", "%a")]
# Names of keys, initials and codes of tickets are the same in every language.
BOLD = re.compile(r"</?b>")  # names within a sentence
INNER = re.compile(r"(⟦[^⟧]*)⟦([^⟦⟧]*)⟧")  # a translated word within a translated sentence
SIGNS = re.compile(r'<kbd>.*?</kbd>|<span class="face.*?</span>|[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}')
NATIVE = (
    "English",
    "Български",
    "Eesti",
    "Latviešu",
    "Русский",
    "Slovenščina",
    "UTC",
    "STARTTLS",
    "TLS",
    "SMTP",
    "LMTP",
)


@pytest.fixture
def furnished(world: World) -> Client:
    """A workspace in which every part of the pages has something to show."""
    ticket = world.ticket("Grinder stops")
    assigning.assign(ticket, world.omar, by=world.omar)
    world.hannah.company = Company.objects.create(name="Example Café", created_at=clock.now())
    world.hannah.save()
    Address.objects.filter(person=world.hannah).update(
        bounced_at=clock.now(), bounce_reason="550 no such user"
    )
    Mailbox.objects.create(address="support@example.com", department=world.support, last_in_at=clock.now())
    Mailbox.objects.create(
        address="billing@example.com", department=world.billing, last_error="550 no such user"
    )
    tokens.create(world.omar, "Shop", ["tickets:read"])
    employing.change_levels(
        world.ieva, {world.support.pk: "manager", world.billing.pk: "reader"}, by=world.omar
    )
    hers = Groups.parse([[{"c": "assignee", "op": "is", "v": world.tiina.pk}]])
    for _ in range(2):
        saving.star(saving.make("Shop", hers, by=world.omar, shared="all"), True, by=world.omar)
    saving.make("Shop", hers, by=world.omar)
    running.start(ticket, by=world.omar)
    employing.deactivate(world.tiina, by=world.omar)
    editing.change(world.ieva, by=world.omar, alias="Ieva")
    delivery = Delivery.objects.order_by("id").first()
    if delivery is not None:
        Delivery.objects.filter(pk=delivery.pk).update(last_error="550 no such user", given_up_at=clock.now())
    timers.put("sample", ("ticket", ticket.pk), clock.now())
    Timer.objects.update(last_error="550 no such user")
    client = Client()
    client.force_login(world.omar)
    return client


def strange(client: Client, path: str, data: dict[str, str] | None = None) -> list[str]:
    page = client.get(path) if data is None else client.post(path, data)
    assert page.status_code in (200, 422), (path, page.status_code)
    html = INNER.sub(r"\1\2", SIGNS.sub(" ", BOLD.sub("", page.content.decode())))
    return unmarked(html, (*NAMES, *KEYS, *NATIVE, *MONTHS, *DAYS, "Sept", ENDINGS))


def test_settings_today_and_contacts(world: World, furnished: Client, tmp_path: Path) -> None:
    Person.objects.filter(pk=world.omar.pk).update(language="xx")
    mailbox = Mailbox.objects.get(address="support@example.com")
    view = SavedView.objects.order_by("id")[0].pk
    paths = [
        "/", "/more/", f"/people/{world.hannah.pk}/", f"/people/{world.ieva.pk}/", "/settings/profile/",
        "/settings/sign-in/",
        "/settings/tokens/", "/settings/people/", "/settings/people/new/", f"/settings/people/{world.ieva.pk}/",
        f"/settings/people/{world.tiina.pk}/", "/settings/departments/", "/settings/departments/new/",
        f"/settings/departments/{world.support.pk}/", "/settings/workspace/", "/settings/deliveries/",
        "/settings/mailboxes/", "/settings/mailboxes/new/", f"/settings/mailboxes/{mailbox.pk}/?tested=no",
        f"/settings/mailboxes/{mailbox.pk}/?tested=yes", "/settings/profile/?done=1",
        "/settings/?q=", "/settings/?q=sample", "/settings/?q=SMTP", f"/settings/views/?moved={view}",
        f"/settings/views/{view}/", "/inbox/view/rail/",
    ]  # fmt: skip
    with speaking(tmp_path):
        found = {path: strange(furnished, path) for path in paths}
        found["invited"] = strange(
            furnished, "/settings/people/new/", {"name": "Nele", "email": "nele@example.com", "role": "agent"}
        )
        found["refused"] = strange(furnished, "/settings/people/new/", {"name": "", "email": "x", "role": ""})
        found["department"] = strange(furnished, "/settings/departments/new/", {"name": "", "position": "x"})
        found["options"] = strange(furnished, "/settings/workspace/", dict.fromkeys(options.options, "x"))
        found["token"] = strange(furnished, "/settings/tokens/", {"name": "Shop"})
        found["password"] = strange(
            furnished, "/settings/sign-in/", {"old": "x", "password": "y", "again": "y"}
        )
        found["mailbox"] = strange(furnished, "/settings/mailboxes/new/", {"address": "x"})
    assert {path: texts for path, texts in found.items() if texts} == {}


def test_an_empty_today(world: World, tmp_path: Path) -> None:
    Person.objects.filter(pk=world.omar.pk).update(language="xx")
    client = Client()
    client.force_login(world.omar)
    with speaking(tmp_path):
        assert (
            strange(client, "/")
            == strange(client, "/settings/deliveries/")
            == strange(client, "/settings/mailboxes/")
            == []
        )


def test_the_doors(world: World, tmp_path: Path) -> None:
    cache.clear()
    token = one_time_links.make(world.ieva, one_time_links.INVITATION, by=world.omar)
    other = one_time_links.make(world.ieva, one_time_links.SIGN_IN, by=world.omar)
    client = Client()
    with speaking(tmp_path):
        found = {
            path: strange(client, f"{path}?lang=xx")
            for path in ("/sign-in/", "/forgot/", f"/invitation/{token}/", f"/invitation/{other}/")
        }
        found["wrong"] = strange(client, "/sign-in/?lang=xx", {"login": "ieva@example.com", "password": "x"})
        found["empty"] = strange(client, "/sign-in/?lang=xx", {"login": "x", "password": ""})
        found["weak"] = strange(client, f"/invitation/{token}/?lang=xx", {"password": "x", "again": "x"})
        gone = client.get("/invitation/none/?lang=xx").content.decode()
        found["gone"] = unmarked(gone, (*NAMES, *NATIVE))
    assert {path: texts for path, texts in found.items() if texts} == {}


@pytest.mark.django_db
def test_set_up(tmp_path: Path) -> None:
    cache.clear()
    client = Client()
    with speaking(tmp_path):
        assert strange(client, "/set-up/?lang=xx") == []
        wrong = {"code": str(setting_up.code()), "email": "x", "workspace": ""}
        assert strange(client, "/set-up/?lang=xx", wrong) == []
