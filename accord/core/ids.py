"""Ticket codes such as `K7Q-2MF-88D`: eight random signs and a check sign, easy to read out on the phone. And the ids
of rows as forms and addresses hold them.
"""

import secrets
from collections.abc import Iterable

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 signs: no 0 O 1 I L
LENGTH = 9
_VALUES = {sign: value for value, sign in enumerate(SIGNS)}
_WEIGHTS = [pow(3, place, 31) for place in range(1, LENGTH)]


def _check(body: str) -> str:
    """Sum weighted by powers of 3 modulo 31 (a prime): finds one wrong sign and a swap of two neighbours."""
    return SIGNS[sum([weight * _VALUES[sign] for weight, sign in zip(_WEIGHTS, body, strict=True)]) % 31]


def _grouped(signs: str) -> str:
    return "-".join(signs[i : i + 3] for i in range(0, LENGTH, 3))


def new_code() -> str:
    """A fresh random code; 31^8 (8.5e11) of them, the database's unique key decides."""
    body = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
    return _grouped(body + _check(body))


def code_from(number: int) -> str:
    """The code of a number below 31^8, for bulk data that must be reproducible."""
    body = ""
    for _ in range(LENGTH - 1):
        number, rest = divmod(number, len(SIGNS))
        body += SIGNS[rest]
    return _grouped(body + _check(body))


def read_code(text: str) -> str | None:
    """The code written in `text` (any case, with or without dashes), or None when it is no valid code."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(signs) != LENGTH or any(sign not in SIGNS for sign in signs):
        return None
    return _grouped(signs) if _check(signs[:-1]) == signs[-1] else None


def likely_codes(text: str) -> list[str]:
    """Valid codes one sign or one swap away from a mistyped one, for the page that says "did you mean"."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())[:LENGTH]
    if len(signs) != LENGTH:
        return []
    found: list[str] = []
    for place in range(LENGTH):
        swapped = signs[:place] + signs[place + 1 : place + 2] + signs[place] + signs[place + 2 :]
        tries = [swapped] + [signs[:place] + sign + signs[place + 1 :] for sign in SIGNS]
        for candidate in tries:
            code = read_code(candidate)
            if code and code not in found and candidate != signs:
                found.append(code)
    return found


def read_number(text: str) -> int | None:
    """The id of a row that a form or an address holds; None for what is none. No id has more than 17 digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def numbers_in(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are ids, in their order."""
    return [number for text in texts if (number := read_number(text)) is not None]
