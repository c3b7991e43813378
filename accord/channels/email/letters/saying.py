"""Small pieces that several letters share: dates, parts, what an answer to this mail does."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accord.channels.email.letters.blocks import Block, Choice, Line, Said
from accord.tickets import links
from accord.tickets.models import Resolution, Ticket
from accord.tickets.resolutions import reply_reopens_until
from accord.tickets.silence.ladder import Forecast
from accord.tickets.silence.standing import ahead
from accord.translation import dates


def day(moment: datetime) -> str:
    """The day in the active language and time zone."""
    return dates.day(dates.language(), "long", timezone.localtime(moment).date())


def parts(resolution: Resolution) -> list[Block]:
    """What happened, why, what comes next; only what is there."""
    three = [
        (_("What happened"), resolution.what),
        (_("Why"), resolution.why),
        (_("What comes next"), resolution.next),
    ]
    return [Said(label, text.strip()) for label, text in three if text.strip()]


def choice(ticket: Ticket, resolution_id: int, address: str) -> list[Block]:
    """The two buttons for the requester, and what happens if he says nothing."""
    url = links.answer_url(ticket, ticket.requester_id, address, resolution_id)
    coming = ahead(ticket)
    asked_once_more = _("The page asks you once more before anything happens.")
    yours = _("You decide when this is closed. The page asks you once more before anything happens.")
    return [
        Choice(
            yes=_("Yes, it is solved"),
            no=_("No, I still need help"),
            plain=_("Yes, it is solved, or no, I still need help: you decide here"),
            url=url,
        ),
        Line(asked_once_more if coming else yours, small=True),
        Line(answering(ticket, coming), small=True),
    ]


def answering(ticket: Ticket, coming: Forecast | None = None) -> str:
    """What an answer to the mail about a resolved ticket does in this department, and what silence does (`coming`)."""
    if coming is not None:
        return _with_dates(coming, reopens=ticket.department.reply_reopens)
    if ticket.department.reply_reopens:
        return _("You can also just answer this mail, and we go on. If you say nothing, nothing changes.")
    return _("If you answer this mail, we open a new request. If you say nothing, nothing changes.")


def _with_dates(coming: Forecast, *, reopens: bool) -> str:
    if coming.first is not None:
        sentence = (
            _(
                "You can also just answer this mail, and we go on. If we hear nothing, we ask again on %(first)s and on"
                " %(last)s, and close it on %(closes)s."
            )
            if reopens
            else _(
                "If you answer this mail, we open a new request. If we hear nothing, we ask again on %(first)s and on"
                " %(last)s, and close it on %(closes)s."
            )
        )
    elif coming.last is not None:
        sentence = (
            _(
                "You can also just answer this mail, and we go on. If we hear nothing, we ask once more on %(last)s and"
                " close it on %(closes)s."
            )
            if reopens
            else _(
                "If you answer this mail, we open a new request. If we hear nothing, we ask once more on %(last)s and"
                " close it on %(closes)s."
            )
        )
    else:
        sentence = (
            _(
                "You can also just answer this mail, and we go on. If we hear nothing, we close it on %(closes)s."
            )
            if reopens
            else _(
                "If you answer this mail, we open a new request. If we hear nothing, we close it on %(closes)s."
            )
        )
    dates = {"first": coming.first, "last": coming.last, "closes": coming.closes}
    return sentence % {name: day(moment) for name, moment in dates.items() if moment is not None}


def after_closing(ticket: Ticket) -> str:
    """What an answer to the mail about a closed ticket does, with the date that really applies."""
    until = reply_reopens_until(ticket)
    if until is None:
        return _(
            "If anything is left, just answer this mail: we open a new request that is linked to this one."
        )
    return _("If anything is left, answer this mail by %(date)s and your request is open again.") % {
        "date": day(until)
    }
