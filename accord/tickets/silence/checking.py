"""Each ticket in a state that a rule covers has its timer, or a reason why not; and no ladder stands without ground."""

from collections.abc import Iterator

from django.db.models import Q

from accord.events.models import Timer
from accord.tickets.models import Silence, SilenceRule, Ticket
from accord.tickets.silence import ladder, watching


def problems(low: int, high: int) -> Iterator[str]:
    """Sentences (for operators, in English) about the tickets with ids in [low, high)."""
    rules = {rule.pk: rule for rule in SilenceRule.objects.filter(Q(answered_on=True) | Q(resolved_on=True))}
    rows = {row.pk: row for row in Silence.objects.filter(ticket_id__gte=low, ticket_id__lt=high)}
    if not rules and not rows:
        return
    timed = set(
        Timer.objects.filter(
            kind=watching.TIMER, subject_kind="ticket", subject_id__gte=low, subject_id__lt=high
        ).values_list("subject_id", flat=True)
    )
    spoken_of = Q(id__in=list(rows)) | Q(department__in=list(rules), state__in=list(watching.COVERED))
    for ticket in Ticket.objects.filter(spoken_of, id__gte=low, id__lt=high):
        row, rule = rows.get(ticket.pk), rules.get(ticket.department_id)
        if row is None:
            if rule is not None and _newly_covered(rule, ticket):
                yield f"ticket {ticket.code}: silence is covered by its department's rule, but it has no ladder"
        elif row.rule != watching.COVERED.get(ticket.state):
            yield f"ticket {ticket.code}: has the ladder of {row.rule}, but is {ticket.state}"
        elif row.rule == ladder.RESOLVED and row.resolution_id != ticket.resolution_id:
            yield f"ticket {ticket.code}: its ladder belongs to an earlier resolution"
        elif row.untold and ticket.pk in timed:
            yield f"ticket {ticket.code}: its customer could not be told, but a step is due"
        elif not row.untold and ticket.pk not in timed:
            yield f"ticket {ticket.code}: has a ladder without a timer"
    for ticket_id in sorted(timed - set(rows)):
        yield f"ticket {ticket_id}: has a timer for silence without a ladder"


def _newly_covered(rule: SilenceRule, ticket: Ticket) -> bool:
    """Whether the ticket reached its state since the rule was switched on; older ones wait for a person's word."""
    which = watching.COVERED[ticket.state]
    since = rule.answered_since if which == ladder.ANSWERED else rule.resolved_since
    return watching.covers(rule, ticket) and since is not None and ticket.state_changed_at >= since
