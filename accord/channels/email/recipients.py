"""Which addresses the intake accepts, without Django and without the database.

The web and worker processes publish the mailboxes in DATA/mail-in.json; the intake reads it again when it
changes. A reply address is a mailbox with a signed token: support+<token>@example.com.
"""

import json
import os
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from accord.core import keys as secret_keys
from accord.core import tokens

FILE_NAME = "mail-in.json"
MAX_BYTES_DEFAULT = 40 << 20
REPLY, AGENT = "reply", "agent"
_AGENT_BITS = 27  # of the number in an agent's token; the ticket has the 36 above them
PROBE, SIDE = "probe", "side"
FORWARD = "forward"


class NotReady(Exception):
    """There is no usable mail-in.json yet; whoever brings a mail must come again later."""


class UnknownRecipient(LookupError):
    """Nobody here has that address."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the intake must know. The first of `mailboxes` is the default; `max_bytes` limits one mail."""

    mailboxes: tuple[str, ...]
    max_bytes: int = MAX_BYTES_DEFAULT
    hostname: str = "localhost"


def publish(data_dir: Path | str, settings: Settings) -> None:
    """Tell the intake, at once and atomically."""
    path = Path(data_dir) / FILE_NAME
    draft = path.with_name(f".{FILE_NAME}.{secrets.token_hex(8)}")
    content = {
        "mailboxes": list(settings.mailboxes),
        "max_bytes": settings.max_bytes,
        "hostname": settings.hostname,
    }
    try:
        with open(draft, "w", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def reply_address(mailbox: str, number: int, key: bytes) -> str:
    """The address under which an answer finds what `number` names; `key` is the current secret key."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{tokens.sign(REPLY, number, key)}@{domain}"


def side_address(mailbox: str, number: int, key: bytes) -> str:
    """The address under which an answer finds the side conversation `number`."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{tokens.sign(SIDE, number, key)}@{domain}"


def probe_address(mailbox: str, number: int, key: bytes) -> str:
    """An address of the same form under which nobody answers: a probe shows whether such addresses arrive."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{tokens.sign(PROBE, number, key)}@{domain}"


def read_reply_address(address: str, keys: Sequence[bytes], kind: str = REPLY) -> tuple[str, int] | None:
    """The mailbox and the number in a reply address, or None when it has no token that we signed."""
    local, at, domain = address.rpartition("@")
    mailbox, plus, token = local.rpartition("+")
    if not at or not plus:
        return None
    number = tokens.read(kind, token, keys)
    return None if number is None else (f"{mailbox}@{domain}", number)


def agent_address(mailbox: str, ticket_id: int, agent_id: int, key: bytes) -> str:
    """The address to which one agent answers about one ticket by mail (DOMAIN 7.7); "" for ids that do not fit."""
    if agent_id >> _AGENT_BITS or ticket_id >> (63 - _AGENT_BITS):
        return ""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{tokens.sign(AGENT, ticket_id << _AGENT_BITS | agent_id, key)}@{domain}"


def forward_address(mailbox: str, note_id: int, key: bytes) -> str:
    """The address under which whoever got a forwarded message answers; `note_id` tells of the forward."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{tokens.sign(FORWARD, note_id, key)}@{domain}"


def read_agent_address(address: str, keys: Sequence[bytes]) -> tuple[str, int, int] | None:
    """The mailbox, the ticket and the agent in an agent's address, or None when it has no token that we signed."""
    found = read_reply_address(address, keys, AGENT)
    if found is None:
        return None
    mailbox, number = found
    return mailbox, number >> _AGENT_BITS, number & ((1 << _AGENT_BITS) - 1)


def mailbox_of(address: str, keys: Sequence[bytes]) -> str | None:
    """The mailbox of an address with a token of ours under which somebody answers, or None."""
    found = (read_reply_address(address, keys, kind) for kind in (REPLY, AGENT, FORWARD, SIDE))
    return next((each[0] for each in found if each is not None), None)


@lru_cache(maxsize=4096)
def normal(address: str) -> str:
    """One spelling for an address: lower case, composed, the domain in its ASCII form where it has one."""
    local, _, domain = unicodedata.normalize("NFC", address.strip()).lower().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        pass
    return f"{local}@{domain}"


class Recipients:
    """The published settings and the answer to "is this one of ours?"."""

    def __init__(self, data_dir: Path | str) -> None:
        self._data_dir = Path(data_dir)
        self._path = self._data_dir / FILE_NAME
        self._stamp: tuple[int, int, int] | None = None
        self._settings: Settings | None = None
        self._accepted: frozenset[str] = frozenset()
        self._keys: list[bytes] = []

    def settings(self) -> Settings:
        """The present settings. A file that cannot be read leaves the last good ones in force.

        Raises NotReady when there never was a good one.
        """
        try:
            status = os.stat(self._path)
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp != self._stamp:
                self._take(json.loads(self._path.read_text("utf-8")))
                self._stamp = stamp
        except FileNotFoundError as error:
            raise NotReady(f"{self._path} does not exist yet") from error
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            if self._settings is None:
                raise NotReady(f"{self._path} cannot be read: {error}") from error
        if self._settings is None:
            raise NotReady(f"{self._path} was never read")
        return self._settings

    def check(self, address: str) -> None:
        """Pass for a mailbox or a reply address of one. Raises UnknownRecipient, or NotReady."""
        self.settings()
        wanted = normal(address)
        if wanted in self._accepted:
            return
        self._keys = secret_keys.load(self._data_dir)
        probe = read_reply_address(wanted, self._keys, PROBE)
        mailbox = probe[0] if probe else mailbox_of(wanted, self._keys)
        if mailbox not in self._accepted:
            raise UnknownRecipient(address)

    def _take(self, content: dict[str, object]) -> None:
        mailboxes = content["mailboxes"]
        if not isinstance(mailboxes, list):
            raise TypeError("mailboxes is not a list")
        settings = Settings(
            mailboxes=tuple(str(address) for address in mailboxes),
            max_bytes=int(str(content.get("max_bytes") or MAX_BYTES_DEFAULT)),
            hostname=str(content.get("hostname") or "localhost"),
        )
        self._keys = secret_keys.load(self._data_dir)
        self._accepted = frozenset(normal(address) for address in settings.mailboxes)
        self._settings = settings
