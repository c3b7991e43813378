"""Business time against a reference that goes through it minute by minute and knows nothing of weeks or offsets."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accord.sla.hours import Hours, NeverOpen, Spans, add_business, business_between, is_open, opens

OFFICE: tuple[Spans, ...] = (((540, 720), (780, 1020)),) * 5 + ((), ())
SOFIA = Hours("Europe/Sofia", OFFICE)
ZONES = (
    "UTC", "Europe/Sofia", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia",
    "America/Sao_Paulo", "Africa/Casablanca", "America/Havana", "Pacific/Kiritimati",
)  # fmt: skip
MINUTE = timedelta(minutes=1)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def counts(moment: datetime, hours: Hours) -> bool:
    """The reference: whether this minute is one of work, by the clock on the wall."""
    local = moment.astimezone(ZoneInfo(hours.zone))
    spans = hours.days.get(local.date(), hours.week[local.weekday()])
    minute = local.hour * 60 + local.minute
    return any(begin <= minute < end for begin, end in spans)


def counted(start: datetime, end: datetime, hours: Hours) -> int:
    """The reference: seconds of business time between two full minutes."""
    found, now = 0, start
    while now < end:
        found += 60 * counts(now, hours)
        now += MINUTE
    return found


@st.composite
def spans(draw: st.DrawFn) -> Spans:
    edges = sorted(set(draw(st.lists(st.integers(0, 1440), max_size=6))))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def hours_of(draw: st.DrawFn) -> Hours:
    week = tuple(draw(spans()) for _ in range(7))
    base = date(2024, 1, 1)
    off = draw(st.dictionaries(st.integers(0, 1100), spans(), max_size=6))
    return Hours(
        draw(st.sampled_from(ZONES)), week, {base + timedelta(days=n): each for n, each in off.items()}
    )


# Around changes of the clock and anywhere else; Samoa left out a day at the end of 2011, Brazil changed at midnight.
BEGINNINGS = st.one_of(
    st.sampled_from([
        "2024-03-30T20:00", "2024-10-26T20:00", "2025-03-08T22:00", "2025-11-01T22:00", "2024-04-06T10:00",
        "2011-12-29T03:00", "2017-10-14T20:00", "2018-02-17T20:00", "2025-12-31T12:00",
    ]).map(at),
    st.integers(0, 1000 * 1440).map(lambda n: at("2024-01-01T00:00") + n * MINUTE),
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(hours_of(), BEGINNINGS, st.integers(0, 2 * 1440))
@example(Hours("Europe/Sofia", (((0, 1440),),) * 7), at("2024-10-26T20:00"), 1440)
def test_between_two_moments_as_many_seconds_as_the_reference_counts(
    hours: Hours, start: datetime, n: int
) -> None:
    end = start + n * MINUTE
    assert business_between(start, end, hours) == counted(start, end, hours)
    assert business_between(end, start, hours) == -counted(start, end, hours)


@settings(deadline=None, max_examples=30)
@given(hours_of(), BEGINNINGS, st.integers(-200_000, 200_000))
def test_adding_is_the_opposite_of_counting_and_nothing_earlier_would_do(
    hours: Hours, start: datetime, seconds: int
) -> None:
    if not any(hours.week):
        with pytest.raises(NeverOpen):
            add_business(start, 3600 * 24 * 1000, hours)
        return
    end = add_business(start, seconds, hours)
    assert business_between(start, end, hours) == seconds
    step = timedelta(seconds=1)
    if seconds > 0:
        assert business_between(start, end - step, hours) == seconds - 1  # it passes in the second before
    if seconds < 0:
        assert business_between(start, end + step, hours) == seconds + 1


@settings(deadline=None, max_examples=30)
@given(hours_of(), BEGINNINGS)
def test_it_opens_at_the_first_minute_that_counts(hours: Hours, start: datetime) -> None:
    now, limit = start, start + timedelta(days=3)
    while now < limit and not counts(now, hours):
        now += MINUTE
    if now < limit:
        assert opens(start, hours) == now
        assert is_open(start, hours) is (now == start)


@settings(deadline=None, max_examples=30)
@given(
    hours_of(), BEGINNINGS, st.lists(st.integers(1, 900), min_size=1, max_size=4), st.integers(60, 100_000)
)
def test_pauses_move_the_end_by_exactly_the_business_time_that_they_took(
    hours: Hours, start: datetime, turns: list[int], target: int
) -> None:
    """A clock that stands in every second stretch ends when the reference has counted the target in the others."""
    if not any(hours.week):
        return
    left, now, ran = target, start, 0
    for place, minutes in enumerate(turns):
        then = now + minutes * MINUTE
        if place % 2 == 0:
            left -= business_between(now, then, hours)
            ran += counted(now, then, hours)
        now = then
    assert left == target - ran
    due = add_business(now, left, hours)
    assert business_between(now, due, hours) == left


def test_domain_4_4_a_lunch_break_does_not_count() -> None:
    """Point 4 of what users complain about: one span a day is not enough."""
    due = add_business(at("2026-11-16T11:30", "Europe/Sofia"), 3600, SOFIA)
    assert due == at("2026-11-16T13:30", "Europe/Sofia")


def test_a_weekend_and_a_holiday_do_not_count() -> None:
    hours = Hours("Europe/Sofia", OFFICE, {date(2026, 11, 23): ()})
    due = add_business(at("2026-11-20T16:30", "Europe/Sofia"), 3600, hours)
    assert due == at("2026-11-24T09:30", "Europe/Sofia")
    assert opens(at("2026-11-21T10:00", "Europe/Sofia"), hours) == at("2026-11-24T09:00", "Europe/Sofia")


def test_a_time_that_falls_on_closing_is_due_then_and_not_next_morning() -> None:
    assert add_business(at("2026-11-16T16:00", "Europe/Sofia"), 3600, SOFIA) == at(
        "2026-11-16T17:00", "Europe/Sofia"
    )


def test_the_same_hours_by_the_clock_in_summer_and_winter() -> None:
    """Sofia goes from UTC+3 to UTC+2 on 25 October 2026."""
    due = add_business(at("2026-10-23T16:00", "Europe/Sofia"), 2 * 3600, SOFIA)
    assert due == at("2026-10-26T10:00", "Europe/Sofia") == datetime(2026, 10, 26, 8, tzinfo=UTC)


def test_around_the_clock_every_second_counts() -> None:
    start = at("2026-10-24T12:00")
    assert add_business(start, 86400, None) == start + timedelta(days=1)
    assert business_between(start, start + timedelta(hours=1), None) == 3600
    assert opens(start, None) == start
