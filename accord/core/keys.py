"""The secret keys of one installation, readable without Django.

They come from ACCORD_SECRET_KEY or from DATA/secret.key: one key a line, the first signs, the others are
still believed (so a key is changed by putting a new line on top). Lines that begin with # are comments. A running
process notices a changed file at its next look; `core.key_file` changes it.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from accord.core import durable

FILE_NAME = "secret.key"
VARIABLE = "ACCORD_SECRET_KEY"
SHORTEST = 32

_known: dict[Path, tuple[tuple[int, int, int], list[bytes]]] = {}


class UnusableKey(ValueError):
    """The configured keys cannot be used; the sentence says what to change."""


def load(data_dir: Path | str) -> list[bytes]:
    """The installation's keys, the current one first. Makes the file (mode 0600) on first use.

    Two processes that come at once get the same key. Raises UnusableKey when a key is shorter than 32
    characters or the file holds none, OSError when the folder cannot be written.
    """
    given = os.environ.get(VARIABLE, "")
    if given.strip():
        return _parse(given, VARIABLE)
    path = Path(data_dir) / FILE_NAME
    with contextlib.suppress(FileNotFoundError):
        return list(_read(path))
    _create(path)
    return list(_read(path))


def derive(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose only, so that what is signed for one can never pass for another.

    HKDF (RFC 5869) with SHA-256, no salt, one output block.
    """
    extracted = hmac.digest(bytes(hashlib.sha256().digest_size), key, "sha256")
    return hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")


def _read(path: Path) -> list[bytes]:
    """The keys in the file, parsed again only when the file has changed: whoever asks each time follows a rotation."""
    status = os.stat(path)
    stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
    known = _known.get(path)
    if known is None or known[0] != stamp:
        known = _known[path] = stamp, _parse(path.read_text("utf-8"), str(path))
    return known[1]


def _parse(text: str, where: str) -> list[bytes]:
    lines = [line.strip() for line in text.splitlines()]
    found = [line.encode() for line in lines if line and not line.startswith("#")]
    if not found:
        raise UnusableKey(f"{where} holds no key. Its first line needs {SHORTEST} random characters.")
    if any(len(key) < SHORTEST for key in found):
        raise UnusableKey(f"A key in {where} is too short. Each needs at least {SHORTEST} characters.")
    return found


def _create(path: Path) -> None:
    """Write a new key beside `path` and link it into place: whoever links first decides the key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{FILE_NAME}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    durable.sync_folder(path.parent)
