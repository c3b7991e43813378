"""The short way of programs leads where the long one does."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import resolve

from accord.people import tokens
from accord.web.api.short_way import ROOT, RouteTable, ShortWay
from accord.web.api.urls import routes
from tests.world import World

PATTERNS = routes()
TABLE = RouteTable(PATTERNS)
ROUTES = {str(each.pattern) for each in PATTERNS} - {"", "^(?P<rest>.*)$"}
ADDRESSES = sorted(re.sub("<[a-z]+>", "7", route) for route in ROUTES)


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "tickets/changes/", "tickets//messages", "tickets/a/messages/b", "x"]
)
def test_each_address_leads_to_the_view_that_django_finds(address: str) -> None:
    usual, found = resolve(ROOT + address), TABLE.find(address)
    if found is None:
        assert "rest" in usual.kwargs, "an unknown address goes the long way"
    else:
        assert found == (usual.func, usual.kwargs)


def test_every_route_is_known() -> None:
    assert len(ADDRESSES) > 20 and all(TABLE.find(address) for address in ADDRESSES)


@pytest.mark.parametrize(
    ("path", "headers", "long"),
    [
        ("/api/v1/me", {"HTTP_AUTHORIZATION": "Bearer x"}, False),
        ("/api/v1/me", {}, True),
        ("/api/v1/nothing", {"HTTP_AUTHORIZATION": "Bearer x"}, True),
        ("/my/", {"HTTP_AUTHORIZATION": "Bearer x"}, True),
    ],
)
def test_only_known_addresses_with_a_token_go_it(
    path: str, headers: dict[str, str], long: bool, db: None
) -> None:
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.META = {"REQUEST_METHOD": "GET", **headers}
    went: list[HttpRequest] = []

    def rest(asked: HttpRequest) -> HttpResponse:
        went.append(asked)
        return HttpResponse("long")

    answer = ShortWay(rest)(request)
    assert bool(went) is long
    assert long or (answer.status_code == 401 and answer["Content-Type"] == "application/problem+json")


def test_no_session_is_asked_for_and_the_answer_has_its_language(world: World) -> None:
    token = tokens.create(world.ieva, "test")
    browser = Client()
    browser.force_login(world.ieva)
    answer = browser.get("/api/v1/me?lang=lv", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200 and answer["Content-Language"] == "lv"
    assert "Cookie" not in answer.get("Vary", "") and answer["X-Content-Type-Options"] == "nosniff"
    refused = browser.get("/api/v1/me?lang=lv", headers={"authorization": "Bearer accord_wrong"})
    assert refused.status_code == 401 and refused["Content-Language"] == "lv"
