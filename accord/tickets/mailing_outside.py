"""Mails to somebody who takes no part in the ticket: written anew, or a message of the ticket passed on.

The customer sees nothing of it, and an answer opens a ticket of its own: nobody outside gets a way into this one.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accord.core.errors import Missing
from accord.core.html import clean_outgoing, to_text
from accord.events.recording import record
from accord.people.models import Person
from accord.tickets import going_outside
from accord.tickets.acting import demand
from accord.tickets.happenings import MailedOutside
from accord.tickets.lifecycle import locked, target
from accord.tickets.models import Message, MessageKind, Ticket

SUBJECT = 300
MOST = 20


def mail_outside(
    ticket: Ticket,
    html: str,
    *,
    by: Person,
    to: Sequence[str],
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    subject: str = "",
    forwards: Message | None = None,
    because: str = "",
) -> None:
    """Send it after commit; guarded as automatic mail where no person is behind it. `subject` "": the ticket's.

    Raises Missing (nobody, nothing written), NotPossible (closed), NotAllowed.
    """
    to, cc, bcc = to[:MOST], cc[:MOST], bcc[:MOST]
    html = clean_outgoing(html)
    _demand_whole(to, html, forwards)
    with locked(ticket):
        target(ticket.state, "change")
        demand(by, "reply", ticket)
        going_outside.demand(ticket)
        record(
            MailedOutside(
                ticket=ticket.pk,
                by_id=by.pk,
                to=list(to),
                cc=list(cc),
                bcc=list(bcc),
                about=" ".join(subject.split())[:SUBJECT],
                html=html,
                forwards=forwards.pk if forwards else None,
                because=because,
            )
        )


def _demand_whole(to: Sequence[str], html: str, forwards: Message | None) -> None:
    if not to:
        raise Missing("to", sentence=_("Write to whom it goes."))
    if forwards is not None and forwards.is_note:
        raise Missing("message", sentence=_("Notes stay here; nobody outside gets one."))
    if forwards is None and not to_text(html).strip():
        raise Missing("text", sentence=_("There is nothing written yet."))


def last_of_the_customer(ticket: Ticket) -> Message | None:
    """What the customer, or somebody else outside, wrote last; automatic replies left out."""
    rows = Message.objects.filter(ticket=ticket, kind=MessageKind.INCOMING).order_by("-id")[:20]
    return next((row for row in rows if not _AUTOMATIC & set(row.marks)), None)


_AUTOMATIC = {"auto-reply", "bounce", "delay", "receipt", "feedback", "calendar-reply"}
