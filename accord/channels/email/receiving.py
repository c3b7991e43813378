"""Reading a mail off an SMTP connection, piece by piece (RFC 5321 sections 4.1.1.4 and 4.5.2)."""

import asyncio
from collections.abc import AsyncIterator

_LINE_END = b"\r\n"
_END = b"\r\n.\r\n"


async def content(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """The bytes after DATA, with the dots undone, up to the lone dot; what follows it stays in the reader.

    Only CR LF ends a line here: a bare LF or CR before a dot ends nothing, so no second mail can be
    smuggled in. Lines may be of any length. Raises asyncio.IncompleteReadError when the connection ends
    first.
    """
    held, surplus = b"", len(_LINE_END)
    async for chunk in _wire(reader):
        data = held + chunk
        # A line end at the border waits, for the next chunk may begin with the dot that is to go.
        keep = 2 if data.endswith(_LINE_END) else 1 if data.endswith(b"\r") else 0
        held = data[len(data) - keep :]
        plain = data[: len(data) - keep].replace(b"\r\n.", _LINE_END)
        cut = min(surplus, len(plain))
        surplus -= cut
        if len(plain) > cut:
            yield plain[cut:] if cut else plain
    if len(held) > surplus:
        yield held[surplus:]


async def _wire(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """A line end that stands for the start, then what comes over the wire, without the final dot's line.

    While what was read may be the beginning of the end mark, at least as many bytes must still come as it
    lacks, so reading exactly these never takes what follows the mail.
    """
    held = _LINE_END
    while held:
        held += await reader.readexactly(len(_END) - len(held))
        if held == _END:
            yield _LINE_END
            return
        keep = next((size for size in range(4, 0, -1) if held.endswith(_END[:size])), 0)
        yield held[: len(held) - keep]
        held = held[len(held) - keep :]
    while True:
        try:
            last = await reader.readuntil(_END)
        except asyncio.LimitOverrunError as overrun:
            yield await reader.read(overrun.consumed)
        else:
            yield last[:-3]
            return
