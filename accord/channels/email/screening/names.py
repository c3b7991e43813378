"""Asking the domain name system, in bounded time and not twice for the same.

One resolver a process, for the name servers that `use` named. Tests put a small server of their own there.
"""

import time
from functools import lru_cache
from typing import Any

TIMEOUT_S = 3.0
KEPT = 4096
# After so many questions without an answer nobody is asked for a while: mail must not wait for dead servers.
MOST_FAILURES, REST_S = 3, 30.0
_servers = ""
_failures = 0
_rests_until = 0.0


class NoAnswer(Exception):
    """The name servers did not answer in time, or could not. Nothing is known, not even that the name is absent."""


def use(servers: str) -> None:
    """From now on ask these: addresses separated by commas; "" for those of this machine."""
    global _servers
    if servers != _servers:
        _servers = servers
        _answered()


def ask(name: str, kind: str) -> list[Any]:
    """The records of that kind (dnspython's); [] when there are none. Raises NoAnswer."""
    import dns.exception
    import dns.resolver

    if time.monotonic() < _rests_until:
        raise NoAnswer(f"{kind} {name}")
    try:
        found = list(_resolver(_servers).resolve(name, kind, lifetime=TIMEOUT_S))
        _answered()
        return found
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        _answered()
        return []
    except (dns.exception.Timeout, OSError) as error:
        _failed()
        raise NoAnswer(f"{kind} {name}") from error
    except dns.resolver.NoNameservers as error:  # they answer, but not about this name
        raise NoAnswer(f"{kind} {name}") from error
    except (dns.exception.DNSException, ValueError):  # no name at all, such as one with two dots
        return []


def texts(name: str) -> list[str]:
    """The TXT records as strings. Raises NoAnswer."""
    return [b"".join(record.strings).decode("utf-8", "replace") for record in ask(name, "TXT")]


def forget() -> None:
    """Ask anew also what is known: for a page on which somebody waits for his new record."""
    _resolver.cache_clear()
    _answered()


def _answered() -> None:
    global _failures, _rests_until
    _failures, _rests_until = 0, 0.0


def _failed() -> None:
    global _failures, _rests_until
    _failures += 1
    if _failures >= MOST_FAILURES:
        _failures, _rests_until = 0, time.monotonic() + REST_S


@lru_cache(maxsize=4)
def _resolver(servers: str) -> Any:
    """With a cache that keeps what its time to live allows. Raises NoAnswer when no name server is known."""
    import dns.resolver

    try:
        resolver = dns.resolver.Resolver(configure=not servers.strip())
    except dns.resolver.NoResolverConfiguration as error:
        raise NoAnswer("no name server") from error
    if servers.strip():
        places = [_place(each) for each in servers.replace(",", " ").split()]
        resolver.nameservers = [address for address, _port in places]
        resolver.nameserver_ports = dict(places)
    resolver.timeout, resolver.lifetime = 1.5, TIMEOUT_S
    resolver.cache = dns.resolver.LRUCache(KEPT)
    return resolver


def _place(text: str) -> tuple[str, int]:
    """`192.0.2.53` or `127.0.0.1:5353`."""
    host, colon, port = text.rpartition(":")
    return (host, int(port)) if colon and "." in host and port.isdigit() else (text, 53)
