"""One-time links."""

from datetime import timedelta

import pytest

from accord.core import clock
from accord.events.models import Event
from accord.people import one_time_links
from accord.people.models import OneTimeLink
from accord.people.one_time_links import INVITATION, PASSWORD_RESET, LinkGone
from tests.world import World


def test_a_link_works_once(world: World) -> None:
    token = one_time_links.make(world.ieva, INVITATION, by=world.omar)
    assert one_time_links.find(token).person == world.ieva
    assert one_time_links.use(token) == world.ieva
    with pytest.raises(LinkGone):
        one_time_links.use(token)


def test_only_a_digest_is_stored_and_no_event_names_the_token(world: World) -> None:
    token = one_time_links.make(world.ieva, INVITATION, by=world.omar)
    assert token not in OneTimeLink.objects.get().digest
    event = Event.objects.get(kind="person.link_made")
    assert token not in str(event.data) + str(event.words)


def test_a_link_is_too_old_after_a_day(world: World) -> None:
    token = one_time_links.make(world.ieva, INVITATION, by=world.omar)
    made = clock.now()
    with clock.running(lambda: made + timedelta(hours=23, minutes=59)):
        one_time_links.find(token)
    with clock.running(lambda: made + timedelta(hours=24, minutes=1)), pytest.raises(LinkGone):
        one_time_links.find(token)


def test_a_newer_link_replaces_the_older_of_its_purpose_only(world: World) -> None:
    old = one_time_links.make(world.ieva, INVITATION, by=world.omar)
    other = one_time_links.make(world.ieva, PASSWORD_RESET, by=world.omar)
    new = one_time_links.make(world.ieva, INVITATION, by=world.omar)
    with pytest.raises(LinkGone):
        one_time_links.find(old)
    assert one_time_links.find(other).person == one_time_links.find(new).person == world.ieva


@pytest.mark.parametrize("token", ["", "x", "é" * 40, "a" * 10000])
def test_no_link(world: World, token: str) -> None:
    with pytest.raises(LinkGone):
        one_time_links.find(token)
