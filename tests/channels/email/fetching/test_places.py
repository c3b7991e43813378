"""Which mails are still to be taken: whatever lies in a folder and however often we look, each once, and none left."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.channels.email.fetching import places
from accord.channels.email.fetching.places import Begin
from accord.channels.email.models import FetchedFolder, MailSource

SINCE = datetime(2026, 11, 22, 9, tzinfo=UTC)


class Holding:
    """Answers SEARCH as RFC 3501 has it, and counts how often it was asked."""

    def __init__(self, uids: Sequence[int]) -> None:
        self.uids, self.asked = sorted(uids), 0

    def search(self, criteria: list[Any]) -> list[int]:
        self.asked += 1
        low, _, high = criteria[1].partition(":")
        last = self.uids[-1] if self.uids else 0
        ends = sorted((int(low), last if high == "*" else int(high)))
        return [uid for uid in self.uids if ends[0] <= uid <= ends[1]] if self.uids else []


def folder(next_uid: int, **more: Any) -> FetchedFolder:
    return FetchedFolder(folder="INBOX", uidvalidity=7, next_uid=next_uid, since=SINCE, **more)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no slow input
@given(
    st.sets(st.integers(1, 40_000), max_size=60),
    st.integers(1, 40_001),
    st.integers(0, 40_001),
    st.integers(0, 5),
)
def test_each_mail_from_the_cursor_on_once_and_in_order(
    uids: set[int], next_uid: int, history_until: int, arrives: int
) -> None:
    uidnext = max(uids, default=0) + 1
    row = folder(next_uid, history_until=min(history_until, uidnext), renewed=True)
    client = Holding([*uids, *range(uidnext, uidnext + arrives)])  # some arrive after the folder was opened
    found = [uid for window in places.waiting(client, row, Begin(), uidnext) for uid in window]  # type: ignore[arg-type]
    assert found == [uid for uid in client.uids if uid >= next_uid]


def test_an_empty_stretch_of_millions_is_crossed_in_few_steps() -> None:
    client = Holding([3_999_999])
    found = [uid for window in places.waiting(client, folder(1), Begin(), 4_000_000) for uid in window]  # type: ignore[arg-type]
    assert (found, client.asked < 30) == ([3_999_999], True)


@pytest.mark.parametrize(
    ("begin", "expected"),
    [("now", Begin()), ("unread", Begin(unread=True)), ("days:30", Begin(days=30)), ("days:x", Begin())],
)
def test_the_choice_of_the_first_connection(begin: str, expected: Begin) -> None:
    assert Begin.of(MailSource(begin=begin)) == expected


@pytest.mark.parametrize(
    ("age", "flags", "begin", "taken"),
    [
        (timedelta(minutes=-5), (), Begin(), "new"),
        (timedelta(hours=3), (), Begin(), "history"),
        (timedelta(days=3), (), Begin(), "not"),
        (timedelta(days=3), (), Begin(unread=True), "history"),
        (timedelta(days=3), (b"\\Seen",), Begin(unread=True), "not"),
        (timedelta(days=3), (), Begin(days=4), "history"),
        (timedelta(days=5), (), Begin(days=4), "not"),
    ],
)
def test_what_a_folder_numbered_anew_holds(
    age: timedelta, flags: tuple[bytes, ...], begin: Begin, taken: str
) -> None:
    row = folder(1, history_until=10, renewed=True)
    about = {b"INTERNALDATE": SINCE - age, b"FLAGS": flags}
    found = places.age(row, begin, 5, about)
    assert {None: "new", False: "not"}.get(found, "history") == taken  # type: ignore[arg-type]
    assert places.age(row, begin, 10, about) is None
