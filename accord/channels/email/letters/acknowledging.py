"""The acknowledgement of a new request (DOMAIN 7.17). It repeats no words of the sender besides his subject."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accord.channels.email.letters.blocks import Block, Line, Link, Over, Title
from accord.core import options
from accord.tickets.models import Ticket

options.define(
    "email.answer_within_hours",
    24,
    gettext_lazy("An answer can be expected within, in hours"),
    gettext_lazy("Customers read this in the acknowledgement of their request. 0: nothing is said about it."),
)


def received(ticket: Ticket, url: str, earlier: Ticket | None = None) -> list[Block]:
    """We have your request. `earlier` is the closed ticket that this one follows, if the recipient knows it."""
    blocks: list[Block] = [
        Over(ticket.subject),
        Title(_("We have your request")),
        Line(_("Thank you for writing. Your message has arrived, and one of us will read it.")),
    ]
    if earlier is not None:
        closed = _("Your earlier request %(code)s is closed, so we opened a new one that is linked to it.")
        blocks.append(Line(closed % {"code": earlier.code}))
    expected = when_expected(int(options.get("email.answer_within_hours")))
    if expected:
        blocks.append(Line(expected))
    keep = _("Its code is %(code)s. Keep it in the subject when you write to us about this.")
    return [
        *blocks,
        Line(keep % {"code": ticket.code}),
        Link(_("See your request"), url),
        Line(_("To add something, just answer this mail."), small=True),
    ]


def values(earlier: Ticket | None) -> dict[str, str]:
    """What a team's own wording of this letter can name."""
    expected = when_expected(int(options.get("email.answer_within_hours")))
    return {"answer.expected": expected, "earlier.code": earlier.code if earlier is not None else ""}


def when_expected(hours: int) -> str:
    """A sentence on when an answer comes; empty for 0 hours."""
    if hours <= 0:
        return ""
    if hours % 24 == 0:
        days = hours // 24
        sentence = ngettext(
            "You usually hear from us within %(count)s day.",
            "You usually hear from us within %(count)s days.",
            days,
        )
        return sentence % {"count": days}
    sentence = ngettext(
        "You usually hear from us within %(count)s hour.",
        "You usually hear from us within %(count)s hours.",
        hours,
    )
    return sentence % {"count": hours}
