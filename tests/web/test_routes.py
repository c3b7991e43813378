"""Every address of the resolver, asked by everybody: owner, administrator, manager, solver, reader, an agent of another
department, the customer, and nobody. A new address fails here until it says who may use it.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accord.automation.actions.steps import Steps
from accord.automation.beside import making as making_beside
from accord.automation.calls import asking
from accord.automation.macros import making
from accord.automation.macros.making import Wording
from accord.automation.mass import jobs
from accord.automation.rules import editing
from accord.automation.trying import starting
from accord.channels.email.models import IncomingMail, Mailbox, OutgoingMail
from accord.channels.email.services import accounts
from accord.conditions.groups import Groups
from accord.core import clock, files
from accord.events import timers
from accord.events.models import Delivery, Event, Timer
from accord.messaging.chats import saying as chats
from accord.people import companies, grouping, tokens
from accord.people import editing as editing_people
from accord.people.contacts import contact_for
from accord.people.fields import defining
from accord.people.models import Address, ApiToken, Person
from accord.people.rights import access_of
from accord.people.speaking import is_spokesperson
from accord.sla import presets, setting_hours
from accord.tickets import discarding, forms, links
from accord.tickets.checklists import defining as checklists
from accord.tickets.explaining import ready_text
from accord.tickets.later import sending
from accord.tickets.later.kept import Answer
from accord.tickets.models import Attachment, SideConversation, Tag, Ticket
from accord.tickets.postponing import postpone
from accord.tickets.resolving import resolve
from accord.tickets.seeing import may_see
from accord.tickets.statuses import shaping
from accord.tickets.writing import FileOf, Words, attach
from accord.views import saving
from accord.web.portal import proving
from tests.waiting import own_transaction
from tests.web.rights_table import PAGES, ROLES
from tests.world import World, agent


@dataclass
class House:
    """A ticket of Support and all that hangs on it, and a browser for each role."""

    world: World
    ticket: Ticket
    browsers: dict[str, Client]
    parts: dict[str, list[Any]]
    people: dict[str, Person]

    def address(self, name: str) -> str:
        beginning = name.partition("-")[0]
        return reverse(name, args=self.parts.get(name, self.parts.get(beginning, [])))


@pytest.fixture
def house(world: World) -> Iterator[House]:
    cache.clear()
    people = {
        "owner": world.omar,
        "admin": agent("Anna", role="admin"),
        "manager": world.tiina,
        "solver": world.ieva,
        "reader": agent("Rita", reader=world.support),
        "elsewhere": agent("Bruno", solver=world.billing),
    }
    world.tiina.memberships.filter(department=world.billing).delete()
    browsers = {role: Client() for role in ROLES}
    for role, person in people.items():
        browsers[role].force_login(person)
    session = browsers["customer"].session
    until = clock.now().timestamp() + 3600
    session[proving.PROVEN] = {"person": world.hannah.pk, "address": "hannah@example.com", "until": until}
    session.save()
    ticket, message = world.ticket_and_message(acknowledge=True)
    with transaction.atomic():
        attach(message, [FileOf(files.put(b"%PDF-1.4"), "guide.pdf", "application/pdf")])
    yield House(world, ticket, browsers, _parts(world, ticket), people)
    cache.clear()


def _service(world: World) -> dict[str, list[Any]]:
    """A service level with its hours and its rule."""
    level = presets.take("day", by=world.omar, name="Standard", hours_name="Office")
    hours = setting_hours.BusinessHours.objects.get()
    day = setting_hours.add_day(hours, by=world.omar, day=clock.now().date(), name="Stocktaking")
    rule = level.rules.get()
    parts = {f"settings-level{name}": [level.pk] for name in ("", "-removal")}
    parts |= {f"settings-level-rule{name}": [rule.pk] for name in ("", "-move", "-removal")}
    parts |= {f"settings-hours-{name}": [hours.pk] for name in ("one", "days", "removal")}
    return parts | {"settings-hours-day": [day.pk]}


def _named(world: World) -> dict[str, list[Any]]:
    """A status, a field in a form, a group and a company."""
    status = shaping.make("new", "Waits for its photo", by=world.omar)
    field = defining.make("ticket", "text", "Order", by=world.omar)
    form = forms.make("Repairs", by=world.omar, asked=[{"field": field.pk}], departments=[world.support.pk])
    group = grouping.make("VIP", "red", by=world.omar)
    editing_people.move_to_company(world.hannah, "Kohv OÜ", by=world.omar)
    return {
        "settings-status": [status.pk],
        "settings-status-own": ["open"],
        "settings-field": [field.pk],
        "fields": ["ticket"],
        "settings-form": [form.pk],
        "settings-group": [group.pk],
        "company": [world.hannah.company_id],
        "settings-tag": [Tag.objects.create(name="refund").pk],
        "settings-checklist": [checklists.make("Repair", ["Test the pump"], by=world.omar).pk],
    }


def _beside(world: World, ticket: Ticket) -> dict[str, list[Any]]:
    """A panel and a button; nobody answers at their address."""
    wording = making_beside.Wording("Orders", "https://shop.invalid/{ticket.code}", does="call")
    panel, spare = (making_beside.make_panel(wording, by=world.omar) for _each in range(2))
    button = making_beside.make_button(wording, by=world.omar)
    return {
        "settings-beside": [],
        "settings-beside-new": ["panels"],
        "settings-beside-one": ["panels", panel.pk],
        "settings-beside-order": ["buttons"],
        "settings-beside-try": ["buttons"],
        "settings-beside-removal": ["panels", spare.pk],
        "ticket-panel": [ticket.code, panel.pk],
        "ticket-button": [ticket.code, button.pk],
    }


def _parts(world: World, ticket: Ticket) -> dict[str, list[Any]]:
    """The arguments of addresses: by name, or by what the name begins with."""
    mailbox = Mailbox.objects.create(address="support@example.com", department=world.support)
    with transaction.atomic():
        raw = files.put(b"Subject: x\r\n\r\nx")
        timers.put("sample", ("ticket", ticket.pk), clock.now())
    came = IncomingMail.objects.create(
        spool_id="1", received_at=clock.now(), sha256="0", fate="opened", ticket_id=ticket.pk, raw=raw, mailbox=mailbox
    )
    went = OutgoingMail.objects.create(
        event_id=1, part="answer", message_id="1@x", ticket_id=ticket.pk, raw=raw, created_at=clock.now()
    )
    tokens.create(world.omar, "Shop")
    service = accounts.make("postmark", {}, by=world.omar)
    wording = Wording("Refund", personal=False, departments=[world.support.pk], texts={"en": "<p>Soon.</p>"})
    macro = making.make(wording, by=world.omar)
    steps = [{"a": "add_tags", "v": {"tags": ["late"]}}]
    rule = editing.make(editing.Wording("Tag it", ["state_for"], steps, timed=True, wait_s=60), by=world.omar)
    trial = starting.start(editing.wording_of(rule), 7, by=world.omar, rule=rule)
    view = saving.make("All", Groups(), by=world.omar, shared="departments", departments=[world.support.pk])
    mass = jobs.start([ticket.pk], Steps.parse([{"a": "spam"}]), by=world.ieva)
    call = asking.ask(ticket, "POST", "https://hooks.example.com/", by=world.omar, headers={})
    file = Attachment.objects.get()
    waits = sending.send_later(
        ticket, Answer(Words(text="Soon.")), by=world.omar, due_at=clock.now() + timedelta(days=1)
    )
    link = links.ticket_url(ticket, world.hannah.pk, "hannah@example.com").rstrip("/").rpartition("/")[2]
    side = SideConversation.objects.create(ticket=ticket, subject="A part", begun_at=clock.now())
    ledger, outbox = ["email", came.pk], ["email", went.pk]
    return {
        "person": [world.hannah.pk],
        "person-link": [world.ieva.pk],
        "person-access": [world.ieva.pk],
        "person-second-step": [world.ieva.pk],
        "settings": [],
        "settings-person": [world.ieva.pk],
        "settings-department": [world.support.pk],
        "silence": [world.support.pk],
        "reason": ["moved"],
        "late": [world.support.pk],
        "mail-wording": ["received"],
        "mail-wording-preview": ["received"],
        "settings-reason": ["moved"],
        "settings-reason-new": [],
        "hand-out-department": [world.support.pk],
        "settings-way": [world.ieva.pk],
        "token-revocation": [ApiToken.objects.get().pk],
        "delivery": [Delivery.objects.get().pk],
        "timer": [Timer.objects.get(kind="sample").pk],
        "macro": [macro.pk],
        "push-browser-end": [1],  # nobody's
        "mass": [mass.pk],
        **_beside(world, ticket),
        "chat": [chats.begin([agent("Karl")], "Look?", by=world.ieva).pk],
        "ticket-chats": [ticket.code],
        "http": [call.pk],
        "http-secret-removal": ["shop"],
        "mass-all": [],
        "mass-new": [],
        "mass-warnings": [],
        "settings-macro": [macro.pk],
        "ticket-macro": [ticket.code, macro.pk],
        "rule": [rule.pk],
        "rule-trial": [trial.pk],
        "rule-trial-stop": [trial.pk],
        "rule-trial-tickets": [trial.pk],
        "rules": [],
        "settings-rule": [rule.pk],
        "settings-rule-new": [],
        "settings-rules": [],
        **_service(world),
        **_named(world),
        "view": [view.pk],
        "view-rail": [],
        "view-row": [view.pk, ticket.code],
        "view-cell": [view.pk, ticket.code, "priority"],
        "settings-view": [view.pk],
        "settings-view-new": [],
        "settings-views": [],
        "mailbox": [mailbox.pk],
        "mfa_remove_webauthn": [1],
        "one": ["no-such-token"],
        "my-same": ["no-such-token"],
        "inbox": ["todo"],
        "inbox-row": [ticket.code],
        "inbox-bulk": [],
        "inbox-dialogs": [],
        "mailbox-new": [],
        "mailbox-consented": [],
        "mail-services": [],
        "mail-service-new": [],
        "mail-service": [service.pk],
        "mail-hook-incoming": [service.pk, "guessed"],
        "mail-hook-incoming-mime": [service.pk, "guessed", "mime"],
        "mail-hook-tracking": [service.pk, "guessed"],
        "ticket": [ticket.code],
        "ticket-new": [],
        "ticket-side": [side.pk],
        "internal": [],
        "file": [file.pk, file.name],
        "message-why": [file.message_id],
        "message-split": [file.message_id],
        "message-forward": [file.message_id],
        "ticket-later": [ticket.code],
        "ticket-later-one": [ticket.code, waits.pk],
        "ledger-retry": ledger,
        "ledger-separate": ledger,
        "ledger-source": ledger,
        "outbox": [],
        "outbox-mail": outbox,
        "outbox-body": outbox,
        "outbox-source": outbox,
        "outbox-release": outbox,
        "my-answer": [link],
        "my-link": [link],
        "my-ticket": [ticket.code],
        "my-file": [file.pk, file.name],
    }


def addresses() -> Iterator[tuple[str, str]]:
    """(name, path) of every address that pages have; the API's are in `api_addresses`."""

    def walk(resolver: URLResolver, before: str) -> Iterator[tuple[str, str]]:
        for each in resolver.url_patterns:
            path = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield each.name or "", path
            else:
                yield from walk(each, path)

    yield from walk(get_resolver(), "")


def outcome(answer: HttpResponse) -> str:
    """What an answer means to whoever asked."""
    status, to = answer.status_code, answer.headers.get("Location", "")
    if status in (301, 302, 303) and to.startswith("/sign-in/?next="):
        return "door"
    if status in (302, 303) and to.split("?")[0] in ("/my/", "/my/code/"):
        return "proof"
    meaning = {401: "token", 403: "no", 404: "hidden"}.get(status, "")
    if not meaning:
        assert status < 400 or status in (400, 405, 409, 413, 422), (status, answer.content[:300])
        assert status != 405, "the table asks by the wrong method"
    return meaning or "yes"


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Whatever the block does to the database is undone."""
    with contextlib.suppress(_Undo), own_transaction():
        yield
        raise _Undo
    cache.clear()


class _Undo(Exception):
    pass


def prepare(house: House, name: str) -> None:
    """Bring the ticket where the verb is possible at all."""
    ticket, by = house.ticket, house.world.omar
    if name == "ticket-return":
        postpone(ticket, clock.now() + timedelta(days=1), by=by)
    elif name in ("ticket-reopening", "ticket-closure"):
        resolve(ticket, ready_text("solved", "en"), by=by)
    elif name == "ticket-purge":
        discarding.delete(ticket, by=by)
    elif name == "outbox-release":
        OutgoingMail.objects.update(state="kept", event_id=Event.objects.order_by("id")[0].pk)


def asked(house: House, role: str, name: str) -> str:
    """What that address means to that role; nothing stays changed."""
    method, form, _ = PAGES[name]
    tomorrow = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    given = {"TICKET": str(house.ticket.pk), "DEPARTMENT": str(house.world.billing.pk), "TOMORROW": tomorrow}
    given["MESSAGE"] = str(house.ticket.messages.earliest("id").pk)
    filled = {field: given.get(value, value) for field, value in form.items()}
    browser, address, found = house.browsers[role], house.address(name), ""
    with undone():
        prepare(house, name)
        found = outcome(browser.get(address) if method == "GET" else browser.post(address, filled))
    house.ticket.refresh_from_db()
    return found


def test_every_address_says_who_may_use_it() -> None:
    names = {name for name, path in addresses() if not path.startswith("api/")}
    assert names == set(PAGES)


@pytest.mark.django_db(transaction=True)
def test_everybody_at_every_page(house: House) -> None:
    found = {name: {role: asked(house, role, name) for role in ROLES} for name in PAGES}
    wrong = [f"{name}: {list(got.values())}" for name, got in found.items() if got != PAGES[name][2]]
    assert wrong == []


@pytest.mark.django_db(transaction=True)
def test_no_session_opens_the_api(house: House) -> None:
    """Programs show a token; being signed in as a person is none."""
    for name, path in addresses():
        if path.startswith("api/v1/") and name not in ("", "api-root", "openapi"):
            for role in ROLES:
                address = "/" + path.replace("<code>", house.ticket.code).replace("<number>", "1")
                assert house.browsers[role].get(address).status_code in (401, 405), (role, address)


@pytest.mark.django_db(transaction=True)
def test_list_search_page_file_api_and_live_give_one_answer(house: House) -> None:
    """Whoever finds a ticket in one place finds it in all, and the others in none."""
    code, everybody = house.ticket.code, ("owner", "admin", "manager", "solver", "reader", "elsewhere")
    for role in everybody:
        browser, person = house.browsers[role], house.people[role]
        token = tokens.create(person, "x")
        bearer = {"Authorization": f"Bearer {token}"}
        number = house.address("file").split("/")[2]
        seen = {
            "list": code in browser.get("/inbox/all/").content.decode(),
            "search": code in browser.get("/search/?q=grinder", follow=True).content.decode(),
            "page": browser.get(f"/tickets/{code}/").status_code == 200,
            "file": browser.get(house.address("file")).status_code == 200,
            "row": browser.get(house.address("inbox-row")).status_code == 200,
            "live": browser.post("/live-state/presence/", {"ticket": house.ticket.pk, "doing": ""}).status_code == 200,
            "api": browser.get(f"/api/v1/tickets/{code}", headers=bearer).status_code == 200,
            "api list": code in browser.get("/api/v1/tickets", headers=bearer).content.decode(),
            "api file": browser.get(f"/api/v1/files/{number}", headers=bearer).status_code == 200,
            "rule": may_see(access_of(person), house.ticket),
        }
        assert set(seen.values()) == {role != "elsewhere"}, (role, seen)


@pytest.mark.django_db(transaction=True)
def test_an_agent_of_another_department_makes_himself_no_way_in(house: House) -> None:
    """One more address of a contact is one more reader of his tickets."""
    for role, allowed in (("elsewhere", False), ("reader", False), ("solver", True)):
        with undone():
            house.browsers[role].post(house.address("person-addresses"), {"address": "me@example.com"})
            assert Address.objects.filter(email="me@example.com").exists() is allowed, role


@pytest.mark.django_db(transaction=True)
def test_nor_through_the_company(house: House) -> None:
    """Who reads what its people asked is chosen by who may change all of that; on pages and in the API alike."""
    world, company = house.world, house.world.hannah.company_id
    mine = contact_for("me@example.com")
    editing_people.move_to_company(mine, "Kohv OÜ", by=world.omar)
    ways: list[tuple[str, dict[str, str], Callable[[], bool]]] = [
        (f"/companies/{company}/", {"name": "Kohv OÜ", "shares": "on"}, lambda: companies.shares(company)),
        (f"/people/{mine.pk}/speaking/", {"speaks": "1"}, lambda: is_spokesperson(mine)),
    ]
    for role, allowed in (("elsewhere", False), ("reader", False), ("solver", True)):
        for path, form, done in ways:
            with undone():
                house.browsers[role].post(path, form)
                assert done() is allowed, (role, path)
        with undone():
            bearer = {"Authorization": f"Bearer {tokens.create(house.people[role], 'x')}"}
            told: dict[str, Any] = {"content_type": "application/json", "headers": bearer}
            house.browsers[role].patch(f"/api/v1/companies/{company}", {"shares": True}, **told)
            assert companies.shares(company) is allowed, role
            house.browsers[role].post("/api/v1/contacts", {"email": "new@example.com"}, **told)
            assert Address.objects.filter(email="new@example.com").exists() is (role != "reader"), role


@pytest.mark.django_db(transaction=True)
def test_no_page_tells_of_what_its_reader_may_not_see(house: House) -> None:
    """Another request of the same customer, in a department that is not the reader's: no page that he gets names it."""
    world = house.world
    other = world.ticket("Secret of Billing", "Secret words.", department=world.billing)
    told: list[tuple[str, str]] = []
    for name, (method, _form, who) in PAGES.items():
        for role in ("manager", "solver", "reader"):
            if method == "GET" and who[role] == "yes":
                with undone():
                    prepare(house, name)
                    shown = house.browsers[role].get(house.address(name))
                    words = b"" if shown.streaming else shown.content
                    told += [(name, role)] * (b"Secret" in words or other.code.encode() in words)
    assert told == []
