"""What can go wrong with a source, as keys with a sentence and its cure."""

import errno
import imaplib
import poplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.channels.email.spool import SpoolFull
from accord.core import secrets


@dataclass(frozen=True)
class Said:
    """What happened and what to do about it."""

    title: Promise
    cure: Promise


FAILURES: dict[str, Said] = {
    "no_host": Said(
        _("There is no server of this name."),
        _("Compare the name of the server with what your mail provider tells you."),
    ),
    "refused": Said(
        _("The server takes no connection on this port."),
        _("Compare the port: IMAP mostly uses 993 and POP3 995, both encrypted from the start."),
    ),
    "timed_out": Said(
        _("The server did not answer in time."),
        _("Compare the server's name and port, and ask whether a firewall lets this machine out to it."),
    ),
    "certificate": Said(
        _("The server's certificate is not valid for this name."),
        _(
            "Use the name that the provider tells you. Only the server's owner can renew a certificate that ran out."
        ),
    ),
    "no_encryption": Said(
        _("The server does not speak encryption in the chosen way on this port."),
        _("Choose the other kind of encryption, or the port that belongs to it."),
    ),
    "other_protocol": Said(
        _("Somebody else answers on this port: it is no server of the chosen kind."),
        _("Compare whether it is IMAP or POP3, and the port."),
    ),
    "sign_in": Said(
        _("The server does not accept the name and password."),
        _("Write both anew. Many providers want a password made for programs only, or a consent instead."),
    ),
    "consent": Said(
        _("The provider does not accept the consent any more."),
        _("Open the mailbox in Settings and connect it anew. Mail waits there until then."),
    ),
    "token": Said(
        _("The provider gave no new token just now."),
        _("This is tried again by itself. If it lasts, connect the mailbox anew."),
    ),
    "no_folder": Said(
        _("The server has no such folder."),
        _("Choose one of the folders that the server lists."),
    ),
    "no_uidl": Said(
        _("The server cannot tell its mails apart: it has no UIDL."),
        _("Choose IMAP, or let the provider send the mail on to us."),
    ),
    "not_moved": Said(
        _("Mail was fetched, but the server did not move or delete it as you chose."),
        _("See whether the folder exists and may be written, or choose to leave mail where it is."),
    ),
    "disk_full": Said(
        _("There is no room on the disk of this machine."),
        _("Make room in the data folder. Mail waits at the provider until then."),
    ),
    "key": Said(
        _("The stored password cannot be opened with the key file of this installation."),
        _("Bring the key file back, or write the password anew."),
    ),
    "hung_up": Said(
        _("The server hung up."),
        _("This is tried again by itself. If it lasts, ask the provider."),
    ),
    "server_said": Said(
        _("The server answered with an error."),
        _("Its words say more. If it lasts, ask the provider."),
    ),
    "internal": Said(
        _("Fetching failed for a reason of our own."),
        _("The log of the worker says more. This is tried again by itself."),
    ),
}


class FetchError(Exception):
    """A failure; `key` is one of FAILURES, `words` is what the other side said."""

    def __init__(self, key: str, words: str = "") -> None:
        super().__init__(f"{key}: {words}" if words else key)
        self.key, self.words = key, words


@contextmanager
def told(refusal: str = "server_said") -> Iterator[None]:
    """Whatever goes wrong inside with a server becomes a FetchError; a server's plain no is `refusal`."""
    try:
        yield
    except FetchError:
        raise
    except (
        imaplib.IMAP4.error,
        poplib.error_proto,
        OSError,
        EOFError,
        UnicodeError,
        secrets.Unreadable,
    ) as error:
        raise FetchError(_key(error, refusal), words_of(error)) from error


def words_of(error: BaseException) -> str:
    """A failure's own words in one line."""
    said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:500]


def no_room(error: BaseException) -> bool:
    """Whether it is our own disk that is full."""
    return isinstance(error, SpoolFull) or (
        isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    )


def _key(error: BaseException, refusal: str) -> str:
    if no_room(error):
        return "disk_full"
    for kinds, key in _KEYS:
        if isinstance(error, kinds):
            return key
    if isinstance(error, imaplib.IMAP4.error) and "[AUTHENTICATIONFAILED]" in str(error).upper():
        return "sign_in"
    return refusal if isinstance(error, (imaplib.IMAP4.error, poplib.error_proto)) else "hung_up"


_KEYS: tuple[tuple[type[BaseException], str], ...] = (
    (secrets.Unreadable, "key"),
    (UnicodeError, "sign_in"),  # a name or password in letters that the protocol does not know
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLEOFError, "hung_up"),
    (ssl.SSLZeroReturnError, "hung_up"),
    (ssl.SSLError, "no_encryption"),
    (socket.gaierror, "no_host"),
    (ConnectionRefusedError, "refused"),
    (TimeoutError, "timed_out"),
    (imaplib.IMAP4.readonly, "not_moved"),  # opened for writing, because mail is to leave it
    (imaplib.IMAP4.abort, "hung_up"),
    (EOFError, "hung_up"),
)
