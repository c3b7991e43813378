"""A mail off the wire: exact bytes for any lines, any splitting, and nothing of what follows."""

import asyncio

from hypothesis import example, given
from hypothesis import strategies as st

from accord.channels.email import receiving

PIECES = st.sampled_from(
    [b"\r\n", b".", b"\r", b"\n", b"..", b"\r\n.", b"\n.\n", b"\r.\r", b"\0", b"a", b"x" * 300]
)
CONTENT = st.lists(PIECES, max_size=40).map(b"".join).map(lambda text: text + b"\r\n" if text else b"")


def on_the_wire(content: bytes) -> bytes:
    """As RFC 5321 section 4.5.2 has the sender do it."""
    return (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"


async def _read(wire: bytes, cuts: list[int], limit: int) -> tuple[bytes, bytes]:
    reader = asyncio.StreamReader(limit=limit)

    async def feed() -> None:
        start = 0
        for cut in [*sorted(cuts), len(wire)]:
            reader.feed_data(wire[start : max(start, cut)])
            start = max(start, cut)
            await asyncio.sleep(0)
        reader.feed_eof()

    feeding = asyncio.create_task(feed())
    content = b"".join([chunk async for chunk in receiving.content(reader)])
    await feeding
    return content, await reader.read()


@given(
    content=CONTENT, cuts=st.lists(st.integers(0, 2000), max_size=8), limit=st.sampled_from([5, 64, 65536])
)
@example(content=b"", cuts=[1, 2], limit=5)
@example(content=b"\r\n\r\n", cuts=[], limit=5)
@example(content=b".\r\n", cuts=[2], limit=5)
@example(content=b"xxxxxxxxxx\r\n.\r\n", cuts=[15], limit=5)  # a piece that ends between CR and LF
@example(content=b"a\r\n.\r\n..\r\n", cuts=[3, 4, 5], limit=5)
def test_the_bytes_are_exact_and_what_follows_stays(content: bytes, cuts: list[int], limit: int) -> None:
    wire = on_the_wire(content) + b"QUIT\r\n.\r\n"
    assert asyncio.run(_read(wire, cuts, limit)) == (content, b"QUIT\r\n.\r\n")


def test_only_a_whole_line_end_ends_a_mail() -> None:
    """A bare LF or CR around the dot is content, so nobody can smuggle a second mail in."""
    content = b"one\n.\nMAIL FROM:<x@example.org>\n\r.\rtwo\n.\r\r\n"
    assert asyncio.run(_read(on_the_wire(content), [], 65536)) == (content, b"")
