"""API tokens."""

from datetime import timedelta

import pytest

from accord.core import clock
from accord.core.errors import Invalid, NotAllowed
from accord.events.models import Event
from accord.people import employing, tokens
from accord.people.models import ApiToken
from tests.world import World


def test_a_token_is_found_by_its_text_only(world: World) -> None:
    text = tokens.create(world.ieva, "Shop", ["tickets:read"])
    stored = ApiToken.objects.get()
    assert text not in stored.digest and stored.scopes == ["tickets:read"]
    found = tokens.find(text)
    assert found is not None and found[0] == world.ieva and found[1] == stored
    assert tokens.find(text + "x") is None and tokens.find("") is None and tokens.find(stored.digest) is None
    event = Event.objects.get(kind="token.made")
    assert text not in str(event.data) + str(event.words)


def test_use_is_noted_once_a_minute(world: World) -> None:
    text = tokens.create(world.ieva, "Shop")
    start = clock.now()
    with clock.running(lambda: start):
        tokens.find(text)
    with clock.running(lambda: start + timedelta(seconds=59)):
        tokens.find(text)
    assert ApiToken.objects.get().last_used_at == start
    with clock.running(lambda: start + timedelta(seconds=61)):
        tokens.find(text)
    assert ApiToken.objects.get().last_used_at == start + timedelta(seconds=61)


def test_a_revoked_token_is_dead(world: World) -> None:
    text = tokens.create(world.ieva, "Shop")
    tokens.revoke(ApiToken.objects.get(), by=world.ieva)
    tokens.revoke(ApiToken.objects.get(), by=world.ieva)
    assert tokens.find(text) is None
    assert Event.objects.filter(kind="token.revoked").count() == 1


def test_tokens_of_somebody_who_left_are_dead(world: World) -> None:
    text = tokens.create(world.ieva, "Shop")
    employing.deactivate(world.ieva, by=world.omar)
    assert tokens.find(text) is None


def test_strangers_neither_make_nor_revoke(world: World) -> None:
    tokens.create(world.ieva, "Shop")
    with pytest.raises(NotAllowed):
        tokens.create(world.ieva, "Mine", by=world.tiina)
    with pytest.raises(NotAllowed):
        tokens.revoke(ApiToken.objects.get(), by=world.tiina)
    with pytest.raises(Invalid):
        tokens.create(world.hannah, "Mine", by=world.omar)
    with pytest.raises(Invalid):
        tokens.create(world.ieva, "Shop", ["tickets:burn"])


def test_what_scopes_cover() -> None:
    writes = ApiToken(scopes=["tickets:write"])
    assert tokens.covers(writes, "tickets:read") and tokens.covers(writes, "tickets:write")
    assert not tokens.covers(writes, "contacts:read")
    assert not tokens.covers(ApiToken(scopes=["tickets:read"]), "tickets:write")
    assert tokens.covers(ApiToken(scopes=["all"]), "contacts:write")
