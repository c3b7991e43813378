"""What happens at the server with mail that is stored here, where a person chose that it is moved or deleted."""

from typing import TYPE_CHECKING

from django.db import transaction

from accord.channels.email.fetching.failures import FetchError, told
from accord.channels.email.models import FetchedFolder, MailSource
from accord.events import outgoing

if TYPE_CHECKING:
    from imapclient import IMAPClient

DELETED = b"\\Deleted"


def leave(client: "IMAPClient", source: MailSource, row: FetchedFolder) -> None:
    """Move or delete what `row` says is to leave; the folder is open for writing.

    Nothing leaves while nothing may leave this desk: it may be a copy that was restored beside one that works.
    Raises FetchError `not_moved` when the server does not do it; it is tried again at the next look.
    """
    if not row.leaving or source.after_fetch == "keep" or outgoing.paused():
        return
    word, _, target = source.after_fetch.partition(":")
    with told("not_moved"):
        # Who moved or deleted some of them already did it for us.
        there = set(client.search(["UID", ",".join(str(uid) for uid in row.leaving)]))
        uids = [uid for uid in row.leaving if uid in there]
        if uids and word == "move":
            _move(client, uids, target)
        elif uids:
            _delete(client, uids)
    row.leaving = []
    with transaction.atomic():
        row.save(update_fields=["leaving"])


def _move(client: "IMAPClient", uids: list[int], target: str) -> None:
    if not target:
        raise FetchError("not_moved")
    if not client.folder_exists(target):
        client.create_folder(target)
    if client.has_capability("MOVE"):
        client.move(uids, target)
    else:
        client.copy(uids, target)
        _delete(client, uids)


def _delete(client: "IMAPClient", uids: list[int]) -> None:
    """Without UIDPLUS an EXPUNGE would also remove what somebody else has marked: then ours stays marked only."""
    client.add_flags(uids, [DELETED], silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(uids)
    elif set(client.search(["DELETED"])) == set(uids):
        client.expunge()
