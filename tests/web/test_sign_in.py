"""Signing in, out, by link, with a second step; and who may not."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accord.channels.email.models import Mailbox, OutgoingMail
from accord.core import clock
from accord.events.models import Delivery, Event
from accord.people import employing, one_time_links, passwords
from accord.people.models import Person
from tests.world import World

PASSWORD = "the third harvest"


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ieva(world: World) -> Person:
    passwords.choose(world.ieva, PASSWORD, by=world.ieva)
    return world.ieva


def sign_in(client: Client, email: str, password: str = PASSWORD, where: str = "/sign-in/") -> object:
    return client.post(where, {"login": email, "password": password})


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_an_agent_signs_in_and_comes_to_where_he_wanted(client: Client, ieva: Person) -> None:
    wanted = client.get("/settings/profile/")
    assert wanted.status_code == 302 and wanted["Location"] == "/sign-in/?next=%2Fsettings%2Fprofile%2F"
    response = sign_in(client, " IEVA@example.com ", where=wanted["Location"])
    assert response.status_code == 302 and response["Location"] == "/settings/profile/"  # type: ignore[attr-defined, index]
    assert client.get("/settings/profile/").status_code == 200
    assert client.session.get_expiry_age() > 13 * 24 * 3600


def test_no_address_leads_to_another_site(client: Client, ieva: Person) -> None:
    response = sign_in(client, "ieva@example.com", where="/sign-in/?next=https://evil.example/")
    assert response["Location"] == "/"  # type: ignore[index]


def test_a_wrong_pair_counts_down_and_then_pauses(client: Client, ieva: Person) -> None:
    told = []
    for _ in range(6):
        response = sign_in(client, "ieva@example.com", "not this one")
        assert response.status_code == 422  # type: ignore[attr-defined]
        told.append(re.search(r'id="e-password"[^>]*>.*?</svg>([^<]*)<', text(response), re.S))
    sentences = [found[1] for found in told if found]
    assert sentences == [
        "That pair does not match.",
        "That pair does not match. 3 more tries, then a pause of a minute.",
        "That pair does not match. 2 more tries, then a pause of a minute.",
        "That pair does not match. One more try, then a pause of a minute.",
        "That pair does not match. Wait a minute, then try again.",
        "That was too often. Wait a minute, then try again. Nothing is locked.",
    ]
    assert "That was too often" in text(sign_in(client, "ieva@example.com", PASSWORD))


def test_everybody_else_gets_the_same_answer(client: Client, world: World, ieva: Person) -> None:
    world.hannah.set_password(PASSWORD)
    world.hannah.save()
    employing.deactivate(ieva, by=world.omar)
    for address in ("ieva@example.com", "hannah@example.com", "nobody@example.com", "omar@example.com"):
        response = sign_in(client, address)
        assert "That pair does not match." in text(response) and "_auth_user_id" not in client.session


def test_what_is_missing_is_said_beside_its_field(client: Client, ieva: Person) -> None:
    response = sign_in(client, "", "")
    assert "Write your mail address." in text(response) and "Write your password." in text(response)
    assert text(response).count('aria-invalid="true"') == 2


def test_ending_the_access_ends_the_session(client: Client, world: World, ieva: Person) -> None:
    sign_in(client, "ieva@example.com")
    assert client.get("/more/").status_code == 200
    employing.deactivate(ieva, by=world.omar)
    assert client.get("/more/").status_code == 302


def test_a_new_password_signs_out_everywhere_else(ieva: Person) -> None:
    here, there = Client(), Client()
    sign_in(here, "ieva@example.com")
    sign_in(there, "ieva@example.com")
    new = {"old": PASSWORD, "password": "the fourth harvest", "again": "the fourth harvest"}
    assert "That is not your password." in text(here.post("/settings/sign-in/", {**new, "old": "x"}))
    assert here.post("/settings/sign-in/", new).status_code == 303
    assert here.get("/more/").status_code == 200
    assert there.get("/more/").status_code == 302


def test_signing_out_takes_a_post(client: Client, ieva: Person) -> None:
    sign_in(client, "ieva@example.com")
    assert client.get("/sign-out/").status_code == 200
    assert client.get("/more/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/more/").status_code == 302


def test_forms_need_their_mark(ieva: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/sign-in/").status_code == 200
    cookie = strict.cookies["accord_csrf"].value
    data = {"login": "ieva@example.com", "password": PASSWORD}
    assert strict.post("/sign-in/", {**data, "csrfmiddlewaretoken": cookie}).status_code == 302


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_set_password", "account_inactive"]
)
def test_the_other_doors_are_not_there(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


# One-time links


def test_a_link_is_only_used_by_a_post(client: Client, world: World) -> None:
    token = one_time_links.make(world.ieva, one_time_links.INVITATION, by=world.omar)
    url = f"/invitation/{token}/"
    for _ in range(3):  # a scanner of links
        assert client.get(url).status_code == 200
    assert client.head(url).status_code == 200
    wrong = client.post(url, {"password": "the third harvest", "again": "another"})
    assert wrong.status_code == 422 and "The two are not the same." in text(wrong)
    assert client.post(url, {"password": "short", "again": "short"}).status_code == 422
    done = client.post(url, {"password": PASSWORD, "again": PASSWORD})
    assert done.status_code == 302 and client.get("/more/").status_code == 200
    gone = Client().get(url)
    assert gone.status_code == 404 and "no longer works" in text(gone)
    assert Event.objects.filter(kind="person.password_set", actor_id=world.ieva.pk).count() == 1


def test_a_sign_in_link_signs_in_once(client: Client, world: World) -> None:
    token = one_time_links.make(world.omar, one_time_links.SIGN_IN, by=world.omar)
    assert client.get(f"/invitation/{token}/").status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post(f"/invitation/{token}/").status_code == 302
    assert client.get("/more/").status_code == 200
    assert Client().post(f"/invitation/{token}/").status_code == 404


def test_an_old_link_says_so(client: Client, world: World) -> None:
    token = one_time_links.make(world.ieva, one_time_links.INVITATION, by=world.omar)
    made = clock.now()
    with clock.running(lambda: made + timedelta(days=2)):
        response = client.post(f"/invitation/{token}/", {"password": PASSWORD, "again": PASSWORD})
    assert response.status_code == 404 and not Person.objects.get(pk=world.ieva.pk).has_usable_password()


# A forgotten password


def test_nobody_learns_who_has_an_account(client: Client, world: World, ieva: Person) -> None:
    Mailbox.objects.create(address="support@example.com", department=world.support, tested_at=clock.now())
    answers = {
        re.sub(
            r"[a-z]+@example.com|value=\"[^\"]{40,}\"", "", text(client.post("/forgot/", {"email": address}))
        )
        for address in ("ieva@example.com", "nobody@example.com", "hannah@example.com")
    }
    assert len(answers) == 1 and "If an agent has the address" in answers.pop()
    assert OutgoingMail.objects.count() == Delivery.objects.filter(effect="account-mail").count() == 1
    assert OutgoingMail.objects.get().recipients == ["ieva@example.com"]


def test_without_a_tested_way_out_the_page_says_what_helps(
    client: Client, world: World, ieva: Person
) -> None:
    assert "No mailbox is set up yet" in text(client.get("/forgot/"))
    client.post("/forgot/", {"email": "ieva@example.com"})
    assert not OutgoingMail.objects.exists()


# The second step


def code_of(secret: str, back: int = 0) -> str:
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2] - back)))


def turn_on(client: Client) -> str:
    again = client.get("/settings/sign-in/second-step/")
    assert again.status_code == 302 and again["Location"].startswith("/sign-in/again/")
    client.post(again["Location"], {"password": PASSWORD})
    page = client.get("/settings/sign-in/second-step/")
    secret = re.search(r'class="secret">([A-Z2-7]+)<', text(page))
    assert secret is not None
    response = client.post("/settings/sign-in/second-step/", {"code": code_of(secret[1])})
    assert response.status_code == 302 and response["Location"] == "/settings/sign-in/codes/"
    return secret[1]


def test_the_second_step_is_asked_for_and_its_seed_is_sealed(client: Client, ieva: Person) -> None:
    sign_in(client, "ieva@example.com")
    secret = turn_on(client)
    stored = Authenticator.objects.get(type="totp")
    assert secret not in str(stored.data)
    assert Event.objects.filter(kind="person.two_step_on", subject_id=ieva.pk).exists()
    codes = re.findall(r"<li>([a-z0-9-]{6,})</li>", text(client.get("/settings/sign-in/codes/")))
    assert len(codes) == 10
    client.post("/sign-out/")
    cache.clear()  # a code is taken once; what was used to turn it on may be used again here
    first = sign_in(client, "ieva@example.com")
    assert first["Location"].startswith("/sign-in/code/")  # type: ignore[index]
    assert client.get("/more/").status_code == 302
    wrong = client.post("/sign-in/code/", {"code": "000000"})
    assert "That code does not fit" in text(wrong)
    assert client.post("/sign-in/code/", {"code": codes[0]}).status_code == 302
    assert client.get("/more/").status_code == 200


def test_a_new_password_by_link_does_not_skip_the_second_step(
    client: Client, world: World, ieva: Person
) -> None:
    sign_in(client, "ieva@example.com")
    turn_on(client)
    token = one_time_links.make(ieva, one_time_links.PASSWORD_RESET, by=world.omar)
    fresh = Client()
    response = fresh.post(
        f"/invitation/{token}/", {"password": "the fifth harvest", "again": "the fifth harvest"}
    )
    assert response["Location"].startswith("/sign-in/code/")
    assert fresh.get("/more/").status_code == 302


def test_the_second_step_is_turned_off_with_the_password(client: Client, ieva: Person) -> None:
    sign_in(client, "ieva@example.com")
    turn_on(client)
    assert client.get("/settings/sign-in/second-step/end/").status_code == 200
    assert client.post("/settings/sign-in/second-step/end/").status_code == 302
    assert not Authenticator.objects.exists()
    assert Event.objects.filter(kind="person.two_step_off").exists()
