"""Where a silent ticket stands, as one sentence in the head of its page, with the button that fits."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accord.tickets.models import Ticket
from accord.tickets.silence.ladder import Forecast
from accord.tickets.silence.standing import Standing, standing
from accord.tickets.silence.watching import KEEP_OPEN
from accord.web.moments import short_day


@dataclass(frozen=True)
class SilenceLine:
    """`kind` is none, waits, untold or kept; `kept_open` says which button stands beside it."""

    kind: str
    sentence: str
    kept_open: bool = False
    tag: str = KEEP_OPEN


def silence_line(ticket: Ticket) -> SilenceLine | None:
    """The line of this ticket; None where no rule speaks of it. One statement for answered and resolved ones only."""
    found = standing(ticket)
    if found is None:
        return None
    if found.kept_open:
        return SilenceLine("kept", _("Does not close by itself: it has the tag “keep-open”."), kept_open=True)
    if found.untold == "wrote":
        return SilenceLine("untold", _("Does not close by itself: somebody wrote."))
    if found.ahead is None:
        return SilenceLine("untold", _("Does not close by itself: the customer could not be told."))
    if found.waits:
        return SilenceLine("waits", _waiting(found))
    return SilenceLine("waits", coming(found.ahead))


def _waiting(found: Standing) -> str:
    if found.step == "resolve":
        return _("Counts the days of silence as soon as the answer has arrived.")
    return _("Counts the days of silence as soon as the last mail has arrived.")


def coming(ahead: Forecast) -> str:
    """What comes when the customer says nothing, with its days in the reader's zone."""
    moments = {"resolves": ahead.resolves, "first": ahead.first, "last": ahead.last, "closes": ahead.closes}
    days = {name: short_day(moment) for name, moment in moments.items() if moment is not None}
    if ahead.resolves is not None:
        sentence = _("Asks on %(resolves)s whether it is solved, unless the customer writes.")
    elif ahead.first is not None:
        sentence = _("Reminders on %(first)s and %(last)s, closes on %(closes)s, unless the customer writes.")
    elif ahead.last is not None:
        sentence = _("Last reminder on %(last)s, closes on %(closes)s, unless the customer writes.")
    else:
        sentence = _("Closes on %(closes)s, unless the customer writes.")
    return sentence % days
