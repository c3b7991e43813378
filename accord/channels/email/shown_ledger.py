"""The mail ledger in the form that the console shows (`messaging.ledger`)."""

from collections.abc import Sequence

from django.utils.functional import Promise

from accord.channels.email import ledger, retrying
from accord.channels.email.models import IncomingMail
from accord.channels.email.models.incoming import Fate
from accord.core import files
from accord.core.errors import NotFound
from accord.messaging.ledger import Came


class MailLedger:
    """Every mail that was taken, with its fate."""

    def fates(self) -> Sequence[tuple[str, Promise | str]]:
        return [(str(fate), fate.label) for fate in Fate]

    def page(self, fate: str = "", before: int | None = None, limit: int = 50) -> list[Came]:
        """The newest first. An unknown fate finds nothing."""
        return [_came(entry) for entry in ledger.page(fate, before, limit)]

    def source(self, came_id: int) -> bytes:
        """Raises NotFound, also when the bytes were not kept (refused at the door)."""
        row = _row(came_id)
        if row.raw is None:
            raise NotFound("mail")
        return files.read(row.raw)

    def retry(self, came_id: int) -> None:
        retrying.retry(_row(came_id))

    def separate(self, came_id: int) -> None:
        retrying.separate(_row(came_id))


def _row(came_id: int) -> IncomingMail:
    row = IncomingMail.objects.select_related("raw").filter(pk=came_id).first()
    if row is None:
        raise NotFound("mail")
    return row


def _came(entry: ledger.Entry) -> Came:
    mail = entry.mail
    return Came(
        id=mail.pk,
        at=mail.received_at,
        sender=mail.from_address or mail.sender,
        subject=mail.subject,
        fate=str(mail.fate),
        fate_label=entry.fate,
        because=entry.reason,
        detail=str(mail.details.get("detail", "")),
        size=mail.size,
        ticket_code=entry.ticket_code,
        may_belong_to=entry.may_belong_to,
        may_retry=entry.may_retry,
        may_separate=entry.may_separate,
        has_source=mail.raw_id is not None,
        findings=entry.findings,
    )
