"""What we put into our mails so that an answer proves its ticket: reply address and Thread-Index, both signed.

They carry the ticket's id under the installation's key: nothing has to be stored and nobody can guess one. Our
Message-IDs, which also stand as a mark in the quote, are in `message_ids`.
"""

import base64
import binascii
import hmac

from django.conf import settings

from accord.channels.email import recipients
from accord.core import clock, tokens
from accord.core import keys as secret_keys

# Thread-Index (MS-OXOMSG 2.2.1.3): a reserved byte, 5 bytes of time, a GUID of 16, then 5 bytes for each reply.
_INDEX_HEAD, _GUID_END = 6, 22
_FILETIME_START_S = 11_644_473_600  # from 1601 to 1970


def keys() -> tuple[bytes, ...]:
    """The installation's keys, the current one first, as the key file says now."""
    return tuple(secret_keys.load(settings.DATA))


def reply_address(mailbox: str, ticket_id: int) -> str:
    """The Reply-To of a mail about this ticket: support+<token>@example.com."""
    return recipients.reply_address(mailbox, ticket_id, keys()[0])


def ticket_of_address(address: str) -> tuple[str, int] | None:
    """(mailbox address, ticket id) of a reply address that we made, or None."""
    return recipients.read_reply_address(recipients.normal(address), keys())


def side_address(mailbox: str, side_id: int) -> str:
    """The Reply-To of a mail of this side conversation."""
    return recipients.side_address(mailbox, side_id, keys()[0])


def side_of_address(address: str) -> int | None:
    """The side conversation of such an address that we made, or None."""
    found = recipients.read_reply_address(recipients.normal(address), keys(), recipients.SIDE)
    return found[1] if found else None


def probe_of_address(address: str) -> tuple[str, int] | None:
    """(mailbox address, number) of a probe's address, or None."""
    return recipients.read_reply_address(recipients.normal(address), keys(), recipients.PROBE)


def agent_address(mailbox: str, ticket_id: int, agent_id: int) -> str:
    """The Reply-To of a mail that tells an agent of this ticket."""
    return recipients.agent_address(mailbox, ticket_id, agent_id, keys()[0])


def agent_of_address(address: str) -> tuple[int, int] | None:
    """(ticket id, agent id) of an agent's address that we made, or None."""
    found = recipients.read_agent_address(recipients.normal(address), keys())
    return found[1:] if found else None


def forward_address(mailbox: str, note_id: int) -> str:
    """The Reply-To of a forwarded message."""
    return recipients.forward_address(mailbox, note_id, keys()[0])


def note_of_address(address: str) -> int | None:
    """The note that tells of the forward which an answer to this address answers, or None."""
    found = recipients.read_reply_address(recipients.normal(address), keys(), recipients.FORWARD)
    return found[1] if found else None


def thread_index(ticket_id: int) -> str:
    """The Thread-Index header of a mail about this ticket; Outlook keeps its first 22 bytes in answers."""
    filetime = int((clock.now().timestamp() + _FILETIME_START_S) * 10_000_000)
    head = b"\x01" + filetime.to_bytes(8, "big")[1:6]
    return base64.b64encode(head + _guid(ticket_id, keys()[0])).decode("ascii")


def ticket_of_thread_index(value: str) -> int | None:
    """The ticket named by a Thread-Index that we issued, or None."""
    try:
        data = base64.b64decode("".join(value.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    guid = data[_INDEX_HEAD:_GUID_END]
    if len(guid) < _GUID_END - _INDEX_HEAD:
        return None
    ticket_id = int.from_bytes(guid[:8], "big")
    believed = False
    for key in keys():
        believed |= hmac.compare_digest(_guid(ticket_id, key), guid)
    return ticket_id if believed and ticket_id <= tokens.LARGEST else None


def _guid(ticket_id: int, key: bytes) -> bytes:
    number = ticket_id.to_bytes(8, "big")
    return number + hmac.digest(secret_keys.derive(key, "thread-index"), number, "sha256")[:8]
