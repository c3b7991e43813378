"""Reading the mail ledger: the fate of each mail, newest first, and the sentence that says why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.channels.email.models import IncomingMail
from accord.channels.email.models.incoming import Fate
from accord.channels.email.purging import ERASED
from accord.channels.email.retrying import may_retry
from accord.channels.email.screening import keeping
from accord.channels.email.screening.reasons import sentences
from accord.tickets.models import Ticket

GONE = _("Its words were deleted for good with its ticket.")
REASONS: dict[str, Promise] = {
    "new": _("It names no ticket of ours."),
    "reply_address": _("It was sent to the ticket's own reply address."),
    "in_reply_to": _("It answers a mail of ours."),
    "references": _("It belongs to a conversation with a mail of ours."),
    "thread_index": _("Its Thread-Index is ours."),
    "mark_in_quote": _("It quotes a mail of ours."),
    "side_answer": _("It answers a mail of a side conversation."),
    "customers_message": _("It answers a mail of somebody who takes part."),
    "subject_code": _("Its subject holds the ticket's code, and its sender takes part."),
    "absence": _("It is an absence that followed a mail of ours to the same address, or repeats its subject."),
    "agents_answer": _("An agent answered the mail that told him of the ticket."),
    "agents_note": _("An agent wrote a note by mail."),
    "agents_refused": _("An agent answered by mail, but the ticket could not be answered. It is a note."),
    "forwarded": _("An agent forwarded it; the ticket is whose mail it was."),
    "forwarded_unknown": _("An agent forwarded it, but who wrote it was not found."),
    "forward_answer": _("It answers a message that was forwarded. It is a note."),
    "returned_id": _("It returns a mail of ours."),
    "nothing_of_ours": _("It returns a mail that is not ours."),
    "no_ticket": _("It is an automatic answer to nothing that we know."),
    "same_id": _("The same mail came before."),
    "same_bytes": _("The very same bytes came a few minutes before."),
    "own_loop": _("We sent it ourselves."),
    "probe": _("We sent it ourselves to see whether mail arrives."),
    "own_address": _("It came from one of our own mailboxes."),
    "no_department": _("There is no department yet that it could go to."),
    "looks_like_spam": _("It looks like spam."),
    "virus": _("A virus was found in it."),
    "too_large": _("It is larger than the limit."),
    "not_given": _("Its server did not give it out, after several tries."),
    "history": _("It came back before this mailbox was connected."),
    "parser_failed": _("Reading it failed."),
    "parser_died": _("The program that read it was stopped."),
    "too_slow": _("Reading it took too long."),
    "not_stored": _("It was read but could not be stored."),
}


@dataclass(frozen=True)
class Entry:
    """A line of the ledger. `may_belong_to` is the code of a ticket that the sender named but could not prove."""

    mail: IncomingMail
    ticket_code: str
    same_as_id: int | None
    may_belong_to: str
    may_retry: bool
    may_separate: bool

    @property
    def reason(self) -> Promise | str:
        """Why this fate, as a sentence."""
        why = REASONS.get(self.mail.reason, self.mail.reason)
        return f"{why} {GONE}" if self.mail.details.get(ERASED) else why

    @property
    def findings(self) -> list[str]:
        """What screening found, as sentences."""
        return sentences(keeping.from_json(self.mail.details).findings)

    @property
    def fate(self) -> Promise | str:
        """The fate as words."""
        return Fate(self.mail.fate).label


def page(fate: str = "", before: int | None = None, limit: int = 50) -> list[Entry]:
    """Up to `limit` entries older than the entry with the id `before`, newest first; `fate` picks one fate."""
    rows = IncomingMail.objects.select_related("mailbox").order_by("-id")
    if fate:
        rows = rows.filter(fate=fate)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _entries(list(rows[:limit]))


def of_message(message_id: int) -> Entry | None:
    """The entry of the mail that became this message of a ticket."""
    return next(iter(_entries(list(IncomingMail.objects.filter(ticket_message_id=message_id)[:1]))), None)


def why(message_id: int) -> list[Promise | str]:
    """What is known about the mail that became this message: why it stands here, and what screening found."""
    entry = of_message(message_id)
    return [entry.reason, *entry.findings] if entry is not None else []


def everything(batch: int = 500) -> Iterator[Entry]:
    """All entries, oldest first, read in short batches."""
    after = 0
    while rows := list(IncomingMail.objects.filter(id__gt=after).order_by("id")[:batch]):
        yield from _entries(rows)
        after = rows[-1].pk


def as_dict(entry: Entry) -> dict[str, Any]:
    """The keys that `accord mail ledger --json` promises; `ticket` is a code or null, `fate` and `reason` are keys."""
    mail = entry.mail
    return {
        "id": mail.pk,
        "received": mail.received_at.isoformat(),
        "from": mail.from_address or mail.sender,
        "subject": mail.subject,
        "message_id": mail.message_id,
        "sha256": mail.sha256,
        "fate": str(mail.fate),
        "reason": mail.reason,
        "ticket": entry.ticket_code or None,
        "same_as": entry.same_as_id,
        "may_belong_to": entry.may_belong_to or None,
        "size": mail.size,
    }


def _entries(rows: list[IncomingMail]) -> list[Entry]:
    wanted = {row.ticket_id for row in rows if row.ticket_id is not None}
    codes = dict(Ticket.objects.filter(pk__in=wanted).values_list("pk", "code")) if wanted else {}
    return [
        Entry(
            mail=row,
            ticket_code=codes.get(row.ticket_id or 0, ""),
            same_as_id=row.same_as_id,
            may_belong_to=str(row.details.get("may_belong_to", "")),
            may_retry=may_retry(row),
            may_separate=row.fate == Fate.SAME and row.raw_id is not None,
        )
        for row in rows
    ]
