"""Passkeys of agents: made, used at the door and at the second step, taken away, and refused where they must be."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from accord.events.models import Event
from accord.people import employing, passwords
from accord.people.models import Person
from tests.web.passkey_device import Device
from tests.web.test_sign_in import PASSWORD, sign_in, text
from tests.world import World

DOOR, NEW = "/sign-in/passkey/", "/settings/sign-in/passkeys/new/"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ieva(world: World) -> Person:
    passwords.choose(world.ieva, PASSWORD, by=world.ieva)
    return world.ieva


def browser() -> Client:
    return Client(headers={"host": "testserver"}, **{"wsgi.url_scheme": "https"})


def options_on(page: Any) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]+)"', text(page))
    assert found is not None, text(page)
    return dict(json.loads(unescape(found[1])))


def asked(client: Client) -> dict[str, Any]:
    return dict(client.get(DOOR, headers={"accept": "application/json"}).json()["request_options"])


def add(client: Client, device: Device, name: str = "My phone") -> Any:
    """Sign in by password, show once more who one is, add the passkey."""
    sign_in(client, "ieva@example.com")
    again = client.get(NEW)
    if again.status_code == 302:
        client.post(again["Location"], {"password": PASSWORD})
        again = client.get(NEW)
    return client.post(NEW, {"name": name, "credential": device.make(options_on(again))})


def enter(client: Client, device: Device, **more: Any) -> Any:
    return client.post(DOOR, {"credential": device.use(asked(client)), **more})


def test_a_passkey_signs_in_without_password_and_code(ieva: Person) -> None:
    device = Device()
    assert add(browser(), device)["Location"] == "/settings/sign-in/codes/"
    visitor = browser()
    response = enter(visitor, device, next="/settings/profile/")
    assert response.status_code == 302 and response["Location"] == "/settings/profile/"
    page = text(visitor.get("/settings/sign-in/"))
    assert "My phone" in page and "last used on" in page
    assert Event.objects.filter(kind="person.passkey_added", subject_id=ieva.pk).count() == 1


def test_adding_asks_once_more_who_one_is(ieva: Person) -> None:
    client = browser()
    client.force_login(ieva)
    assert client.get(NEW)["Location"].startswith("/sign-in/again/")


def test_with_a_passkey_the_password_alone_opens_nothing(ieva: Person) -> None:
    device, other = Device(), Device()
    add(browser(), device)
    visitor = browser()
    assert sign_in(visitor, "ieva@example.com")["Location"].startswith("/sign-in/code/")  # type: ignore[index]
    page = visitor.get("/sign-in/code/")
    options = options_on(page)
    assert len(options["publicKey"]["allowCredentials"]) == 1
    refused = visitor.post("/sign-in/code/", {"credential": other.use(options, owner=device.owner)})
    assert "That passkey is not known here" in text(refused)
    assert visitor.get("/more/").status_code == 302
    options = options_on(refused)
    assert visitor.post("/sign-in/code/", {"credential": device.use(options)}).status_code == 302
    assert visitor.get("/more/").status_code == 200


def test_a_recovery_code_replaces_it_once(ieva: Person) -> None:
    client = browser()
    add(client, Device())
    codes = re.findall(r"<li>([a-z0-9-]{6,})</li>", text(client.get("/settings/sign-in/codes/")))
    assert len(codes) == 10
    for expected in (200, 302):
        visitor = browser()
        sign_in(visitor, "ieva@example.com")
        visitor.post("/sign-in/code/", {"code": codes[0]})
        assert visitor.get("/more/").status_code == expected


def test_it_is_asked_again_by_a_passkey(ieva: Person) -> None:
    device, client = Device(), browser()
    add(client, device)
    visitor = browser()
    enter(visitor, device)
    first = visitor.get(NEW)
    assert first["Location"].startswith("/sign-in/again/?")
    assert "/sign-in/again/passkey/" in text(visitor.get(first["Location"]))
    page = visitor.get(f"/sign-in/again/passkey/?next={NEW}")
    wrong = visitor.post(f"/sign-in/again/passkey/?next={NEW}", {"credential": Device().use(options_on(page))})
    assert wrong.status_code == 422 and "not known here" in text(wrong)
    done = visitor.post(f"/sign-in/again/passkey/?next={NEW}", {"credential": device.use(options_on(wrong))})
    assert done.status_code == 302 and visitor.get(NEW).status_code == 200


def test_removing_the_last_one_leaves_the_password_alone(ieva: Person) -> None:
    client, device = browser(), Device()
    add(client, device)
    number = Authenticator.objects.get(type="webauthn").pk
    url = f"/settings/sign-in/passkeys/{number}/end/"
    assert client.get(url).status_code == 200
    assert Authenticator.objects.filter(pk=number).exists()
    assert client.post(url)["Location"] == "/settings/sign-in/"
    assert not Authenticator.objects.exists()
    assert Event.objects.filter(kind="person.passkey_removed", subject_id=ieva.pk).count() == 1
    visitor = browser()
    assert enter(visitor, device)["Location"].startswith("/sign-in/?passkey=refused")
    assert "not known here" in text(visitor.get("/sign-in/?passkey=refused"))
    assert sign_in(browser(), "ieva@example.com")["Location"] == "/"  # type: ignore[index]


def test_nobody_removes_somebody_elses(world: World, ieva: Person) -> None:
    add(browser(), Device())
    number = Authenticator.objects.get(type="webauthn").pk
    passwords.choose(world.omar, PASSWORD, by=world.omar)
    other = browser()
    sign_in(other, "omar@example.com")
    url = f"/settings/sign-in/passkeys/{number}/end/"
    other.post(other.get(url)["Location"], {"password": PASSWORD})
    assert other.post(url).status_code == 404
    assert Authenticator.objects.filter(pk=number).exists()


def test_who_has_left_signs_in_no_more(world: World, ieva: Person) -> None:
    device = Device()
    add(browser(), device)
    employing.deactivate(ieva, by=world.omar)
    visitor = browser()
    assert enter(visitor, device)["Location"].startswith("/sign-in/?passkey=refused")
    assert visitor.get("/more/").status_code == 302


def test_a_device_that_asked_for_nothing_is_not_enough(ieva: Person) -> None:
    client = browser()
    refused = add(client, Device(verifies=False))
    assert refused.status_code == 422 and not Authenticator.objects.exists()
    device = Device()
    add(client, device)
    device.verifies = False
    visitor = browser()
    assert "refused" in enter(visitor, device)["Location"]


def test_an_answer_counts_once_and_only_to_its_question(ieva: Person) -> None:
    device = Device()
    add(browser(), device)
    visitor, other = browser(), browser()
    answer = device.use(asked(visitor))
    asked(other)
    assert "refused" in other.post(DOOR, {"credential": answer})["Location"]
    assert visitor.post(DOOR, {"credential": answer})["Location"] == "/"
    visitor.post("/sign-out/")
    assert "refused" in visitor.post(DOOR, {"credential": answer})["Location"]


def test_a_page_of_another_site_gets_nothing(ieva: Person) -> None:
    device = Device()
    add(browser(), device)
    device.origin = "https://testserver.evil.example"
    assert "refused" in enter(browser(), device)["Location"]


@pytest.mark.parametrize(
    "nonsense",
    ["", "{}", "[]", "7", '"x"', "null", "{", '{"id": 1}', '{"response": {}}', '{"response": {"userHandle": null}}',
     '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "AA"}}',
     '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "authenticatorData": "AA",'
     ' "signature": "AA", "userHandle": "AA"}, "clientExtensionResults": {}}'],
)  # fmt: skip
def test_nonsense_is_refused(ieva: Person, nonsense: str) -> None:
    visitor = browser()
    asked(visitor)
    assert "passkey=refused" in visitor.post(DOOR, {"credential": nonsense})["Location"]
    client = browser()
    sign_in(client, "ieva@example.com")
    client.post(client.get(NEW)["Location"], {"password": PASSWORD})
    client.get(NEW)
    assert client.post(NEW, {"credential": nonsense}).status_code == 422
    assert not Authenticator.objects.exists()


def test_the_name_is_text_and_may_be_missing(ieva: Person) -> None:
    client = browser()
    add(client, Device(), name="<b>phone</b>")
    add(client, Device(), name="")
    page = text(client.get("/settings/sign-in/"))
    assert "&lt;b&gt;phone&lt;/b&gt;" in page and "<b>Passkey</b>" in page
    assert Authenticator.objects.filter(data__name="").count() == 1


def test_an_administrator_helps_who_has_lost_everything(world: World, ieva: Person) -> None:
    device = Device()
    add(browser(), device)
    helper = browser()
    helper.force_login(world.omar)
    page = text(helper.get(f"/settings/people/{ieva.pk}/"))
    assert "Take the second step away" in page
    url = f"/settings/people/{ieva.pk}/second-step/"
    for _ in range(2):
        assert helper.post(url).status_code == 303
    assert not Authenticator.objects.exists()
    assert Event.objects.filter(kind="person.two_step_taken", subject_id=ieva.pk, actor_id=world.omar.pk).count() == 1
    assert "Take the second step away" not in text(helper.get(f"/settings/people/{ieva.pk}/"))
    assert sign_in(browser(), "ieva@example.com")["Location"] == "/"  # type: ignore[index]
    own = helper.post(f"/settings/people/{world.omar.pk}/second-step/")
    assert own.status_code == 409
    other = browser()
    other.force_login(ieva)
    assert other.post(f"/settings/people/{world.omar.pk}/second-step/").status_code == 403
