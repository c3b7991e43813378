"""When something was: opened, changed, its status changed, since when the customer waits."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accord.conditions.columns import MomentColumn
from accord.conditions.condition import Group, Narrowing, Operator
from accord.conditions.registry import add
from accord.tickets.models.ticket import WAITING_FOR_US


@add("created")
class CreatedAsked(MomentColumn):
    label = pgettext_lazy("moment", "Opened")
    help = _("When the ticket was opened.")
    group = Group.TIME
    column = "created_at"


@add("updated")
class UpdatedAsked(MomentColumn):
    label = _("Changed last")
    help = _("When anything on the ticket changed last.")
    group = Group.TIME
    column = "updated_at"
    looks_at = frozenset({"updated_at"})


@add("state_changed")
class StateChangedAsked(MomentColumn):
    label = _("Status changed last")
    help = _("When the ticket came into the status that it has now.")
    group = Group.TIME
    column = "state_changed_at"
    looks_at = frozenset({"state"})


@add("waiting_since")
class WaitingSinceAsked(MomentColumn):
    label = _("Customer waits since")
    help = _("Since when the customer waits for us. Empty while it is not our turn.")
    group = Group.TIME
    operators = (*MomentColumn.operators, Operator.EMPTY, Operator.NOT_EMPTY)
    column = "waiting_since"
    looks_at = frozenset({"state"})

    def narrows(self, operator: Operator, value: Any) -> Narrowing | None:
        """It is kept exactly while it is our turn."""
        return None if operator == Operator.EMPTY else Narrowing("state", tuple(map(str, WAITING_FOR_US)))


class MaybeMoment(MomentColumn):
    """A moment that has not come for every ticket."""

    group = Group.TIME
    operators = (*MomentColumn.operators, Operator.EMPTY, Operator.NOT_EMPTY)


@add("first_answered")
class FirstAnsweredAsked(MaybeMoment):
    label = _("First answered")
    help = _("When an agent answered for the first time. Empty while nobody has answered.")
    column = "first_answered_at"
    looks_at = frozenset({"message.sent", "ticket.marked_answered"})


@add("last_answered")
class LastAnsweredAsked(MaybeMoment):
    label = _("Answered last")
    help = _("When an agent answered last. Empty while nobody has answered.")
    column = "last_answered_at"
    looks_at = frozenset({"message.sent"})


@add("last_customer")
class LastCustomerAsked(MaybeMoment):
    label = _("The customer's last message")
    help = _("When the customer wrote last.")
    column = "last_customer_at"
    looks_at = frozenset({"ticket.opened", "message.received"})


@add("resolved")
class ResolvedAsked(MaybeMoment):
    label = pgettext_lazy("moment", "Resolved")
    help = _("When an agent said last that it is solved.")
    column = "resolved_at"
    looks_at = frozenset({"resolved_at"})


@add("closed")
class ClosedAsked(MaybeMoment):
    label = pgettext_lazy("moment", "Closed")
    help = _("When the ticket was closed.")
    column = "closed_at"
    looks_at = frozenset({"closed_at"})
