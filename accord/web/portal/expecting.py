"""What a customer may expect while his request waits for us: who answers, and when, as honestly as we know it."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.core import clock, options
from accord.people import absences
from accord.tickets.models import Ticket

WITHIN = "email.answer_within_hours"  # what the acknowledgement promises


def who_answers(ticket: Ticket) -> str:
    """A sentence: somebody by name, if he is there; else whoever is free next (DOMAIN 7.14)."""
    agent = ticket.assignee
    if agent is None or not agent.is_active or absences.away(agent.pk) is not None:
        return _("Whoever of us is free next will answer you.")
    return _("%(name)s will answer you.") % {"name": agent.public_name}


def when_answered(ticket: Ticket) -> str:
    """A sentence: the usual span, or that it has passed already; nothing where no span is promised."""
    hours = int(options.get(WITHIN))
    if hours <= 0:
        return ""
    since = ticket.waiting_since or ticket.last_customer_at or ticket.created_at
    if clock.now() > since + timedelta(hours=hours):
        return _("This one takes longer than usual; it is still open with us.")
    if hours % 24:
        sentence = ngettext(
            "You usually hear from us within %(count)s hour.", "You usually hear from us within %(count)s hours.", hours
        )
        return sentence % {"count": hours}
    sentence = ngettext(
        "You usually hear from us within %(count)s day.", "You usually hear from us within %(count)s days.", hours // 24
    )
    return sentence % {"count": hours // 24}
