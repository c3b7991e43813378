"""The same mail twice: sent to two of our addresses, or delivered again (DOMAIN 7.16)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from accord.channels.email.models import IncomingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.origins import FromSameSource
from accord.core.records import select
from accord.tickets.rows import adapted

WITHIN = timedelta(days=7)
WITHOUT_ID_WITHIN = timedelta(minutes=10)
# What never became anything cannot be what another mail is the same as.
_NOTHING = (Fate.SAME, Fate.QUARANTINED, Fate.REFUSED)
_MOST = 1000


class Earlier:
    """The mails that those of a batch may repeat: read with one query or two, and kept up while the batch goes on."""

    def __init__(self, batch: Sequence[IncomingMail]) -> None:
        self._by_key: dict[tuple[str, ...], list[IncomingMail]] = {}
        self._fetched = FromSameSource(batch)
        if not batch:
            return
        oldest = min(mail.received_at for mail in batch)
        with_id = {mail.message_id for mail in batch if mail.message_id}
        if with_id:
            bodies = {mail.body_hash for mail in batch}
            # Said as the partial index says it: without these words SQLite reads the whole ledger.
            same = f"NOT (message_id = '') AND message_id IN ({_marks(with_id)}) AND body_hash IN ({_marks(bodies)})"
            self._read(same, [*with_id, *bodies], oldest - WITHIN)
        without = {mail.sha256 for mail in batch if not mail.message_id}
        if without:
            self._read(f"message_id = '' AND sha256 IN ({_marks(without)})", [*without], oldest - WITHOUT_ID_WITHIN)

    def _read(self, same: str, values: Sequence[str], since: datetime) -> None:
        condition = f"{same} AND received_at >= %s AND fate NOT IN ({_marks(_NOTHING)}) ORDER BY id LIMIT {_MOST}"
        fates = [str(fate) for fate in _NOTHING]
        for mail in select(IncomingMail, condition, [*values, adapted(since), *fates]):
            self.add(mail)

    def add(self, mail: IncomingMail) -> None:
        """From now on a mail may repeat this one too."""
        self._fetched.add(mail)
        if mail.fate not in _NOTHING:
            self._by_key.setdefault(_key(mail), []).append(mail)

    def of(self, mail: IncomingMail) -> IncomingMail | None:
        """The first mail that this one repeats, or None.

        Same Message-ID, From and body within 7 days, in any mailbox; without a Message-ID only equal bytes within
        10 minutes. A reused Message-ID with other words is another mail. Mail fetched from one source is compared
        without any window: a folder may be numbered anew, or an old mail be moved out and in.
        """
        if mail.identity and (again := self._fetched.of(mail)) is not None:
            return again
        since = mail.received_at - (WITHIN if mail.message_id else WITHOUT_ID_WITHIN)
        found = self._by_key.get(_key(mail), ())
        return next((each for each in found if each.received_at >= since and each.pk != mail.pk), None)


def _marks(values: Collection[str]) -> str:
    return ", ".join(["%s"] * len(values))


def _key(mail: IncomingMail) -> tuple[str, ...]:
    return (mail.message_id, mail.from_address, mail.body_hash) if mail.message_id else ("", mail.sha256)
