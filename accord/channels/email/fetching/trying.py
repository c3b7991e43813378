"""Trying a way in before it is stored: connect, sign in, list the folders, count the mails. Nothing changes there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from accord.channels.email.fetching import connecting
from accord.channels.email.fetching.connecting import Way
from accord.channels.email.fetching.failures import FAILURES, FetchError, told
from accord.channels.email.models import MailSource
from accord.channels.email.models.source import SourceKind

if TYPE_CHECKING:
    from imapclient import IMAPClient

MOST_FOLDERS = 500


@dataclass(frozen=True)
class Outcome:
    """How it went. `key` is "" or one of FAILURES; `count` is how many mails lie in the chosen folders, `unread` how
    many of them nobody has read (None where the server cannot tell). `idles`: new mail will come within seconds.
    """

    key: str = ""
    words: str = ""
    folders: Sequence[str] = field(default_factory=tuple)
    count: int = 0
    unread: int | None = None
    idles: bool = False

    @property
    def works(self) -> bool:
        return not self.key

    @property
    def title(self) -> Promise | str:
        """What went wrong, as a sentence; "" when it works."""
        return FAILURES[self.key].title if self.key else ""

    @property
    def cure(self) -> Promise | str:
        """What to do about it."""
        return FAILURES[self.key].cure if self.key else ""


def try_source(fields: "Way | MailSource | dict[str, Any]", folders: Sequence[str] = ("INBOX",)) -> Outcome:
    """Try a way in; takes at most some 80 seconds. Call it outside of transactions: it waits for another server.

    `fields` is a stored source, or a dict of kind, host, port, security, user, password, grant_id and folders.
    """
    try:
        way, chosen = _way(fields, folders)
        return _pop3(way) if way.kind == SourceKind.POP3 else _imap(way, chosen)
    except FetchError as error:
        return Outcome(error.key, error.words)


def _way(fields: "Way | MailSource | dict[str, Any]", folders: Sequence[str]) -> tuple[Way, Sequence[str]]:
    if isinstance(fields, MailSource):
        return connecting.way_of(fields), fields.shown_folders
    if isinstance(fields, Way):
        return fields, folders
    grant = fields.get("grant_id")
    way = Way(
        kind=str(fields.get("kind", SourceKind.IMAP)),
        host=str(fields["host"]),
        port=int(fields["port"]),
        security=str(fields.get("security", "tls")),
        user=str(fields["user"]),
        password=str(fields.get("password", "")),
        token=connecting.token_of(int(grant)) if grant else None,
    )
    return way, list(fields.get("folders") or folders)


def _imap(way: Way, chosen: Sequence[str]) -> Outcome:
    client = connecting.imap(way)
    try:
        with told():
            names = [str(name) for flags, _, name in client.list_folders() if b"\\Noselect" not in flags]
        count = unread = 0
        for folder in chosen:
            there, fresh = _counted(client, folder)
            count, unread = count + there, unread + fresh
        idles = client.has_capability("IDLE")
        return Outcome("", "", sorted(names, key=_inbox_first)[:MOST_FOLDERS], count, unread, idles)
    finally:
        connecting.hang_up(client)


def _counted(client: "IMAPClient", folder: str) -> tuple[int, int]:
    with told("no_folder"):
        status = client.folder_status(folder, ["MESSAGES", "UNSEEN"])
    return int(status.get(b"MESSAGES", 0)), int(status.get(b"UNSEEN", 0))


def _pop3(way: Way) -> Outcome:
    client = connecting.pop3(way)
    try:
        with told():
            count = int(client.stat()[0])
        with told("no_uidl"):
            client.uidl()
        return Outcome("", "", (), count)
    finally:
        client.close()


def _inbox_first(name: str) -> tuple[bool, str]:
    return name.upper() != "INBOX", name.lower()
