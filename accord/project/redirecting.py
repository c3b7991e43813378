"""The plain door beside a TLS one: whatever is asked for there, the answer is the same address under https."""

import asyncio
import re

_FIRST_LINE = re.compile(rb"(GET|HEAD|POST) (/[!-~]*) HTTP/1\.[01]\r?\n")
_PATIENCE_S = 10.0
_MOST_BYTES = 8192
MOST_AT_ONCE = 200


async def redirect(base_url: str, host: str, port: int) -> asyncio.Server:
    """Open the door; every path is sent on to `base_url`. Raises OSError when the port is taken.

    A process that takes over from another of ours shares the port with it for a moment.
    """
    open_ones: set[asyncio.StreamWriter] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(writer)
        try:
            if len(open_ones) <= MOST_AT_ONCE:
                async with asyncio.timeout(_PATIENCE_S):
                    line = await reader.readline()
                    writer.write(_answer(base_url, line))
                    await writer.drain()
                    writer.write_eof()
                    while await reader.read(_MOST_BYTES):  # else the answer may be lost in a reset
                        pass
        except (OSError, ValueError, TimeoutError):
            pass  # whoever asked has gone, or never said what he wanted
        finally:
            open_ones.discard(writer)
            writer.close()

    return await asyncio.start_server(answer, host, port, limit=_MOST_BYTES, reuse_port=True)


def _answer(base_url: str, line: bytes) -> bytes:
    found = _FIRST_LINE.fullmatch(line)
    if found is None:
        return b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    status = b"308 Permanent Redirect" if found[1] == b"POST" else b"301 Moved Permanently"
    return b"".join(
        (
            b"HTTP/1.1 ", status, b"\r\nLocation: ", base_url.encode(), found[2],
            b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        )
    )  # fmt: skip
