"""Random days: whatever customers, agents, mail servers and clocks do, silence is never hurried and never assumed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.tickets.silence import accepting, ladder, pulse, reacting, stepping, watching
from tests.tickets.silence.lives import ACTS, live

pytestmark = pytest.mark.django_db
PASSING = ["wait"] * 12 + ["resolve", "reply_and_resolve"] * 3  # most of life is waiting
DAY = timedelta(days=1)
LIVES: dict[str, Any] = {
    "acts": st.lists(st.tuples(st.sampled_from(ACTS + PASSING), st.integers(0, 200)), max_size=22),
    "hours": st.booleans(),
    "first": st.integers(1, 3),
    "last": st.integers(1, 5),
}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(**LIVES)
def test_silence_is_never_hurried_and_never_assumed(settings: Any, **life: Any) -> None:
    live(settings, **life)


def _wait(more: timedelta) -> Callable[[Any], None]:
    right = ladder.wait
    return lambda patch: patch.setattr(ladder, "wait", lambda rule, step: right(rule, step) + more)


def _any_hour(patch: Any) -> None:
    for module in (ladder, stepping):
        patch.setattr(module, "next_open", lambda moment, _rule: moment)


def _from_writing(patch: Any) -> None:
    right = watching.begin
    patch.setattr(reacting, "begin", lambda ticket_id, at, **_more: right(ticket_id, at, accepted_at=at))


SILENT = [("resolve", 0), ("wait", 200), ("wait", 200)]
WRONG: dict[str, tuple[Callable[[Any], None], list[tuple[str, int]]]] = {
    "a day shorter": (_wait(-DAY), SILENT),
    "a day longer": (_wait(DAY), SILENT),
    "an hour shorter": (_wait(-DAY / 24), SILENT),
    "an hour longer": (_wait(DAY / 24), SILENT),
    "an hour longer after an answer": (_wait(DAY / 24), [("reply", 0), ("wait", 100)]),
    "at any hour of any day": (_any_hour, SILENT),
    "from when the mail was written, not from when it was taken": (
        _from_writing, [("resolve", 0), ("jump", 30), *SILENT[1:]],
    ),
    "absences are ignored": (
        lambda patch: patch.setattr(watching, "away_until", lambda _person: None),
        [("resolve", 0), ("automatic", 100), *SILENT[1:]],
    ),
    "leaps of the clock are ignored": (
        lambda patch: patch.setattr(pulse, "quiet_until", lambda: None),
        [("resolve", 0), ("wait", 1), ("jump", 150), *SILENT[1:]],
    ),
    "thanks stop the clock": (
        lambda patch: patch.setattr(reacting, "NO_WORD", frozenset()),
        [("resolve", 0), ("wait", 1), ("thanks", 0), *SILENT[1:]],
    ),
    "the tag is ignored": (
        lambda patch: patch.setattr(watching, "KEEP_OPEN", "no tag"), [("resolve", 0), ("keep_open", 1), *SILENT[1:]],
    ),
    "bounces are ignored": (
        lambda patch: patch.setattr(accepting, "not_told", lambda *_: None),
        [("resolve", 0), ("wait", 120), ("bounce", 0), *SILENT[1:]],
    ),
    "the second reminder is left out": (
        lambda patch: patch.setitem(stepping._STEPS, ladder.LAST, stepping._close), SILENT,
    ),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_days_that_are_reckoned_wrongly_are_found(settings: Any, monkeypatch: Any, wrong: str) -> None:
    """The judge of the random lives sees it when a rule is carried out wrongly: a check that cannot fail is none."""
    break_it, acts = WRONG[wrong]
    life: dict[str, Any] = {"acts": acts, "hours": True, "first": 3, "last": 2}
    live(settings, **life)
    break_it(monkeypatch)
    with pytest.raises(AssertionError):
        live(settings, **life)
