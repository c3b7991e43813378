"""What fails is tried later; who changed the row meanwhile has his way, and nothing comes back that was taken away."""

from datetime import timedelta

import pytest

from accord.core import clock
from accord.events import delivering, reactions, timers
from accord.events.models import Delivery, Event, Timer
from accord.events.reactions import Effect
from tests.world import World

pytestmark = pytest.mark.django_db
KIND, SUBJECT = "test", ("person", 1)


def failing(monkeypatch: pytest.MonkeyPatch) -> Timer:
    def fails(_timer: Timer) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(timers, "_handlers", {KIND: fails})
    timers.put(KIND, SUBJECT, clock.now() - timedelta(seconds=1), {"after": 300})
    return Timer.objects.get(kind=KIND)


@pytest.mark.parametrize("how", ["set anew", "taken away"])
def test_who_waited_for_a_timer_that_fails_has_his_way(world: World, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """On PostgreSQL he waits for the row, and goes on between the failure and the note of it."""
    failing(monkeypatch)
    later = clock.now() + timedelta(days=7)

    def other(_attempts: int) -> timedelta:
        if how == "set anew":
            timers.put(KIND, SUBJECT, later, {"after": 0})
        else:
            timers.drop(KIND, SUBJECT)
        return timedelta(seconds=5)

    monkeypatch.setattr(timers, "wait_after", other)
    assert timers.sweep() == 1
    found = [(row.due_at, row.data, row.attempts) for row in Timer.objects.filter(kind=KIND)]
    assert found == ([(later, {"after": 0}, 0)] if how == "set anew" else [])


def test_a_timer_that_nobody_touched_is_tried_later_with_its_reason(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = failing(monkeypatch)
    timers.sweep()
    after = Timer.objects.get(kind=KIND)
    assert (after.pk, after.attempts, after.last_error) == (before.pk, 1, "RuntimeError: the disk is full")
    assert after.due_at > clock.now() and after.data == {"after": 300}


@pytest.mark.parametrize("how", ["done by another", "gone with its event"])
def test_an_effect_whose_claim_ran_out_comes_not_back(world: World, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """It takes longer than the lease; another worker carries it out, and then this one fails."""
    event = Event.objects.filter(ticket_id=world.ticket().pk).latest("id")
    Delivery.objects.all().delete()
    first = Delivery.objects.create(event=event, effect="slow", due_at=clock.now() - timedelta(seconds=9))
    second = Delivery.objects.create(event=event, effect="quick", due_at=clock.now() - timedelta(seconds=8))

    def slow(_event: Event) -> None:
        (first if how == "done by another" else event).delete()
        raise RuntimeError("the other side hung up")

    effects = [Effect("slow", (), slow), Effect("quick", (), lambda _event: None)]
    monkeypatch.setattr(reactions, "_effects", {each.key: each for each in effects})
    assert delivering.deliver() == 2
    assert not Delivery.objects.filter(pk__in=[first.pk, second.pk]).exists()
