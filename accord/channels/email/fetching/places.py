"""Which mails of an IMAP folder are still to be taken, and as what: by UIDVALIDITY and UID, never by flags or dates.

Only mail that lay there before we came is chosen by flags or dates, because a person asked for it (DOMAIN 7.15).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accord.channels.email.fetching.failures import FetchError, told
from accord.channels.email.models import FetchedFolder, MailSource
from accord.core import clock

if TYPE_CHECKING:
    from imapclient import IMAPClient

WINDOW = 1000
WIDEST = 1 << 20
SEEN = b"\\Seen"
# A server's clock may differ from ours: mail of the day before we came is never thrown away unseen.
DOUBT = timedelta(days=1)


@dataclass(frozen=True)
class Begin:
    """What to do with old mail: nothing (`days` 0), the unread, or that of the last days."""

    unread: bool = False
    days: int = 0

    @classmethod
    def of(cls, source: MailSource) -> "Begin":
        """Read the source's choice: now, unread, days:N."""
        word, _, number = source.begin.partition(":")
        return cls(unread=word == "unread", days=int(number) if word == "days" and number.isdigit() else 0)


def opened(
    client: "IMAPClient", source: MailSource, folder: str, *, readonly: bool
) -> tuple[FetchedFolder, int]:
    """Open a folder and give its cursor and its UIDNEXT. Raises FetchError.

    The first time the cursor is made; when the server numbered the folder anew, it begins anew.
    """
    with told("no_folder"):
        status = client.select_folder(folder, readonly=readonly)
    validity, uidnext = int(status.get(b"UIDVALIDITY", 0)), _uidnext(client, status, folder)
    row = FetchedFolder.objects.filter(source=source, folder=folder).first()
    if row is None:
        row = _first_time(source, folder, validity, uidnext)
    elif row.uidvalidity != validity:
        row.uidvalidity, row.next_uid, row.history_until = validity, 1, uidnext
        row.renewed, row.leaving = True, []
        with transaction.atomic():
            row.save(update_fields=["uidvalidity", "next_uid", "history_until", "renewed", "leaving"])
    return row, uidnext


def _first_time(source: MailSource, folder: str, validity: int, uidnext: int) -> FetchedFolder:
    row = FetchedFolder(
        source=source,
        folder=folder,
        uidvalidity=validity,
        next_uid=uidnext if Begin.of(source) == Begin() else 1,
        history_until=uidnext,
        since=clock.now(),
    )
    with transaction.atomic():
        row.save()
    return row


def _uidnext(client: "IMAPClient", status: dict[bytes, Any], folder: str) -> int:
    if b"UIDNEXT" in status:
        return int(status[b"UIDNEXT"])
    if not status.get(b"EXISTS"):
        return 1
    with told():
        return max((int(uid) for uid in client.search(["UID", "*"])), default=0) + 1


def waiting(client: "IMAPClient", row: FetchedFolder, begin: Begin, uidnext: int) -> Iterator[list[int]]:
    """The UIDs from the cursor up to `uidnext`, window by window; then whatever came meanwhile. Raises FetchError."""
    low, width = row.next_uid, WINDOW
    while low < uidnext:
        old = low < row.history_until
        high = min(low + width, row.history_until if old else uidnext) - 1
        found = _search(client, _asked(row, begin, low, high) if old else ["UID", f"{low}:{high}"], low, high)
        if found:
            yield found
        width = WINDOW if found else min(width * 2, WIDEST)  # a folder may have been emptied many times
        low = high + 1
    if found := _search(client, ["UID", f"{low}:*"], low, None):
        yield found


def _asked(row: FetchedFolder, begin: Begin, low: int, high: int) -> list[Any]:
    asked: list[Any] = ["UID", f"{low}:{high}"]
    if row.renewed:
        return asked  # what of it is old is told by its date, mail by mail
    if begin.unread:
        return [*asked, "UNSEEN"]
    return [*asked, "SINCE", (row.since - timedelta(days=begin.days)).date()]


def _search(client: "IMAPClient", asked: Sequence[Any], low: int, high: int | None) -> list[int]:
    """`n:*` always holds the last mail, also when it is below n (RFC 3501): what was not asked for is dropped."""
    with told():
        found = {int(uid) for uid in client.search(list(asked))}
    return sorted(uid for uid in found if uid >= low and (high is None or uid <= high))


def age(row: FetchedFolder, begin: Begin, uid: int, about: dict[bytes, Any]) -> datetime | None | bool:
    """As what a mail is taken: None as today's, a moment as history of that moment, False not at all.

    `about` is what the server said: INTERNALDATE and FLAGS.
    """
    if uid >= row.history_until:
        return None
    got = about.get(b"INTERNALDATE")
    at: datetime = got.astimezone(UTC) if isinstance(got, datetime) and got.tzinfo is not None else row.since
    if not row.renewed:
        return at
    if at >= row.since:
        return None
    wanted = (begin.unread and SEEN not in about.get(b"FLAGS", ())) or at >= row.since - timedelta(
        days=begin.days
    )
    return at if wanted or at >= row.since - DOUBT else False


def moved_to(row: FetchedFolder, next_uid: int, leaving: Sequence[int] = ()) -> None:
    """Move the cursor: everything below `next_uid` is stored. `leaving` is now to be moved or deleted there."""
    changed = []
    if next_uid > row.next_uid:
        row.next_uid = next_uid
        changed.append("next_uid")
    if leaving:
        row.leaving = [*row.leaving, *leaving]
        changed.append("leaving")
    if changed:
        with transaction.atomic():
            row.save(update_fields=changed)


def checked_folder(folder: str) -> str:
    """The folder's name as it is stored. Raises FetchError for one that is too long for us."""
    if len(folder) > 250:
        raise FetchError("no_folder", folder[:80])
    return folder
