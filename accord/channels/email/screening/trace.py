"""The top of a mail: who took it from whom, and whose findings may be believed."""

import ipaddress
import re
from collections.abc import Iterator, Sequence

from accord.channels.email.screening.domains import aligned
from accord.channels.email.screening.results import Results, parse

HEAD_BYTES = 262_144
_FIELD = re.compile(rb"^([!-9;-~]{1,80})[ \t]*:(.*(?:\r?\n[ \t].*)*)", re.MULTILINE)
_BY = re.compile(r"\bby\s+\[?([A-Za-z0-9._:-]{1,255})", re.IGNORECASE)


def head_of(raw: bytes) -> bytes:
    """The header block, at most 256 KB of it."""
    top = raw[:HEAD_BYTES]
    ends = [at for at in (top.find(b"\r\n\r\n"), top.find(b"\n\n")) if at >= 0]
    return top[: min(ends)] if ends else top


def fields(head: bytes, *names: str) -> Iterator[tuple[str, str]]:
    """(name in lower case, value) of those fields, from the top down."""
    for found in _FIELD.finditer(head):
        name = found[1].decode("ascii", "replace").lower()
        if name in names:
            yield name, " ".join(found[2].decode("utf-8", "replace").split())


def believed(head: bytes, trusted: Sequence[str]) -> Results | None:
    """The findings of a trusted server, or None.

    Whoever takes a mail writes on top of it. So what stands above the first Received line of a stranger's server was
    written by servers of ours; what stands below may be anybody's invention.
    """
    for name, value in fields(head, "received", "authentication-results"):
        if name == "received":
            by = _BY.search(value)
            if by is None or not _is_ours(by[1].lower().rstrip("."), trusted):
                return None
        else:
            found = parse(value)
            if found is not None and found.server in trusted:
                return found
    return None


def _is_ours(server: str, trusted: Sequence[str]) -> bool:
    """Whether a server of that name is one of a trusted server's domain; an inner address counts, too."""
    if server == "localhost":
        return True
    try:
        ipaddress.ip_address(server)
        return True
    except ValueError:
        return any(aligned(server, name) for name in trusted)
