"""SPF (RFC 7208): whether the machine that brought a mail may send for the domain of its envelope sender."""

import threading
from typing import Any

from accord.channels.email.screening import names
from accord.channels.email.screening.domains import of_address

LIMIT_S = 8
_ready = threading.Lock()
_module: Any = None


def check(peer: str, helo: str, sender: str) -> tuple[str, str]:
    """(result, domain): pass, fail, softfail, neutral, none, temperror or permerror, for the domain that was asked.

    The null sender is judged by the name that the machine gave (RFC 7208, 2.4).
    """
    helo = helo.strip("[]") or "unknown"
    result, _words = _spf().check2(i=peer, s=sender, h=helo, timeout=LIMIT_S)
    return str(result), of_address(sender) or helo.lower()


def _spf() -> Any:
    """pyspf, asking through our resolver."""
    global _module
    with _ready:
        if _module is None:
            import spf

            spf.DNSLookup = _look_up
            _module = spf
    return _module


def _look_up(name: str, kind: str, *_more: object, **_options: object) -> list[tuple[tuple[str, str], Any]]:
    """The form in which pyspf wants its answers."""
    import spf

    try:
        records = names.ask(name, kind)
    except names.NoAnswer as error:
        raise spf.TempError(f"DNS {error}") from error
    found: list[tuple[tuple[str, str], Any]] = []
    for record in records:
        if kind in ("A", "AAAA"):
            value: Any = record.address
        elif kind == "MX":
            value = (record.preference, record.exchange.to_text(True))
        elif kind == "PTR":
            value = record.target.to_text(True)
        else:
            value = record.strings
        found.append(((name, kind), value))
    return found
