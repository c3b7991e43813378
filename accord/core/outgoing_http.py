"""Calling addresses that people typed in: encrypted, never into our own network, never followed elsewhere, bounded.

The name is looked up once, every address that it has must be a public one, and the connection goes to the very address
that was checked, so that a name server cannot answer differently the second time (DNS rebinding).
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_S = 10.0  # for each thing that is waited for
WHOLE_S = 30.0  # for all of a call, however slowly the other side drips
LARGEST_ANSWER = 64 << 10
PORTS = frozenset({443, 8443})
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Refused(ValueError):
    """We do not call that address; the words are for a log."""


class Failed(OSError):
    """The other side could not be reached or answered nonsense."""


@dataclass(frozen=True)
class Answer:
    """What came back; `body` is cut after 64 KB."""

    status: int
    body: bytes

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, context: ssl.SSLContext | None = None
) -> Answer:
    """POST to a public https address. Raises Refused, Failed. `context` may name other authorities to believe."""
    return call("POST", url, body, headers, context=context)


def call(
    method: str, url: str, body: bytes, headers: Mapping[str, str], *, context: ssl.SSLContext | None = None
) -> Answer:
    """Call a public https address with one of METHODS; nothing is followed elsewhere. Raises Refused, Failed."""
    if method not in METHODS:
        raise Refused(f"{method!r} is no method that is used")
    host, port, path = _parts(url)
    address = _public_address(host, port)
    connection = _Pinned(host, port, address, context or ssl.create_default_context())
    end = threading.Timer(WHOLE_S, connection.cut)
    end.daemon = True
    end.start()
    try:
        content = body if body or method != "GET" else None
        connection.request(method, path, body=content, headers={"User-Agent": "Accord", **headers})
        response = connection.getresponse()
        answer = Answer(response.status, response.read(LARGEST_ANSWER))
    except (OSError, http.client.HTTPException) as error:
        raise Failed(f"{type(error).__name__}: {error}") from error
    finally:
        end.cancel()
        connection.end()
    if connection.is_cut:
        raise Failed(f"the answer was not over after {WHOLE_S:g} s")
    return answer


def check(url: str) -> None:
    """Whether the address has the right form; asks no name server. Raises Refused."""
    host, _port, _path = _parts(url)
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        return
    _demand_public(literal)


def _parts(url: str) -> tuple[str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError as error:
        raise Refused(f"{url!r} is no address") from error
    if (
        parts.scheme != "https"
        or not parts.hostname
        or parts.username is not None
        or parts.password is not None
    ):
        raise Refused(f"{url!r} is no plain https address")
    if port not in PORTS:
        raise Refused(f"port {port} is not called")
    if any(sign <= " " or sign == "\x7f" for sign in url):
        raise Refused("the address holds blanks")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise Refused("the address holds letters that must be written as %XX")
    return parts.hostname, port, path


def _public_address(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Failed(f"{host} has no address: {error}") from error
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        _demand_public(ipaddress.ip_address(address.partition("%")[0]))
    if not addresses:
        raise Failed(f"{host} has no address")
    return addresses[0]


def _demand_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    inner = address
    if isinstance(address, ipaddress.IPv6Address):  # an inner IPv4 address in IPv6's clothes
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address
    for one in (address, inner):
        if not one.is_global or one.is_multicast or one.is_reserved:
            raise Refused(f"{address} is no public address")


class _Pinned(http.client.HTTPSConnection):
    """A connection to one checked address, under the certificate of the name."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S, context=context)
        self._address = address
        self._tls = context
        self._line: socket.socket | None = None  # the same connection under a handle of its own
        self.is_cut = False

    def cut(self) -> None:
        """End it from another thread: whoever waits for its bytes wakes."""
        self.is_cut = True
        with contextlib.suppress(OSError):
            if self._line is not None:
                self._line.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Close it for good; `close` is also called by the library itself, before the answer is read."""
        self.close()
        if self._line is not None:
            self._line.close()

    def connect(self) -> None:
        raw = socket.create_connection((self._address, self.port), timeout=TIMEOUT_S)
        self._line = raw.dup()
        try:
            self.sock = self._tls.wrap_socket(raw, server_hostname=self.host)
        except BaseException:
            raw.close()
            raise
