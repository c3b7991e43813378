"""Taking the mails of an IMAP folder: sizes first, small ones together, large ones piece by piece, nothing flagged."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from accord.channels.email import origins
from accord.channels.email.fetching import leaving, places
from accord.channels.email.fetching.failures import FetchError, told
from accord.channels.email.fetching.places import Begin
from accord.channels.email.fetching.storing import Store
from accord.channels.email.models import FetchedFolder, MailSource
from accord.channels.email.spool import Body

if TYPE_CHECKING:
    from imapclient import IMAPClient

SMALL = 256 << 10
GROUP_BYTES = 2 << 20
GROUP_MAILS = 50
PIECE = 1 << 20
TRIES = 8  # with growing pauses about ten minutes; then the mail is noted as not given and the next ones come
_ABOUT = ["RFC822.SIZE", "INTERNALDATE", "FLAGS"]


@dataclass
class Troubles:
    """Mails at which a connection broke or a server said no, counted over connections: one must not stop the rest."""

    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    now: list[tuple[str, int]] = field(default_factory=list)

    def begin(self, folder: str, uids: Iterable[int]) -> None:
        """These are asked for now."""
        self.now = [(folder, uid) for uid in uids]

    def over(self) -> None:
        """They came."""
        for each in self.now:
            self.counts.pop(each, None)
        self.now = []

    def failed(self, *, blame: bool = True) -> None:
        """The conversation ended while some were asked for; without `blame` it was no fault of theirs."""
        for each in self.now if blame else ():
            self.counts[each] = self.counts.get(each, 0) + 1
        self.now = []

    def of(self, folder: str, uid: int) -> int:
        return self.counts.get((folder, uid), 0)


@dataclass
class Taking:
    """One folder of one connection. `take` may be called again and again while the connection lives."""

    client: "IMAPClient"
    source: MailSource
    store: Store
    troubles: Troubles
    stopping: Any = None  # an Event; set: stop after the batch

    def take(self, folder: str) -> int:
        """Open the folder and take everything from the cursor on; gives how many mails. Raises FetchError."""
        keeps = self.source.after_fetch == "keep"
        row, uidnext = places.opened(self.client, self.source, places.checked_folder(folder), readonly=keeps)
        leaving.leave(self.client, self.source, row)
        taken = self._all(row, uidnext)
        if row.next_uid < row.history_until and not self._stopped():
            places.moved_to(
                row, row.history_until
            )  # what of the old mail was not chosen is never looked at again
        return taken

    def more(self, folder: str) -> int:
        """Take what came to the folder that is open. Raises FetchError."""
        row = FetchedFolder.objects.get(source=self.source, folder=folder)
        return self._all(row, row.next_uid)

    def _all(self, row: FetchedFolder, uidnext: int) -> int:
        begin, taken = Begin.of(self.source), 0
        for found in places.waiting(self.client, row, begin, uidnext):
            for start in range(0, len(found), GROUP_MAILS):
                if self._stopped():
                    return taken
                taken += self._some(row, begin, found[start : start + GROUP_MAILS])
                leaving.leave(self.client, self.source, row)
        return taken

    def _some(self, row: FetchedFolder, begin: Begin, uids: list[int]) -> int:
        """Store these mails, then move the cursor behind them. Mails that somebody expunged meanwhile are not there."""
        with told():
            about = self.client.fetch(uids, _ABOUT)
        taken = 0
        fresh: list[int] = []
        last = row.next_uid - 1
        for group in self._groups(row.folder, [uid for uid in uids if uid in about], about):
            for uid, body in self._bodies(row, group, about):
                at = places.age(row, begin, uid, about[uid])
                if body is not None and at is not False:
                    self.store.add(
                        body, self._identity(row, uid), history_of=at if isinstance(at, datetime) else None
                    )
                    if at is None and self.source.after_fetch != "keep":
                        fresh.append(uid)
                last = max(last, uid)
            if self.store.full:
                taken += self.store.flush()
                places.moved_to(row, last + 1, fresh)
                fresh = []
        taken += self.store.flush()
        places.moved_to(row, uids[-1] + 1, fresh)
        return taken

    def _groups(
        self, folder: str, uids: list[int], about: dict[int, dict[bytes, Any]]
    ) -> Iterator[list[int]]:
        """In the order of their UIDs; a mail that made trouble before is alone."""
        group: list[int] = []
        held = 0
        for uid in uids:
            size = int(about[uid].get(b"RFC822.SIZE", 0))
            alone = size > SMALL or self.troubles.of(folder, uid) > 0
            if group and (alone or held + size > GROUP_BYTES):
                yield group
                group, held = [], 0
            group.append(uid)
            held += size
            if alone:
                yield group
                group, held = [], 0
        if group:
            yield group

    def _bodies(
        self, row: FetchedFolder, uids: list[int], about: dict[int, dict[bytes, Any]]
    ) -> Iterator[tuple[int, Body | None]]:
        """Each mail's bytes; None for one that is not taken, and nothing for one that is gone."""
        begin = Begin.of(self.source)
        wanted = [uid for uid in uids if places.age(row, begin, uid, about[uid]) is not False]
        if len(wanted) == 1:
            yield wanted[0], self._one(row, wanted[0], about[wanted[0]])
            return
        if not wanted:
            return
        self.troubles.begin(row.folder, wanted)
        with told():
            given = self.client.fetch(wanted, ["BODY.PEEK[]"])
        self.troubles.over()
        for uid in wanted:
            raw = given.get(uid, {}).get(b"BODY[]")
            if raw is None:  # expunged meanwhile, or a server that passes over what it cannot read
                yield uid, self._one(row, uid, about[uid])
                continue
            body = self.store.body()
            body.write(raw)
            yield uid, body

    def _one(self, row: FetchedFolder, uid: int, about: dict[bytes, Any]) -> Body | None:
        """One mail, piece by piece, so that it need not fit into memory."""
        size = int(about.get(b"RFC822.SIZE", 0))
        if self.troubles.of(row.folder, uid) >= TRIES:
            self.store.refuse(self._identity(row, uid), size, "not_given")
            return None
        if size > self.store.most:
            self.store.refuse(self._identity(row, uid), size, "too_large")
            return None
        self.troubles.begin(row.folder, [uid])
        body = self.store.body()
        try:
            complete = self._pieces(uid, body)
        except BaseException:
            body.close()
            raise
        if not complete:
            body.close()
            if body.size > self.store.most:
                self.store.refuse(self._identity(row, uid), body.size, "too_large")
        self.troubles.over()
        return body if complete else None

    def _pieces(self, uid: int, body: Body) -> bool:
        """Whether the whole mail was written into `body`: not when it is gone, or larger than it said and we take."""
        while body.size <= self.store.most:
            with told():
                given = self.client.fetch([uid], [f"BODY.PEEK[]<{body.size}.{PIECE}>"]).get(uid, {})
            piece = next((value for name, value in given.items() if name.startswith(b"BODY[]")), None)
            if piece is None:
                if self._is_there(uid):
                    raise FetchError("server_said", f"UID {uid}: FETCH gave nothing")
                return False
            body.write(piece)
            if len(piece) < PIECE:
                return True
        return False

    def _is_there(self, uid: int) -> bool:
        with told():
            return uid in self.client.search(["UID", str(uid)])

    def _identity(self, row: FetchedFolder, uid: int) -> str:
        return origins.imap(self.source.pk, row.folder, row.uidvalidity, uid)

    def _stopped(self) -> bool:
        return self.stopping is not None and bool(self.stopping.is_set())
