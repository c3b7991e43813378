"""Where a fetched mail comes from: its identity at its server, by which it is taken once and never again.

The identity is "imap/SOURCE/UIDVALIDITY/UID/FOLDER" or "pop3/SOURCE/HASH/UIDL", of a mail that a mail service brought
"hook/ACCOUNT/EVENT"; never the Message-ID, a flag or a date.
Mail that comes by SMTP has none, and nothing here costs it anything.
"""

from collections.abc import Collection, Iterable, Sequence

from accord.channels.email.models import FetchedMail, IncomingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.spool import Record
from accord.core.records import insert, new, select

LONGEST = 300
_AT_ONCE = 200
# Refused mails have no bytes that another mail could be the same as.
_NOTHING = (str(Fate.SAME), str(Fate.REFUSED))


def imap(source_id: int, folder: str, uidvalidity: int, uid: int) -> str:
    """The identity of a mail in a folder."""
    return f"imap/{source_id}/{uidvalidity}/{uid}/{folder}"[:LONGEST]


def pop3(source_id: int, uidl: str, fingerprint: str) -> str:
    """The identity of a mail on a POP3 server, which may give a UIDL to another mail once the first is gone."""
    return f"pop3/{source_id}/{fingerprint}/{uidl}"[:LONGEST]


def hook(account_id: int, event_id: str) -> str:
    """The identity of a mail that a mail service brought: its own id of the event."""
    return f"hook/{account_id}/{event_id}"[:LONGEST]


def source_of(identity: str) -> int:
    """The id of the source in an identity; 0 where a mail service brought it."""
    kind, number, _rest = identity.split("/", 2)
    return 0 if kind == "hook" else int(number)


def taken(records: Iterable[Record]) -> set[str]:
    """The spool ids of records whose mail the ledger has already, or that come twice among these."""
    fetched = [record for record in records if record.identity]
    if not fetched:
        return set()
    known = set(_known(list({record.identity for record in fetched})))
    again = set()
    for record in fetched:
        if record.identity in known:
            again.add(record.id)
        known.add(record.identity)
    return again


def is_taken(identity: str) -> bool:
    """Whether the ledger has this mail."""
    return bool(identity) and FetchedMail.objects.filter(identity=identity).exists()


def keep(row: IncomingMail) -> None:
    """Write down where a stored row came from. Raises IntegrityError when another worker was faster."""
    if row.identity:
        source = source_of(row.identity) or None
        insert(
            new(FetchedMail, identity=row.identity, source_id=source, incoming_id=row.pk, history=row.history)
        )


def was_history(row: IncomingMail) -> bool:
    """Whether a row of the ledger is mail from before its mailbox was connected."""
    return FetchedMail.objects.filter(incoming_id=row.pk, history=True).exists()


class FromSameSource:
    """Earlier mails of the sources of a batch, whatever their age: a folder that is numbered anew brings them again."""

    def __init__(self, batch: Sequence[IncomingMail]) -> None:
        self._found: dict[tuple[int, tuple[str, ...]], IncomingMail] = {}
        fetched = [row for row in batch if row.identity]
        if not fetched:
            return
        sources = {source_of(row.identity) for row in fetched}
        self._read("sha256", {row.sha256 for row in fetched if row.sha256}, sources)
        # Said as the partial index says it: without these words SQLite reads the whole ledger.
        ids = {row.message_id for row in fetched if row.message_id}
        self._read("NOT (message_id = '') AND message_id", ids, sources)

    def add(self, row: IncomingMail) -> None:
        """From now on a mail of its source may repeat this one."""
        if row.identity and row.fate not in _NOTHING:
            self._add(source_of(row.identity), row)

    def of(self, row: IncomingMail) -> IncomingMail | None:
        """The mail of the same source that this one is again: the same bytes, or the same Message-ID, From and body."""
        if not row.identity:
            return None
        source = source_of(row.identity)
        return next(
            (found for key in _keys(row) if (found := self._found.get((source, key))) is not None), None
        )

    def _add(self, source: int, row: IncomingMail) -> None:
        for key in _keys(row):
            self._found.setdefault((source, key), row)

    def _read(self, column: str, values: Collection[str], sources: Collection[int]) -> None:
        if not values:
            return
        condition = f"{column} IN ({_marks(values)}) AND fate NOT IN ({_marks(_NOTHING)}) ORDER BY id"
        rows = {row.pk: row for row in select(IncomingMail, condition, [*values, *_NOTHING])}
        origins = FetchedMail.objects.filter(incoming_id__in=list(rows), source_id__in=list(sources))
        for incoming, source in origins.order_by("incoming_id").values_list("incoming_id", "source_id"):
            self._add(source, rows[incoming])


def _keys(row: IncomingMail) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [("", row.sha256)] if row.sha256 else []
    if row.message_id:
        keys.append((row.message_id, row.from_address, row.body_hash))
    return keys


def _known(identities: Sequence[str]) -> Iterable[str]:
    for start in range(0, len(identities), _AT_ONCE):
        rows = FetchedMail.objects.filter(identity__in=identities[start : start + _AT_ONCE])
        yield from rows.values_list("identity", flat=True)


def _marks(values: Collection[str]) -> str:
    return ", ".join(["%s"] * len(values))
