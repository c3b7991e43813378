"""Keeping other people's secrets (passwords of mail servers): encrypted with the installation's keys, never shown.

Fernet (AES-128 in CBC mode with HMAC-SHA256) under a key derived from each line of the key file: the first encrypts,
all of them are tried to decrypt, so that a key is changed by putting a new line on top.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from accord.core import keys

_PURPOSE = "secrets"


class Unreadable(ValueError):
    """None of the keys opens it: the key file is another one, or the value was damaged."""


def encrypt(text: str) -> str:
    """The text sealed, as ASCII; each time another. An empty text stays empty."""
    return _box().encrypt(text.encode()).decode("ascii") if text else ""


def decrypt(sealed: str) -> str:
    """What was sealed. Raises Unreadable."""
    if not sealed:
        return ""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeError) as error:
        raise Unreadable("no key of this installation opens this secret") from error


def renew(sealed: str) -> str:
    """The same secret under the current key, after a new one was put on top. Raises Unreadable."""
    return encrypt(decrypt(sealed))


def is_current(sealed: str) -> bool:
    """Whether the current key opens it, so that it needs no other."""
    if not sealed:
        return True
    try:
        _boxes()[0].decrypt(sealed.encode())
    except (InvalidToken, UnicodeError):
        return False
    return True


def _box() -> MultiFernet:
    return MultiFernet(_boxes())


def _boxes() -> list[Fernet]:
    derived = [keys.derive(key, _PURPOSE) for key in keys.load(settings.DATA)]
    return [Fernet(base64.urlsafe_b64encode(key)) for key in derived]
