"""Proxies in front of us: what the named ones say about a request is believed, and nobody else's word.

A named proxy terminates TLS or spreads load. It must set `X-Forwarded-For` (appending the address that it saw) and
`X-Forwarded-Proto`, or, when so chosen, `Forwarded` (RFC 7239). Only one of the two ways is read: a proxy that sets the
one hands the other through as its client wrote it, so that reading both would let anybody choose his address.
"""

import ipaddress
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Scope = dict[str, Any]

VARIABLE, HEADERS_VARIABLE = "ACCORD_TRUSTED_PROXIES", "ACCORD_PROXY_HEADERS"
WAYS = ("x-forwarded", "forwarded")
MOST_HOPS = 20

# for="[2001:db8::1]:4711", proto=https (RFC 7239 section 4)
_PAIR = re.compile(r'\s*([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",;\s]*))\s*')
_ELEMENT = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*")+')


class NotANetwork(ValueError):
    """What was named as a proxy is no address and no network."""


@dataclass(frozen=True)
class Proxies:
    """The proxies that are believed, and by which headers they speak."""

    networks: tuple[Network, ...] = ()
    way: str = WAYS[0]

    def believes(self, address: str) -> bool:
        """Whether that network address is a named proxy's."""
        try:
            known = ipaddress.ip_address(address)
        except ValueError:
            return False
        if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
            known = known.ipv4_mapped
        return any(known in network for network in self.networks if network.version == known.version)

    def seen_through(self, scope: Scope) -> Scope:
        """The request as the outermost named proxy got it: `client` and `scheme`. Unchanged when nobody named sent it.

        The chain is read from our end: the last address that no named proxy has is the client; what stands before it
        was written by him.
        """
        peer = scope.get("client")
        if not self.networks or not peer or not self.believes(peer[0]):
            return scope
        client, scheme = peer[0], scope.get("scheme", "http")
        for hop in _hops(scope, self.way):
            scheme = hop.scheme or scheme
            if hop.address:
                client = hop.address
            if not hop.address or not self.believes(hop.address):
                break
        return {**scope, "client": (client, 0), "scheme": scheme}


@dataclass(frozen=True)
class _Hop:
    address: str
    scheme: str


def parse(text: str, way: str = "") -> Proxies:
    """Addresses and networks, apart by commas or blanks. Raises NotANetwork."""
    way = way.strip().lower() or WAYS[0]
    if way not in WAYS:
        raise NotANetwork(f"{HEADERS_VARIABLE} is {way!r}; it may be {' or '.join(WAYS)}.")
    networks: list[Network] = []
    for word in text.replace(",", " ").split():
        try:
            networks.append(ipaddress.ip_network(word, strict=False))
        except ValueError:
            raise NotANetwork(f"{VARIABLE} names {word!r}, which is no address and no network.") from None
    return Proxies(tuple(networks), way)


def from_environment() -> Proxies:
    """Raises NotANetwork."""
    return parse(os.environ.get("ACCORD_TRUSTED_PROXIES", ""), os.environ.get("ACCORD_PROXY_HEADERS", ""))


def _hops(scope: Scope, way: str) -> Iterable[_Hop]:
    """What the proxies added, the nearest first."""
    if way == "forwarded":
        elements = _ELEMENT.findall(_joined(scope, b"forwarded"))
        for element in reversed(elements[-MOST_HOPS:]):
            pairs = {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(element)}
            yield _Hop(_address(pairs.get("for", "")), _scheme(pairs.get("proto", "")))
        return
    # A proxy writes anew which scheme it was reached by; only the nearest one's word is sure to be a proxy's.
    scheme = _scheme(_joined(scope, b"x-forwarded-proto").rpartition(",")[2])
    for entry in reversed(_joined(scope, b"x-forwarded-for").split(",")[-MOST_HOPS:]):
        yield _Hop(_address(entry), scheme)


def _joined(scope: Scope, name: bytes) -> str:
    """All lines of that header as one list, in order."""
    return ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def _scheme(text: str) -> str:
    found = text.strip().lower()
    return found if found in ("http", "https") else ""


def _address(text: str) -> str:
    """The network address of `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`; else nothing."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
