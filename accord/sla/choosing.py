"""Which level a ticket gets: by the rules in their order, or by a person."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.conditions.facts import Facts
from accord.core import clock
from accord.core.errors import Invalid
from accord.sla import applying, standing
from accord.sla.known import Known, Promise, Rule, known
from accord.tickets.acting import demand
from accord.tickets.lifecycle import change, locked, target
from accord.tickets.models import Ticket


@dataclass(frozen=True)
class Choice:
    """What the rules say: the rule that holds, and its level; both None when none holds, level None for "no clocks"."""

    rule: Rule | None = None
    level: Promise | None = None


def choose(facts: Facts, setup: Known) -> Choice:
    """The first rule that holds and whose level is on. Conditions read what they need."""
    for rule in setup.rules:
        level = setup.levels.get(rule.level_id) if rule.level_id else None
        if rule.level_id and (level is None or not level.is_on):
            continue
        if rule.groups.holds(facts):
            return Choice(rule, level)
    return Choice()


def set_level(ticket: Ticket, level_id: int | None, *, by: Any, because: str = "") -> None:
    """Give the ticket this level whatever the rules say, or (None) the one that they choose. What it has: a no-op.

    Raises Invalid (no such level), NotPossible (closed), NotAllowed (asks for the right `prioritise`).
    """
    setup = known()
    level = setup.levels.get(level_id) if level_id else None
    if level_id and (level is None or not level.is_on):
        raise Invalid("level", sentence=_("There is no such service level."))
    with transaction.atomic(), locked(ticket):
        target(ticket.state, "change")
        demand(by, "prioritise", ticket)
        now = clock.now()
        stands = standing.read(ticket, setup, now)
        choice = Choice(None, level) if level is not None else choose(Facts(ticket), setup)
        before = stands.level
        if before is choice.level and (stands.chosen is None or stands.chosen.by_hand == (level is not None)):
            return
        applying.apply(stands, choice, by_hand=level is not None)
        applying.begin_once(stands, now, ended=applying.ended_before(ticket.pk))
        applying.bring_up(stands, by.pk, anew=before is None)
        applying.store(stands)
        change(ticket)  # pages that were made from the row as it was are old
        applying.tell(stands, before, by_id=by.pk, because=because)
