"""The check proves that each covered ticket has its timer, or a reason why not."""

from collections.abc import Callable

import pytest

from accord.events import timers
from accord.events.models import Timer
from accord.tickets import checking, resolving
from accord.tickets.explaining import ready_text
from accord.tickets.models import Silence, Ticket
from accord.tickets.silence import watching
from tests.tickets.silence.days import Days


def spoil_no_ladder(ticket: Ticket) -> None:
    Silence.objects.all().delete()
    Timer.objects.all().delete()


def spoil_no_timer(ticket: Ticket) -> None:
    Timer.objects.all().delete()


def spoil_untold_with_timer(ticket: Ticket) -> None:
    Silence.objects.update(untold="bounced")


def spoil_other_rule(ticket: Ticket) -> None:
    Silence.objects.update(rule="answered")


def spoil_old_resolution(ticket: Ticket) -> None:
    Silence.objects.update(resolution_id=12345)


def spoil_timer_alone(ticket: Ticket) -> None:
    other = Ticket.objects.exclude(pk=ticket.pk).get()
    timers.put(watching.TIMER, ("ticket", other.pk), ticket.created_at)


SPOILT: dict[Callable[[Ticket], None], str] = {
    spoil_no_ladder: "has no ladder",
    spoil_no_timer: "without a timer",
    spoil_untold_with_timer: "a step is due",
    spoil_other_rule: "has the ladder of answered, but is resolved",
    spoil_old_resolution: "an earlier resolution",
    spoil_timer_alone: "a timer for silence without a ladder",
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_what_is_wrong_is_found(days: Days, spoil: Callable[[Ticket], None]) -> None:
    days.rule()
    ticket = days.world.ticket()
    days.world.ticket()
    resolving.resolve(ticket, ready_text("solved", "en"), by=days.world.ieva)
    assert list(checking.problems(deep=True)) == []
    spoil(ticket)
    found = list(checking.problems(deep=True))
    assert len(found) == 1 and SPOILT[spoil] in found[0]
