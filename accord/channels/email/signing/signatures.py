"""Putting the signatures on a mail: one by each key of its domain that is in use."""

import logging
import time

from accord.channels.email.models import SigningKey
from accord.channels.email.screening import dkim_check
from accord.channels.email.signing.keys import ACTIVE
from accord.core import secrets

log = logging.getLogger(__name__)
# What a receiver shows or acts on. From twice: nobody can add another one (RFC 6376, 8.15).
SIGNED = (
    "from", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references", "mime-version",
    "content-type", "content-transfer-encoding", "auto-submitted",
)  # fmt: skip
_KEEP_S = 10.0
_Key = tuple[str, str, bytes]  # selector, algorithm, private key
_keys: dict[str, tuple[float, list[_Key]]] = {}


def signed(raw: bytes, domain: str) -> bytes:
    """The mail with its signatures on top; as it is where the domain has no key in use, or none can be opened."""
    for selector, algorithm, secret in _in_use(domain):
        raw = _one(raw, domain, selector, algorithm, secret)
    return raw


def forget() -> None:
    """Read the keys anew (after a change in this process, and between tests)."""
    _keys.clear()


def _in_use(domain: str) -> list[_Key]:
    at, found = _keys.get(domain, (0.0, []))
    if not at or time.monotonic() - at > _KEEP_S:
        rows = SigningKey.objects.filter(domain=domain, state=ACTIVE).order_by("algorithm")
        found = [(row.selector, row.algorithm, secret) for row in rows if (secret := _opened(row))]
        _keys[domain] = (time.monotonic(), found)
    return found


def _opened(row: SigningKey) -> bytes:
    try:
        return secrets.decrypt(row.secret).encode("ascii")
    except secrets.Unreadable:
        log.error("the signing key %s of %s cannot be opened", row.selector, row.domain)
        return b""


def _one(raw: bytes, domain: str, selector: str, algorithm: str, secret: bytes) -> bytes:
    mail = dkim_check.module().DKIM(raw, signature_algorithm=algorithm.encode())
    there = {name.decode("ascii", "replace").lower() for name, _value in mail.headers}
    headers = [name.encode() for name in SIGNED if name in there]
    line = mail.sign(
        selector.encode(),
        domain.encode("idna") if not domain.isascii() else domain.encode(),
        secret,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[*headers, b"from"],
    )
    return bytes(line) + raw
