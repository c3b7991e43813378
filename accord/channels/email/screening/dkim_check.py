"""DKIM (RFC 6376): which domains have signed a mail as it is."""

import logging
import threading
from typing import Any

from accord.channels.email.screening import ed25519, names

MOST_SIGNATURES = 5
LARGEST_BYTES = 30 << 20
_quiet = logging.getLogger("accord.channels.email.dkim")
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False
_ready = threading.Lock()
_module: Any = None


def check(raw: bytes) -> list[tuple[str, str]]:
    """(result, domain) of each signature: pass, fail, temperror, or partial where the end of the text is not signed."""
    return [found for index in range(MOST_SIGNATURES) if (found := _one(raw, index)) is not None]


def module() -> Any:
    """dkimpy, taught Ed25519."""
    global _module
    with _ready:
        if _module is None:
            import dkim

            ed25519.teach(dkim)
            _module = dkim
    return _module


def _one(raw: bytes, index: int) -> tuple[str, str] | None:
    """The signature of that number; None when there are not so many."""
    dkim = module()
    unanswered: list[str] = []

    def key(name: bytes | str, timeout: int = 5) -> bytes | None:
        asked = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        try:
            found = names.texts(asked)
        except names.NoAnswer:
            unanswered.append(asked)
            return None
        return found[0].encode() if found else None

    try:
        mail = dkim.DKIM(raw, logger=_quiet)
    except Exception:  # noqa: BLE001 - made for sound mail: lines that are no header raise what they will
        return None
    if sum(1 for name, _value in mail.headers if name.lower() == b"dkim-signature") <= index:
        return None
    try:
        good = mail.verify(index, dnsfunc=key)
    except Exception:  # noqa: BLE001 - a signature of a form that nobody can check proves nothing
        good = False
    domain = mail.domain.decode("ascii", "replace").lower() if mail.domain else ""
    if unanswered:
        return "temperror", domain
    if good and b"l" in mail.signature_fields:
        return "partial", domain
    return ("pass" if good else "fail"), domain
