"""Taking the mails of a POP3 server by their UIDL: each once, deleted there only where that was chosen."""

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accord.channels.email import origins
from accord.channels.email.fetching.connecting import Pop3
from accord.channels.email.fetching.failures import FetchError, told
from accord.channels.email.fetching.imap import TRIES, Troubles
from accord.channels.email.fetching.places import Begin
from accord.channels.email.fetching.storing import Store
from accord.channels.email.models import FetchedFolder, MailSource, TakenUidl
from accord.channels.email.parsing import headers
from accord.channels.email.spool import Body
from accord.core import clock
from accord.events import outgoing

AT_ONCE = 500  # rows a transaction
# A server may show an empty mailbox for a while; what was taken there is remembered longer than that.
REMEMBERED = timedelta(days=30)
LONGEST = 80


def take(client: Pop3, source: MailSource, store: Store, troubles: Troubles, stopping: Any = None) -> int:
    """Take every mail that was not taken before; gives how many. Ends the conversation. Raises FetchError."""
    listed = _listed(client)
    begun = FetchedFolder.objects.filter(source=source, folder="").first()
    if begun is None:
        begun = _first_time(client, source, listed)
    known = set(TakenUidl.objects.filter(source=source).values_list("uidl", flat=True))
    old = frozenset(begun.leaving)
    taken = 0
    for number, uidl, size in listed:
        if uidl in known:
            continue
        if stopping is not None and stopping.is_set():
            break
        at = begun.since if uidl in old else None
        taken += _one(client, source, store, troubles, (number, uidl, size), history_of=at)
    _delete_and_quit(client, source, listed)
    _prune(source, {uidl for _, uidl, _ in listed})
    return taken


def _listed(client: Pop3) -> list[tuple[int, str, int]]:
    """(number, UIDL, size in bytes) of all mails, the oldest first."""
    with told("no_uidl"):
        uidls = [line.split(b" ", 1) for line in client.uidl()[1]]
    with told():
        sizes = {int(line.split()[0]): int(line.split()[1]) for line in client.list()[1]}
    return [
        (int(number), uidl.decode("latin-1").strip()[:LONGEST], sizes.get(int(number), 0))
        for number, uidl in sorted(uidls, key=lambda each: int(each[0]))
    ]


def _first_time(client: Pop3, source: MailSource, listed: Sequence[tuple[int, str, int]]) -> FetchedFolder:
    """What lies there is noted as taken, except for the last days where those were chosen (DOMAIN 7.15).

    POP3 knows no unread mail: that choice begins now.
    """
    days, now = Begin.of(source).days, clock.now()
    old = listed
    if days:
        since = now - timedelta(days=days)
        dates = {uidl: _date(client, number) for number, uidl, _ in listed}
        old = [each for each in listed if (at := dates[each[1]]) is not None and at < since]
    _remember(source, [uidl for _, uidl, _ in old])
    rest = len(listed) - len(old)
    begun = FetchedFolder(source=source, since=now, history_until=listed[-1][0] + 1 if rest else 0)
    begun.leaving = [uidl for _, uidl, _ in listed] if rest else []  # which are history
    with transaction.atomic():
        begun.save()
    return begun


def _date(client: Pop3, number: int) -> datetime | None:
    with told():
        for line in client.top(number, 0)[1]:
            if line[:5].lower() == b"date:":
                return headers.date(line[5:].decode("latin-1"))
    return None


def _one(
    client: Pop3,
    source: MailSource,
    store: Store,
    troubles: Troubles,
    mail: tuple[int, str, int],
    *,
    history_of: datetime | None,
) -> int:
    number, uidl, size = mail
    mark = int.from_bytes(hashlib.sha256(uidl.encode()).digest()[:6], "big")
    if size > store.most or troubles.of("", mark) >= TRIES:
        why = "too_large" if size > store.most else "not_given"
        store.refuse(origins.pop3(source.pk, uidl, why), size, why)
        return _stored(source, store, uidl, leaves=False)
    troubles.begin("", [mark])
    stays = source.after_fetch == "keep" or history_of is not None
    body, got = _retrieved(client, store, number, size, quietly=stays)
    troubles.over()
    if got > store.most:
        body.close()
        store.refuse(origins.pop3(source.pk, uidl, "too_large"), got, "too_large")
        return _stored(source, store, uidl, leaves=False)
    store.add(body, origins.pop3(source.pk, uidl, _fingerprint(body)), history_of=history_of)
    return _stored(source, store, uidl, leaves=not stays)


def _retrieved(client: Pop3, store: Store, number: int, size: int, *, quietly: bool) -> tuple[Body, int]:
    """The mail and its size. What TOP does not give whole is asked for by RETR."""
    for asks_quietly in [True, False] if quietly else [False]:
        body = store.body()
        try:
            with told():
                got = client.retrieve(number, body, store.most, quietly=asks_quietly)
        except FetchError as error:
            body.close()
            if error.key != "server_said" or not asks_quietly:
                raise
        except BaseException:
            body.close()
            raise
        else:
            if not asks_quietly or got >= size - size // 50:  # servers count line ends in two ways
                return body, got
            body.close()
    raise AssertionError("unreachable")


def _fingerprint(body: Body) -> str:
    digest = hashlib.sha256()
    for piece in body.pieces():
        digest.update(piece)
    return digest.hexdigest()[:16]


def _stored(source: MailSource, store: Store, uidl: str, *, leaves: bool) -> int:
    count = store.flush()
    _remember(source, [uidl], leaves=leaves)
    return count


def _remember(source: MailSource, uidls: Sequence[str], *, leaves: bool = False) -> None:
    for start in range(0, len(uidls), AT_ONCE):
        rows = [
            TakenUidl(source=source, uidl=each, leaving=leaves) for each in uidls[start : start + AT_ONCE]
        ]
        with transaction.atomic():
            TakenUidl.objects.bulk_create(rows, ignore_conflicts=True)


def _delete_and_quit(client: Pop3, source: MailSource, listed: Iterable[tuple[int, str, int]]) -> None:
    """A server deletes at QUIT; what it did is seen at the next look, when the mail is gone. See also `leaving`."""
    leaving: set[str] = set()
    if source.after_fetch == "delete" and not outgoing.paused():
        leaving = set(TakenUidl.objects.filter(source=source, leaving=True).values_list("uidl", flat=True))
    try:
        with told("not_moved"):
            for number, uidl, _ in listed:
                if uidl in leaving:
                    client.dele(number)
            client.quit()
    except FetchError as error:
        if leaving:
            raise
        with suppress(OSError):
            client.close()
        if error.key == "disk_full":
            raise


def _prune(source: MailSource, there: set[str]) -> None:
    """Note which taken mails the server has no more, and forget those that it has not had for a month."""
    now, rows = clock.now(), TakenUidl.objects.filter(source=source)
    gone = [pk for pk, uidl in rows.filter(gone_at=None).values_list("pk", "uidl") if uidl not in there]
    back = [pk for pk, uidl in rows.exclude(gone_at=None).values_list("pk", "uidl") if uidl in there]
    for pks, moment in ((gone, now), (back, None)):
        for start in range(0, len(pks), AT_ONCE):
            with transaction.atomic():
                rows.filter(pk__in=pks[start : start + AT_ONCE]).update(gone_at=moment)
    old = Q(gone_at__lt=now - REMEMBERED)
    if rows.filter(old).exists():
        with transaction.atomic():
            rows.filter(old).delete()
