"""The token of forms: Django takes ours, each page has another one, and its cookie is sent once."""

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import _does_token_match, _unmask_cipher_token
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accord.web.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, field, masked, token_of
from tests.world import World

secrets = st.text(CSRF_ALLOWED_CHARS, min_size=CSRF_SECRET_LENGTH, max_size=CSRF_SECRET_LENGTH)


@given(secrets)
def test_django_reads_what_we_mask(secret: str) -> None:
    token = masked(secret)
    assert len(token) == 2 * CSRF_SECRET_LENGTH and set(token) <= set(CSRF_ALLOWED_CHARS)
    assert _unmask_cipher_token(token) == secret and _does_token_match(token, secret)


def test_each_page_has_another_token_and_all_its_forms_the_same() -> None:
    pages = [HttpRequest() for _ in range(3)]
    for page in pages:
        page.META["CSRF_COOKIE"] = "a" * CSRF_SECRET_LENGTH
    assert len({token_of(page) for page in pages}) == 3
    assert token_of(pages[0]) in field(pages[0]) and field(pages[0]) is field(pages[0])


@pytest.mark.django_db
def test_the_cookie_comes_with_the_first_page_and_a_form_with_it_is_taken(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.ieva, backend=settings.AUTHENTICATION_BACKENDS[0])
    address = f"/tickets/{world.ticket().code}/"
    first, second = client.get(address), client.get(address)
    name = settings.CSRF_COOKIE_NAME
    assert name in first.cookies and name not in second.cookies
    assert all("Cookie" in answer.headers["Vary"] for answer in (first, second))
    token = second.content.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    said = {"text": "Noted.", "kind": "note", "csrfmiddlewaretoken": token}
    assert client.post("/live-state/stir/", {"active": "1", "csrfmiddlewaretoken": token}).status_code < 400
    assert client.post("/live-state/stir/", {**said, "csrfmiddlewaretoken": token[::-1]}).status_code == 403
