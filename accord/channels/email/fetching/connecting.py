"""Connecting to a mailbox elsewhere and signing in, with a password or a token."""

import base64
import poplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accord.channels.email.fetching.failures import FetchError, told
from accord.channels.email.models import MailSource
from accord.channels.email.models.source import Auth
from accord.channels.email.spool import Body
from accord.core import secrets

if TYPE_CHECKING:
    from imapclient import IMAPClient

CONNECT_S = 20.0
ANSWER_S = 60.0
_LONGEST_LINE = 1 << 20  # poplib's own limit of 2048 refuses mails that exist
_PIECE = 1 << 16
_ALL_LINES = 99_999_999


@dataclass(frozen=True)
class Way:
    """Where to connect and as whom. `token` gives a fresh access token; without it the password signs in."""

    kind: str
    host: str
    port: int
    security: str  # tls, starttls, none
    user: str
    password: str = ""
    token: Callable[[], str] | None = None


def way_of(source: MailSource) -> Way:
    """The way of a stored source. Raises FetchError when its secret cannot be opened."""
    with told():
        password = secrets.decrypt(source.secret)
    token = token_of(source.grant_id) if source.auth == Auth.XOAUTH2 else None
    return Way(source.kind, source.host, source.port, source.security, source.user, password, token)


def token_of(grant_id: int | None) -> Callable[[], str]:
    """A function that gives a fresh access token of this consent. It raises FetchError."""

    def fresh() -> str:
        from accord.channels.email import consents

        if grant_id is None:
            raise FetchError("consent")
        try:
            return consents.access_token(grant_id)
        except consents.ConsentLost as error:
            raise FetchError("consent", str(error)) from error
        except consents.TokenUnavailable as error:
            raise FetchError("token", str(error)) from error

    return fresh


def imap(way: Way) -> "IMAPClient":
    """A connection to an IMAP server, signed in. Raises FetchError."""
    import imapclient

    token = way.token() if way.token is not None else ""
    context = ssl.create_default_context() if way.security != "none" else None
    with told("other_protocol"):
        client = imapclient.IMAPClient(
            way.host,
            way.port,
            ssl=way.security == "tls",
            ssl_context=context if way.security == "tls" else None,
            timeout=imapclient.SocketTimeout(connect=CONNECT_S, read=ANSWER_S),
        )
    try:
        client.normalise_times = False
        _keep_alive(client.socket())
        if way.security == "starttls":
            with told("no_encryption"):
                client.starttls(context)
        with told("sign_in"):
            if way.token is not None:
                client.oauth2_login(way.user, token)
            else:
                client.login(way.user, way.password)
    except BaseException:
        hang_up(client)
        raise
    return client


def interrupt(connection: socket.socket | None) -> None:
    """End a connection from another thread: whoever waits for it stops waiting, and closes it. None is one that has
    been closed already.
    """
    if connection is None:
        return
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def hang_up(client: "IMAPClient") -> None:
    """Close without a word."""
    with suppress(OSError, AttributeError):
        client.shutdown()


class Pop3(poplib.POP3):
    """A POP3 connection that can sign in with a token and give a mail in pieces."""

    def bear(self, token: str) -> None:
        """AUTH XOAUTH2. Raises error_proto with the server's words."""
        said: bytes = self._shortcmd(f"AUTH XOAUTH2 {token}")  # type: ignore[attr-defined]
        if not said.startswith(b"+OK"):  # a challenge that holds the error; it wants an empty answer
            self._shortcmd("")  # type: ignore[attr-defined]

    def retrieve(self, number: int, body: Body, most: int, *, quietly: bool) -> int:
        """Write mail `number` into `body`; gives its size in bytes. What is over `most` is read and not kept.

        RETR makes many servers mark the mail as read. `quietly` asks by TOP, with more lines than any mail has.
        """
        self._shortcmd(f"TOP {number} {_ALL_LINES}" if quietly else f"RETR {number}")  # type: ignore[attr-defined]
        size, starts = 0, True
        file = self.file
        while True:
            line = file.readline(_PIECE)
            if not line:
                raise EOFError("the server hung up in the middle of a mail")
            if starts and line in (b".\r\n", b".\n"):
                return size
            if starts and line.startswith(b"."):
                line = line[1:]
            starts = line.endswith(b"\n")
            size += len(line)
            if size <= most:
                body.write(line)


class Pop3Tls(Pop3, poplib.POP3_SSL):
    """The same, encrypted from the start."""


def pop3(way: Way) -> Pop3:
    """A connection to a POP3 server, signed in. Raises FetchError."""
    poplib._MAXLINE = _LONGEST_LINE  # type: ignore[attr-defined]
    token = way.token() if way.token is not None else ""
    context = ssl.create_default_context() if way.security != "none" else None
    with told("other_protocol"):
        client = (
            Pop3Tls(way.host, way.port, timeout=CONNECT_S, context=context)
            if way.security == "tls"
            else Pop3(way.host, way.port, timeout=CONNECT_S)
        )
    try:
        client.sock.settimeout(ANSWER_S)
        if way.security == "starttls":
            with told("no_encryption"):
                client.stls(context)
        with told("sign_in"):
            if way.token is not None:
                bearer = f"user={way.user}\1auth=Bearer {token}\1\1".encode()
                client.bear(base64.b64encode(bearer).decode())
            else:
                client.user(way.user)
                client.pass_(way.password)
    except BaseException:
        client.close()
        raise
    return client


def _keep_alive(connection: socket.socket) -> None:
    """Let the kernel notice a line that died while nobody speaks, within about three minutes."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 120), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 4)):
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
