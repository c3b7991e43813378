"""Reading what went out: in the demo, and before a way out is set up, mails are kept here and read in the browser."""

import base64
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accord.channels.email.models import OutgoingMail
from accord.channels.email.models.outgoing import OutgoingState
from accord.core import clock, files
from accord.core.errors import NotFound, NotPossible
from accord.events import delivering
from accord.events.models import Delivery, Event
from accord.events.reactions import effects_for
from accord.messaging.channel import Sent, SentWhole
from accord.people.rights import Access
from accord.tickets import delivering as tickets
from accord.tickets.models import Message, Ticket

SHOWN_HEADERS = ("From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "Auto-Submitted")
LARGEST_PICTURE = 2 << 20
_CID = re.compile(r'src="cid:([^"]+)"')
_PERSONAL = re.compile(r"(/my/(?:answer|ticket|same)/|/invitation/)[A-Za-z0-9_.:=-]+")
_AGAIN = (OutgoingState.KEPT, OutgoingState.FAILED)


class MailOutbox:
    """The mails that went out, for those who may see their tickets; mails about sign-in for administrators only."""

    def page(self, access: Access, before: int | None = None, limit: int = 50) -> list[Sent]:
        """The newest first, older than the id `before`."""
        rows = _seen_by(access).order_by("-id")
        found = list((rows.filter(id__lt=before) if before else rows)[:limit])
        codes = dict(Ticket.objects.filter(id__in=[row.ticket_id for row in found]).values_list("id", "code"))
        return [_sent(row, codes.get(row.ticket_id or 0, "")) for row in found]

    def view(self, access: Access, sent_id: int) -> SentWhole:
        """One mail with its text, its HTML (pictures inside) and the names of its files. Raises NotFound."""
        row = _row(access, sent_id)
        mail = message_from_bytes(_bytes(row), policy=policy.default)
        plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
        code = Ticket.objects.filter(pk=row.ticket_id or 0).values_list("code", flat=True).first() or ""
        return SentWhole(
            sent=_sent(row, code),
            headers=[(name, str(mail[name])) for name in SHOWN_HEADERS if mail[name]],
            text=_without_links(str(plain.get_content())) if plain else "",
            html=_with_pictures(_without_links(str(rich.get_content())), mail) if rich else "",
            files=[(part.get_filename() or "", len(_content(part))) for part in mail.iter_attachments()],
        )

    def source(self, access: Access, sent_id: int) -> bytes:
        """The bytes as they went over the wire; they hold the customer's own links, so only the demo gives them to all,
        and those of a mail about somebody's own access to anybody: an owner's link would make an owner of who reads it.

        Raises NotFound, also for whoever is no administrator.
        """
        row = _row(access, sent_id)
        if not (settings.DEMO or (access.everywhere and row.ticket_id is not None)):
            raise NotFound("mail")
        return _bytes(row)

    def release(self, access: Access, sent_id: int) -> None:
        """Send a mail that was kept or failed: the same bytes. Raises NotFound, NotAllowed, NotPossible."""
        row = _row(access, sent_id)
        department = Ticket.objects.filter(pk=row.ticket_id or 0).values_list("department_id", flat=True).first()
        if department is not None:
            access.demand("reply", department)
        if row.state not in _AGAIN or row.raw is None:
            raise NotPossible("release")
        event = Event.objects.get(pk=row.event_id)
        with transaction.atomic():
            row.state, row.outcomes, row.attempts, row.created_at = OutgoingState.WAITING, {}, 0, clock.now()
            row.save(update_fields=["state", "outcomes", "attempts", "created_at"])
            message = Message.objects.select_related("ticket").filter(pk=row.ticket_message_id or 0).first()
            if message is not None:
                tickets.tried_again(message)
            for effect in effects_for(event.kind):
                delivery, _ = Delivery.objects.get_or_create(
                    event=event, effect=effect.key, defaults={"due_at": clock.now()}
                )
                delivering.retry(delivery)


def _seen_by(access: Access) -> "QuerySet[OutgoingMail]":
    rows = OutgoingMail.objects.select_related("raw")
    if access.everywhere:
        return rows
    return rows.filter(ticket_id__in=Ticket.objects.filter(department__in=access.departments()).values("id"))


def _row(access: Access, sent_id: int) -> OutgoingMail:
    row = _seen_by(access).filter(pk=sent_id).first()
    if row is None:
        raise NotFound("mail")
    return row


def _bytes(row: OutgoingMail) -> bytes:
    """Raises NotFound for a sign-in mail that was sent: its link is not kept."""
    if row.raw is None:
        raise NotFound("mail")
    return files.read(row.raw)


def _sent(row: OutgoingMail, code: str) -> Sent:
    state = OutgoingState(row.state)
    return Sent(
        id=row.pk,
        at=row.created_at,
        to=list(row.recipients),
        subject=row.subject,
        state=str(state),
        state_label=str(state.label),
        ticket_id=row.ticket_id,
        ticket_code=code,
        error=row.last_error,
    )


def _without_links(text: str) -> str:
    """The words with personal links blotted out: who goes by them is taken for the customer, or the colleague."""
    return text if settings.DEMO else _PERSONAL.sub(r"\1…", text)


def _with_pictures(rich: str, mail: EmailMessage) -> str:
    """The HTML with its own pictures as data, so that it can be shown without loading anything."""
    pictures: dict[str, str] = {}
    for part in mail.walk():
        cid = str(part.get("Content-ID", "")).strip().strip("<>")
        if cid and part.get_content_maintype() == "image" and part.get_content_subtype() != "svg+xml":
            content = _content(part)
            if len(content) <= LARGEST_PICTURE:
                pictures[cid] = f"data:{part.get_content_type()};base64,{base64.b64encode(content).decode()}"
    return _CID.sub(lambda found: f'src="{pictures.get(found[1], "")}"', rich)


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
