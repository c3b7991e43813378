"""The reminder: the same question again, with the same buttons, and the day on which it is closed otherwise."""

from django.utils.translation import gettext as _

from accord.channels.email.letters import saying
from accord.channels.email.letters.blocks import Block, Line, Over, Said, Signature, Title
from accord.tickets.models import Resolution, Ticket

SHOWN = 600  # signs of our answer that are repeated


def reminded(ticket: Ticket, resolution: Resolution, who: str, address: str, *, last: bool) -> list[Block]:
    """To the requester: what we said, and the question of the same resolution. `who` signs it."""
    return [
        Over(ticket.subject),
        Title(
            _("Is it solved? We ask for the last time")
            if last
            else _("Is it solved? We have not heard from you")
        ),
        Line(_said(resolution)),
        *(saying.parts(resolution) or _answer(resolution)),
        Signature(who),
        *saying.choice(ticket, resolution.pk, address),
    ]


def _said(resolution: Resolution) -> str:
    sentence = _("On %(date)s we told you that your request is solved. You have not said yet whether it is.")
    return sentence % {"date": saying.day(resolution.at)}


def _answer(resolution: Resolution) -> list[Block]:
    """The beginning of the answer that resolved it, where that was the explanation."""
    text = resolution.message.text.strip() if resolution.message else ""
    if not text:
        return []
    return [Said(_("Our answer"), text if len(text) <= SHOWN else text[:SHOWN].rstrip() + " …")]
