"""The first run in the browser."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from accord.core import options
from accord.people import setting_up
from accord.people.models import Department, Person
from accord.tickets.models import SilenceRule

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "Marta Kalniņa",
    "email": "marta@example.com",
    "password": "a grinder of coffee",
    "workspace": "Example Café",
    "language": "lv",
    "time_zone": "Europe/Riga",
    "department": "Atbalsts",
}


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_everything_leads_to_set_up_until_there_is_an_owner(client: Client) -> None:
    assert client.get("/")["Location"] == "/sign-in/?next=%2F"
    assert client.get("/sign-in/?next=%2F")["Location"] == "/set-up/"
    assert client.get("/set-up/").status_code == 200


def test_who_has_the_code_becomes_the_owner_and_goes_on_to_the_mailbox(client: Client) -> None:
    response = client.post("/set-up/", {**ANSWERS, "code": setting_up.code()})
    assert response.status_code == 302 and response["Location"] == "/settings/mailboxes/new/"
    owner = Person.objects.get(role="owner")
    assert (owner.email, owner.language) == ("marta@example.com", "lv")
    assert options.get("workspace.name") == "Example Café"
    assert client.get("/settings/mailboxes/new/").status_code == 200
    assert client.get("/set-up/")["Location"] == "/"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("code", "ABCD-EFGH-JKLM", "That is not the code."),
        ("email", "marta", "Write one mail address"),
        ("password", "short", "at least 10"),
        ("workspace", " ", "Write a name"),
        ("department", "", "A department needs a name."),
        ("name", "", "Write your name"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client: Client, field: str, value: str, sentence: str) -> None:
    response = client.post("/set-up/", {**ANSWERS, "code": setting_up.code(), field: value})
    page = response.content.decode()
    assert response.status_code == 422 and sentence in page
    assert f'name="{field}"' in page.split('aria-invalid="true"')[0].rsplit("<", 1)[1]
    assert (
        "a grinder of coffee" not in page and not Person.objects.exists() and not Department.objects.exists()
    )


def test_codes_cannot_be_guessed_for_long(client: Client) -> None:
    for _ in range(20):
        client.post("/set-up/", {**ANSWERS, "code": "ABCD-EFGH-JKLM"})
    response = client.post("/set-up/", {**ANSWERS, "code": setting_up.code()})
    assert response.status_code == 422 and "too often" in response.content.decode()


@pytest.mark.parametrize(("ticked", "on"), [({}, []), ({"resolved_on": "on"}, ["Atbalsts"])])
def test_nothing_closes_by_itself_unless_it_is_chosen(client: Client, ticked: dict[str, str], on: list[str]) -> None:
    page = client.get("/set-up/").content.decode()
    assert 'name="resolved_on"' in page and 'name="resolved_on" checked' not in page
    client.post("/set-up/", {**ANSWERS, "code": setting_up.code(), **ticked})
    rules = SilenceRule.objects.filter(resolved_on=True)
    assert [rule.department.name for rule in rules] == on
    assert SilenceRule.objects.filter(answered_on=True).count() == 0
