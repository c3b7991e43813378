"""The Message-IDs of our mails: `code.random.seal@domain`. Nobody can make one up, and no table is needed to know one.

The local part also stands in the line above the quoted text of our answers (`marker_in`), for mail programs that send
neither In-Reply-To nor References.
"""

import hmac
import re
import secrets
from functools import lru_cache

from accord.core import ids, keys

_PURPOSE = "message-id"
_SEAL_BYTES = 10
_RANDOM_BYTES = 10
_LOCAL = (
    r"(?P<code>[2-9a-z]{3}-[2-9a-z]{3}-[2-9a-z]{3}|account|passing)"
    r"\.(?P<random>[a-z2-7]{16})\.(?P<seal>[a-z2-7]{16})"
)
_WHOLE = re.compile(rf"\s*<?{_LOCAL}(?:@[^\s<>@]*)?>?\s*", re.IGNORECASE)
_ANYWHERE = re.compile(rf"(?<![a-z0-9.-]){_LOCAL}(?![a-z0-9])", re.IGNORECASE)
_DIGITS = "abcdefghijklmnopqrstuvwxyz234567"  # RFC 4648, section 6, in small letters
_PAIRS = [one + two for one in _DIGITS for two in _DIGITS]
_SHIFTS = range(70, -1, -10)
_SEALED = re.compile(r"\.[A-Za-z2-7]{16}\.[A-Za-z2-7]{16}")
ACCOUNT = "account"  # in place of a code, in mails that belong to no ticket
PASSING = "passing"  # the same, in mails of which nothing is kept: tests, probes, alarms


def new(code: str, domain: str, key: bytes, random: bytes | None = None) -> str:
    """A fresh id, without < >, for a mail of the ticket `code` (or ACCOUNT or PASSING), signed with the current `key`.

    `random` gives the 10 random bytes, for bulk data that must be reproducible.
    """
    local = f"{code.lower()}.{_text(random or secrets.token_bytes(_RANDOM_BYTES))}"
    return f"{local}.{_seal(local, key)}@{domain}"


def local_part(message_id: str) -> str:
    """What stands before the @: enough to know the id again."""
    return message_id.partition("@")[0]


def read(message_id: str, installation_keys: list[bytes]) -> str | None:
    """The ticket code in an id that we issued, whatever became of its domain and its letter case; else None."""
    found = _WHOLE.fullmatch(message_id[:300])
    return _proven(found, installation_keys) if found else None


def marker_in(text: str, installation_keys: list[bytes]) -> str | None:
    """The ticket code of the first of our marks in a quoted text, or None."""
    if not may_have_marker(text):
        return None
    for found in _ANYWHERE.finditer(text):
        code = _proven(found, installation_keys)
        if code:
            return code
    return None


def may_have_marker(text: str) -> bool:
    """Whether there is something like a mark of ours: a pattern that begins with one certain sign is looked for ten
    times as fast as the whole.
    """
    return _SEALED.search(text) is not None


def _proven(found: re.Match[str], installation_keys: list[bytes]) -> str | None:
    local = f"{found['code']}.{found['random']}".lower()
    seal = found["seal"].lower()
    if not any(hmac.compare_digest(_seal(local, key), seal) for key in installation_keys):
        return None
    return ids.read_code(found["code"])


def _seal(local: str, key: bytes) -> str:
    code = _sealing(key).copy()
    code.update(local.encode())
    return _text(code.digest()[:_SEAL_BYTES])


@lru_cache(maxsize=8)
def _sealing(key: bytes) -> hmac.HMAC:
    """Begun once a key: a fresh one takes longer than what it seals."""
    return hmac.new(keys.derive(key, _PURPOSE), digestmod="sha256")


def _text(content: bytes) -> str:
    """Ten bytes in base 32, two signs at a time: in half the time of b32encode, for bulk data."""
    number = int.from_bytes(content, "big")
    return "".join([_PAIRS[number >> shift & 1023] for shift in _SHIFTS])
