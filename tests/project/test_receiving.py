"""Bodies are read whole before anybody works on them, within limits."""

import asyncio
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.project.receiving import IN_MEMORY_BYTES, BodyRefused, read_body
from tests.project.asgi_world import Client


def read(client: Client, **limits: float) -> tuple[IO[bytes] | None, int]:
    return asyncio.run(read_body(client.scope, client.receive, **limits))  # type: ignore[arg-type]


def refused(client: Client, **limits: float) -> int:
    with pytest.raises(BodyRefused) as refusal:
        read(client, **limits)
    return refusal.value.status


def sized(*pieces: bytes) -> Client:
    length = str(sum(map(len, pieces))).encode()
    return Client(method="POST", headers=[(b"content-length", length)], pieces=list(pieces))


def test_no_announced_body_is_not_waited_for() -> None:
    assert read(Client()) == (None, 0)


@given(st.lists(st.binary(min_size=1, max_size=50), min_size=1, max_size=20))
def test_the_body_is_what_was_sent_however_it_was_cut(pieces: list[bytes]) -> None:
    body, length = read(sized(*pieces))
    assert body is not None
    assert (body.read(), length) == (b"".join(pieces), sum(map(len, pieces)))


def test_a_body_of_unknown_length_is_read_to_its_end() -> None:
    client = Client(method="POST", headers=[(b"transfer-encoding", b"chunked")], pieces=[b"ab", b"c"])
    body, length = read(client)
    assert body is not None
    assert (body.read(), length) == (b"abc", 3)


def test_a_large_body_goes_to_disk() -> None:
    body, _ = read(sized(b"x" * IN_MEMORY_BYTES, b"y"))
    assert body is not None
    assert isinstance(body.fileno(), int)


def test_too_much_is_refused_before_it_is_read() -> None:
    client = sized(b"x" * 11)
    assert refused(client, limit_bytes=10) == 413
    assert client.pieces, "nothing was read"


def test_too_much_is_refused_when_it_was_not_announced() -> None:
    client = Client(method="POST", headers=[(b"transfer-encoding", b"chunked")], pieces=[b"x" * 6] * 5)
    assert refused(client, limit_bytes=10) == 413
    assert len(client.pieces) == 3


def test_a_client_that_goes_away_is_noticed() -> None:
    client = Client(method="POST", headers=[(b"content-length", b"9")], pieces=[b"abc"], gone=True)
    assert refused(client) == 0


def test_a_client_that_sends_nothing_is_not_waited_for() -> None:
    assert refused(Client(method="POST", headers=[(b"content-length", b"9")]), patience_s=0.01) == 408


@pytest.mark.parametrize("length", [b"-1", b"many", b"1e3", b"\xb2"])
def test_a_length_that_is_no_number_is_refused(length: bytes) -> None:
    assert refused(Client(method="POST", headers=[(b"content-length", length)], pieces=[b"x"])) == 400


def test_less_than_announced_is_refused() -> None:
    assert refused(Client(method="POST", headers=[(b"content-length", b"9")], pieces=[b"abc"])) == 400


def test_the_end_of_a_whole_body_is_not_waited_for() -> None:
    client = Client(method="POST", headers=[(b"content-length", b"3")], pieces=[b"abc", b""])
    body, length = read(client)
    assert body is not None and (body.read(), length) == (b"abc", 3)
    assert client.pieces == [b""], "granian says the end in a message of its own"
