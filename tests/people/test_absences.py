"""Who is away, and who may say so."""

from datetime import timedelta

import pytest

from accord.core import clock
from accord.core.errors import Invalid, NotAllowed, NotPossible
from accord.events.models import Event
from accord.people import absences
from tests.world import World


def test_an_agent_says_that_he_is_away_and_back(world: World) -> None:
    until = clock.now() + timedelta(days=3)
    absences.leave_until(world.ieva, until, by=world.ieva, reason="  Holidays   at the sea ")
    found = absences.away(world.ieva.pk)
    assert found is not None and (found.until, found.reason) == (until, "Holidays at the sea")
    assert absences.away_among([world.ieva.pk, world.omar.pk]) == {world.ieva.pk: until}
    absences.leave_until(world.ieva, until, by=world.ieva, reason="Holidays at the sea")  # as it was
    absences.come_back(world.ieva, by=world.omar)
    absences.come_back(world.ieva, by=world.omar)
    assert absences.away(world.ieva.pk) is None
    events = Event.objects.filter(subject_kind="person", subject_id=world.ieva.pk)
    assert list(events.order_by("id").values_list("kind", flat=True)) == ["person.away", "person.back"]


def test_it_is_over_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    absences.leave_until(world.ieva, clock.now() + timedelta(hours=1), by=world.ieva)
    later = clock.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert absences.away(world.ieva.pk) is None and absences.away_among([world.ieva.pk]) == {}


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_moment_that_makes_no_sense_is_refused(world: World, days: int) -> None:
    with pytest.raises(Invalid):
        absences.leave_until(world.ieva, clock.now() + timedelta(days=days), by=world.ieva)


def test_only_he_and_administrators_say_so(world: World) -> None:
    until = clock.now() + timedelta(days=1)
    absences.leave_until(world.ieva, until, by=world.omar)
    with pytest.raises(NotAllowed):
        absences.leave_until(world.ieva, until, by=world.tiina)
    with pytest.raises(NotAllowed):
        absences.come_back(world.omar, by=world.ieva)
    with pytest.raises(NotPossible):
        absences.leave_until(world.hannah, until, by=world.omar)
    with pytest.raises(Invalid):
        absences.leave_until(world.ieva, until, by=world.ieva, reason="x" * 201)
