"""Short signed tokens for one number, of a to z and 2 to 7, which survive in the local part of an address.

A token is the number in base32 followed by 16 signs (80 bits) of an HMAC over kind and number. Letter case
is not significant: mail systems change it.
"""

import hmac
from collections.abc import Sequence

from accord.core import keys as secret_keys

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
SEAL_SIGNS = 16
SEAL_BYTES = SEAL_SIGNS * 5 // 8
LARGEST = 2**63 - 1
LONGEST = SEAL_SIGNS + 13


def sign(kind: str, number: int, key: bytes) -> str:
    """The token of `number` (0 to 2**63 - 1) for one kind of use, signed with the installation's current key.

    17 to 29 signs. Raises ValueError for a number outside the range.
    """
    if not 0 <= number <= LARGEST:
        raise ValueError(f"a token cannot carry the number {number}")
    return _encode(number) + _seal(kind, number, key)


def read(kind: str, token: str, keys: Sequence[bytes]) -> int | None:
    """The number in `token`, or None unless one of `keys` signed exactly this spelling for this kind."""
    text = token.lower()
    if not text.isascii() or not SEAL_SIGNS < len(text) <= LONGEST:
        return None
    digits, seal = text[:-SEAL_SIGNS], text[-SEAL_SIGNS:]
    number = _decode(digits)
    if number is None or _encode(number) != digits:
        return None
    believed = False
    for key in keys:
        believed |= hmac.compare_digest(_seal(kind, number, key), seal)
    return number if believed else None


def _seal(kind: str, number: int, key: bytes) -> str:
    mac = hmac.digest(secret_keys.derive(key, f"token:{kind}"), str(number).encode(), "sha256")
    return _encode(int.from_bytes(mac[:SEAL_BYTES], "big")).rjust(SEAL_SIGNS, ALPHABET[0])


def _encode(number: int) -> str:
    signs = ALPHABET[number & 31]
    while number := number >> 5:
        signs = ALPHABET[number & 31] + signs
    return signs


def _decode(signs: str) -> int | None:
    number = 0
    for sign_ in signs:
        value = ALPHABET.find(sign_)
        if value < 0:
            return None
        number = number << 5 | value
    return number if number <= LARGEST else None
