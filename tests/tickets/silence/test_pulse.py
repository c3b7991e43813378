"""The pulse: a gap makes quiet, as long as the gap was and a day at most; steps are spread by a pace."""

from datetime import timedelta

import pytest

from accord.events import outgoing
from accord.tickets.models import SilencePulse
from accord.tickets.silence import pulse
from tests.tickets.silence.days import Days

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("gap", "quiet"),
    [
        (HOUR / 2, None), (HOUR, None), (3 * HOUR, 3 * HOUR), (24 * HOUR, 24 * HOUR), (900 * HOUR, 24 * HOUR),
        (-HOUR / 2, None), (-5 * HOUR, 5 * HOUR), (-900 * HOUR, 24 * HOUR),
    ],
)  # fmt: skip
def test_a_gap_makes_quiet(days: Days, gap: timedelta, quiet: timedelta | None) -> None:
    days.rule()
    days.now += gap
    until = pulse.quiet_until()
    assert (until and until - days.now) == quiet
    days.now += timedelta(minutes=30)
    again = pulse.quiet_until()  # the first look has noted the gap
    assert again == until


def test_a_second_gap_does_not_shorten_the_quiet_of_the_first(days: Days) -> None:
    days.rule()
    days.now += 20 * HOUR
    first = pulse.quiet_until()
    days.now += 2 * HOUR
    assert pulse.quiet_until() == first == days.now + 18 * HOUR


def test_quiet_that_a_wrong_clock_promised_ends_within_a_day(days: Days) -> None:
    days.rule()
    days.now += 9000 * HOUR
    pulse.quiet_until()
    days.now -= 9000 * HOUR
    until = pulse.quiet_until()
    assert until is not None and until <= days.now + 24 * HOUR


def test_time_stands_still_while_nothing_may_be_sent(days: Days) -> None:
    days.rule()
    outgoing.pause()
    days.now += 50 * HOUR
    pulse.beat()
    assert SilencePulse.objects.get().seen_at == days.now - 50 * HOUR


def test_the_chore_writes_nothing_while_no_rule_is_on(days: Days) -> None:
    pulse.beat()
    assert not SilencePulse.objects.exists()
