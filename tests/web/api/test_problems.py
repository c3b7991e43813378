"""Whatever is wrong is told as a problem, with a sentence in the reader's language."""

import json

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from django.utils import translation

from accord.core import options
from accord.people import employing, tokens
from accord.people.models import ApiToken
from accord.tickets import seeing
from accord.web.api.admitting import NoToken
from tests.web.api.caller import Answer, Caller
from tests.world import World


def ask(header: str, **more: str) -> Answer:
    response = Client().get("/api/v1/me", headers={"Authorization": header, **more})
    return Answer(response, "GET", "/me")


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic aGE6", "Bearer accord_\x00", "Bearer \xff"])
def test_without_a_token_that_works_nobody_comes_in(db: None, header: str) -> None:
    got = ask(header)
    assert (got.status, got.key, got.headers["WWW-Authenticate"]) == (401, "no_token", "Bearer")


def test_a_session_is_no_token(world: World) -> None:
    client = Client()
    client.force_login(world.ieva)
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_ends_with_its_revocation_and_with_its_person(world: World) -> None:
    ieva, other = Caller(world.ieva), Caller(world.tiina)
    assert ieva.get("/me").status == other.get("/me").status == 200
    tokens.revoke(ApiToken.objects.get(person=world.ieva), by=world.ieva)
    employing.deactivate(world.tiina, by=world.omar)
    assert ieva.get("/me").status == other.get("/me").status == 401


def test_scopes_bound_what_a_token_may_do(world: World) -> None:
    ticket = world.ticket()
    reader, writer = Caller(world.ieva, "tickets:read"), Caller(world.ieva, "tickets:write", "contacts:read")
    assert reader.get(f"/tickets/{ticket.code}").status == writer.get(f"/tickets/{ticket.code}").status == 200
    refused = reader.post(f"/tickets/{ticket.code}/notes", {"text": "x"})
    assert (refused.status, refused.key) == (403, "no_scope")
    assert "tickets:write" in refused["detail"]
    assert reader.get("/contacts").status == 403
    assert writer.get("/contacts").status == 200
    assert writer.post("/contacts", {"email": "a@example.com"}).status == 403
    assert reader.get("/departments").status == 200


def test_too_many_requests_wait(world: World, ieva: Caller, tiina: Caller) -> None:
    options.put("api.requests_per_minute", 3)
    assert [ieva.get("/me").status for _ in range(4)] == [200, 200, 200, 429]
    assert ieva.get("/me").headers["Retry-After"].isdecimal()
    assert tiina.get("/me").status == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 422),
        (b"[]", 422),
        (b"null", 422),
        (b'"text"', 422),
        (b'{"text": NaN}', 400),
        (b'{"text": "\\ud800"}', 400),
        (b'{"text": "\xff"}', 400),
        (b"[" * 100_000, 400),
        (b'{"text": "' + b"x" * 1_000_001 + b'"}', 422),
        (b'{"text": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}', 413),
        (b'{"text": 1e999}', 422),
        (b'{"text": "a\\u0000b"}', 422),
        (b'{"text": "a", "text ": "b"}', 422),
    ],
)
def test_bodies_that_are_no_note(world: World, ieva: Caller, body: bytes, status: int) -> None:
    ticket = world.ticket()
    assert ieva.post(f"/tickets/{ticket.code}/notes", body).status == status
    assert ticket.messages.count() == 1


def test_a_body_in_another_form(world: World, ieva: Caller) -> None:
    got = ieva.client.post(
        f"/api/v1/tickets/{world.ticket().code}/notes", {"text": "x"}, headers={"Authorization": f"Bearer {ieva.token}"}
    )
    assert (got.status_code, json.loads(got.content)["key"]) == (415, "wrong_media_type")


def test_unknown_addresses_and_methods(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("/api/v1/nothing", "/api/v2/tickets", "/api/", "/api/v1/tickets/a/b/c"):
        for method in ("GET", "POST"):
            got = Answer(client.generic(method, path), method, path)
            assert (got.status, got.key) == (404, "not_found")
    got = Answer(client.put("/api/v1/tickets"), "PUT", "/tickets")
    assert (got.status, got.key, got.headers["Allow"]) == (405, "method_not_allowed", "GET, POST")


def test_head_is_get_without_its_body(world: World, ieva: Caller) -> None:
    got = ieva.client.head("/api/v1/me", headers={"Authorization": f"Bearer {ieva.token}"})
    assert (got.status_code, got.content) == (200, b"")


def test_the_sentence_is_in_the_readers_language(world: World, ieva: Caller) -> None:
    with translation.override("bg"):
        expected = str(NoToken.sentence)
    got = ask("", **{"Accept-Language": "bg"})
    assert got["detail"] == expected
    assert got.headers["Content-Language"] == "bg"
    assert got.key == ask("", **{"Accept-Language": "en"}).key


def test_what_breaks_on_our_side_is_a_problem_too(world: World, ieva: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    for error, status in ((RuntimeError("secret"), 500), (OperationalError("database is locked"), 503)):

        def broken(*_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(seeing, "find", broken)
        got = ieva.get("/tickets/K7Q-2MF-88D")
        assert got.status == status
        assert "secret" not in str(got.body)
