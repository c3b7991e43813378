"""Where a ticket stands on its ladder: what mails, the portal and the agent's page say about what comes next."""

from dataclasses import dataclass
from datetime import datetime

from accord.core import records
from accord.tickets.models import SilenceRule, Ticket
from accord.tickets.rows import moment, run
from accord.tickets.silence import ladder
from accord.tickets.silence.ladder import Forecast
from accord.tickets.silence.watching import COVERED, KEEP_OPEN, TIMER

_COLUMNS = ("answered_days", "first_day", "last_day", "close_day", "from_hour", "to_hour", "weekdays")
_STANDING = (
    f"SELECT s.rule, s.step, s.untold, CAST(s.accepted_at AS text), CAST(t.due_at AS text),"
    f" {', '.join(f'r.{name}' for name in _COLUMNS)}"
    " FROM silence s JOIN silence_rule r ON r.department_id = %s"
    " AND (CASE s.rule WHEN 'answered' THEN r.answered_on ELSE r.resolved_on END)"
    f" LEFT JOIN timer t ON t.kind = '{TIMER}' AND t.subject_kind = 'ticket' AND t.subject_id = s.ticket_id"
    " WHERE s.ticket_id = %s"
)


@dataclass(frozen=True)
class Standing:
    """`ahead` is what comes when nobody says a word; None when nothing comes by itself: `untold` or `kept_open`.

    `waits`: the mail that it counts from has not been taken by the customer's server yet.
    """

    rule: str
    step: str = ""
    due_at: datetime | None = None
    ahead: Forecast | None = None
    untold: str = ""
    waits: bool = False
    kept_open: bool = False


def standing(ticket: Ticket) -> Standing | None:
    """How the ticket stands; None where no rule speaks of it. One statement, none for a ticket in another state."""
    which = COVERED.get(ticket.state)
    if which is None or ticket.merged_into_id:
        return None
    if KEEP_OPEN in ticket.tag_names:
        return Standing(which, kept_open=True)
    rows = run(_STANDING, [ticket.department_id, ticket.pk])
    if not rows or rows[0][0] != which:
        return None
    _rule, step, untold, accepted, due = rows[0][:5]
    if untold or due is None:
        return Standing(which, step, untold=untold or "bounced")
    rule = records.new(
        SilenceRule, department_id=ticket.department_id, **dict(zip(_COLUMNS, rows[0][5:], strict=True))
    )
    when = moment(due)
    return Standing(which, step, when, ladder.forecast(rule, step, when), waits=accepted is None)


def ahead(ticket: Ticket) -> Forecast | None:
    """What comes on a resolved ticket when the customer says nothing; None when nothing does."""
    found = standing(ticket)
    return found.ahead if found is not None and found.rule == ladder.RESOLVED else None
