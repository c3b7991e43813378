"""Absences that name nothing of ours: no id, no token, no code, as some programs send them (DOMAIN 7.8).

Such a reply comes at once after the mail that it answers, or it repeats that mail's subject. So it belongs to the
ticket on which we last wrote to its sender, and is noted there. Anything else may be a person's request.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from accord.channels.email import threading
from accord.channels.email.models import OutgoingMail
from accord.channels.email.parsing import ParsedMail
from accord.channels.email.subjects import bare
from accord.core import clock
from accord.messaging.inbound import Claim
from accord.people import contacts
from accord.tickets.models import Participant

WHY = "absence"
AT_ONCE = timedelta(minutes=5)  # where only its words call it an absence
SOON = timedelta(hours=1)  # where a header does too
SAME_SUBJECT = timedelta(days=14)
_MOST_TICKETS, _MOST_MAILS = 50, 100


def claims(parsed: ParsedMail, envelope_recipients: Sequence[str], address: str) -> Iterator[Claim]:
    """The tickets that an automatic mail names, and last the one that an absence without any name belongs to."""
    yield from threading.claims(parsed, envelope_recipients)
    if parsed.auto_kind == "auto-reply" and (ticket_id := _answered(parsed, address)) is not None:
        yield Claim(ticket_id, WHY, proven=False)


def _answered(parsed: ParsedMail, address: str) -> int | None:
    person = contacts.by_address(address) if address else None
    if person is None or (parsed.auto_by_words and any(sign in parsed.visible_text for sign in "?？")):
        return None
    now = clock.now()
    parts = Participant.objects.filter(person=person).order_by("-ticket_id").values_list("ticket_id", flat=True)
    ours = OutgoingMail.objects.filter(ticket_id__in=list(parts[:_MOST_TICKETS]), created_at__gt=now - SAME_SUBJECT)
    for ticket_id, at, subject, recipients in ours.order_by("-id").values_list(
        "ticket_id", "created_at", "subject", "recipients"
    )[:_MOST_MAILS]:
        if address not in {each.lower() for each in recipients}:
            continue
        soon = now - at <= (AT_ONCE if parsed.auto_by_words else SOON)
        if soon or _repeats(parsed.subject, subject):
            return ticket_id
    return None


def _repeats(subject: str, ours: str) -> bool:
    """Whether the subject is ours behind a word such as "Automatic reply:"."""
    said, _, rest = subject.partition(":")
    return bool(said and bare(rest)) and bare(rest).casefold() == bare(ours).casefold()
