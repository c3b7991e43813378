"""Settings: one's own card and tokens, people, departments, the workspace, what failed."""

import re

import pytest
from django.test import Client

from accord.channels.email.models import Mailbox, OutgoingMail
from accord.core import clock, options
from accord.events import timers
from accord.events.models import Delivery, Event, Timer
from accord.people import tokens
from accord.people.models import ApiToken, Department, Membership, Person
from accord.tickets import assigning
from accord.tickets.replying import reply
from accord.tickets.writing import Words
from tests.world import World

FOR_ALL = ["/settings/profile/", "/settings/sign-in/", "/settings/tokens/", "/more/", "/"]
FOR_ADMINS = [
    "/settings/people/",
    "/settings/people/new/",
    "/settings/departments/",
    "/settings/departments/new/",
    "/settings/workspace/",
    "/settings/deliveries/",
    "/settings/mailboxes/",
    "/settings/mailboxes/new/",
]


@pytest.fixture
def omar(world: World) -> Client:
    client = Client()
    client.force_login(world.omar)
    return client


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva)
    return client


@pytest.mark.parametrize("language", ["en", "bg"])
def test_every_page_is_shown_to_who_may_see_it(
    world: World, omar: Client, ieva: Client, language: str
) -> None:
    Person.objects.update(language=language)
    for path in [
        *FOR_ALL,
        *FOR_ADMINS,
        f"/settings/people/{world.ieva.pk}/",
        f"/settings/departments/{world.support.pk}/",
    ]:
        page = omar.get(path)
        assert page.status_code == 200, path
        assert f'<html lang="{language}"' in page.content.decode()
        assert page.content.decode().count("<h1") == 1, path
    assert all(ieva.get(path).status_code == 200 for path in FOR_ALL)
    assert all(Client().get(path).status_code == 302 for path in [*FOR_ALL, *FOR_ADMINS])


def test_the_pages_of_administrators_are_theirs(world: World, ieva: Client) -> None:
    for path in [
        *FOR_ADMINS,
        f"/settings/people/{world.omar.pk}/",
        f"/settings/departments/{world.support.pk}/",
    ]:
        for answer in (ieva.get(path), ieva.post(path, {"name": "x"})):
            assert answer.status_code == 403, path
    assert ieva.post(f"/settings/people/{world.omar.pk}/access/", {"active": "no"}).status_code == 403
    assert Event.objects.filter(ticket_id=None).count() == 0


def test_ones_own_card(world: World, ieva: Client) -> None:
    card = {
        "name": "Ieva Ozola",
        "alias": "Ieva",
        "language": "lv",
        "time_zone": "Europe/Riga",
        "theme": "dark",
        "keys_on": "on",
    }
    assert ieva.post("/settings/profile/", card).status_code == 303
    world.ieva.refresh_from_db()
    assert (world.ieva.name, world.ieva.theme, world.ieva.time_zone) == ("Ieva Ozola", "dark", "Europe/Riga")
    assert 'data-theme="dark"' in ieva.get("/settings/profile/").content.decode()
    wrong = ieva.post("/settings/profile/", {**card, "time_zone": "Mars"})
    assert wrong.status_code == 422 and 'value="Mars"' in wrong.content.decode()


def test_an_invitation_without_a_tested_way_out_is_shown_and_not_mailed(world: World, omar: Client) -> None:
    form = {
        "name": "Nele",
        "email": "nele@example.com",
        "role": "agent",
        "language": "et",
        f"level-{world.billing.pk}": "solver",
    }
    page = omar.post("/settings/people/new/", form)
    link = re.search(r"http://[^/<]+(/invitation/[^<]+)<", page.content.decode())
    assert page.status_code == 200 and link is not None and page["Referrer-Policy"] == "same-origin"
    person = Person.objects.get(email="nele@example.com")
    assert Membership.objects.get(person=person).level == "solver" and person.language == "et"
    assert not OutgoingMail.objects.exists()
    assert Client().get(link[1]).status_code == 200


def test_an_invitation_is_mailed_once_a_test_has_passed(world: World, omar: Client) -> None:
    Mailbox.objects.create(
        address="support@example.com", department=world.support, smtp_host="127.0.0.1", tested_at=clock.now()
    )
    omar.post("/settings/people/new/", {"name": "Nele", "email": "nele@example.com", "role": "agent"})
    assert OutgoingMail.objects.get().recipients == ["nele@example.com"]
    assert Delivery.objects.filter(effect="account-mail").count() == 1


def test_a_refused_invitation_keeps_what_was_typed(world: World, omar: Client) -> None:
    page = omar.post("/settings/people/new/", {"name": "Ieva", "email": "ieva@example.com", "role": "agent"})
    assert page.status_code == 422 and "is an agent already" in page.content.decode()
    assert 'value="ieva@example.com"' in page.content.decode()


def test_levels_and_role_of_an_agent(world: World, omar: Client) -> None:
    form = {
        "name": "Ieva",
        "alias": "",
        "role": "admin",
        f"level-{world.support.pk}": "",
        f"level-{world.billing.pk}": "reader",
    }
    assert omar.post(f"/settings/people/{world.ieva.pk}/", form).status_code == 303
    world.ieva.refresh_from_db()
    assert world.ieva.role == "admin"
    assert dict(Membership.objects.filter(person=world.ieva).values_list("department_id", "level")) == {
        world.billing.pk: "reader"
    }


def test_ending_an_access_hands_tickets_back(world: World, omar: Client) -> None:
    ticket = world.ticket()
    assigning.assign(ticket, world.ieva, by=world.ieva)
    assert omar.get(f"/settings/people/{world.ieva.pk}/access/").status_code == 405
    assert omar.post(f"/settings/people/{world.ieva.pk}/access/", {"active": "no"}).status_code == 303
    ticket.refresh_from_db()
    assert ticket.assignee is None
    omar.post(f"/settings/people/{world.ieva.pk}/access/", {"active": "yes"})
    world.ieva.refresh_from_db()
    assert world.ieva.is_active


def test_departments(world: World, omar: Client) -> None:
    form = {
        "name": "Returns",
        "position": "3",
        "take_back_days": "7",
        "reopen_closed_days": "0",
        "reply_reopens": "on",
    }
    assert omar.post("/settings/departments/new/", form).status_code == 303
    made = Department.objects.get(name="Returns")
    assert made.reply_reopens and not made.to_solve_on and made.is_active
    wrong = omar.post(f"/settings/departments/{made.pk}/", {**form, "take_back_days": "a week"})
    assert wrong.status_code == 422 and "Write a whole number." in wrong.content.decode()
    world.ticket()
    closing = {**form, "name": "Support"}
    refused = omar.post(f"/settings/departments/{world.support.pk}/", closing)
    assert refused.status_code == 422 and "unfinished tickets" in refused.content.decode()


def test_options(world: World, omar: Client) -> None:
    page = omar.get("/settings/workspace/").content.decode()
    names = set(re.findall(r'name="([a-z_]+\.[a-z_]+)"', page))
    shown = {key for key, option in options.options.items() if option.shown}
    assert names == shown  # the others have pages of their own
    form = {key: str(options.get(key)) for key in shown if not isinstance(options.get(key), bool)}
    assert omar.post("/settings/workspace/", {**form, "files.max_mb": "60"}).status_code == 303
    assert options.get("files.max_mb") == 60
    changed = {event.data["option"] for event in Event.objects.filter(kind="option.changed")}
    assert "files.max_mb" in changed and "workspace.name" not in changed
    wrong = omar.post("/settings/workspace/", {**form, "files.max_mb": "lots", "workspace.name": "Other"})
    assert wrong.status_code == 422 and options.get("workspace.name") != "Other"


def test_a_token_is_shown_once(world: World, ieva: Client) -> None:
    page = ieva.post("/settings/tokens/", {"name": "Shop", "scopes": ["tickets:read"]})
    made = re.search(r'class="secret">(accord_[^<]+)<', page.content.decode())
    assert made is not None and tokens.find(made[1]) is not None
    assert made[1] not in ieva.get("/settings/tokens/").content.decode()
    token = ApiToken.objects.get()
    other = Client()
    other.force_login(world.tiina)
    assert other.post(f"/settings/tokens/{token.pk}/revocation/").status_code == 404
    assert ieva.post(f"/settings/tokens/{token.pk}/revocation/").status_code == 303
    assert tokens.find(made[1]) is None


def test_what_failed_can_be_tried_again(world: World, omar: Client) -> None:
    ticket = world.ticket()
    reply(ticket, Words(text="Unplug it."), by=world.ieva)
    delivery = Delivery.objects.order_by("-id").first()
    assert delivery is not None
    later = clock.now()
    Delivery.objects.filter(pk=delivery.pk).update(
        attempts=12, last_error="OSError: <no route>", given_up_at=later, due_at=later
    )
    timers.put("sample", ("ticket", ticket.pk), clock.now())
    Timer.objects.update(last_error="KeyError: sample", attempts=2)
    page = omar.get("/settings/deliveries/").content.decode()
    assert "OSError: &lt;no route&gt;" in page and ticket.code in page and "KeyError: sample" in page
    assert "1 piece of work was given up" in omar.get("/").content.decode()
    assert omar.get(f"/settings/deliveries/{delivery.pk}/retry/").status_code == 405
    assert omar.post(f"/settings/deliveries/{delivery.pk}/retry/").status_code == 303
    delivery.refresh_from_db()
    assert delivery.given_up_at is None and delivery.attempts == 0
    timer = Timer.objects.get(kind="sample")
    assert omar.post(f"/settings/timers/{timer.pk}/retry/").status_code == 303
    assert omar.post("/settings/deliveries/999999/retry/").status_code == 404
