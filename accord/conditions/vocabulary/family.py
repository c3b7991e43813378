"""What a ticket has to do with others, and small facts about it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import AskedColumn, NumberColumn, TruthColumn
from accord.conditions.condition import Facts, Group, Operator, Sql
from accord.conditions.registry import add


class Named(AskedColumn):
    """Whether a column that names another ticket does."""

    group = Group.TICKET
    operators = (Operator.YES, Operator.NO)

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        return (self.held(facts) is not None) is (operator == Operator.YES)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        return f"t.{self.column} IS {'NOT ' if operator == Operator.YES else ''}NULL", []


@add("merged")
class MergedAsked(Named):
    label = _("Merged into another ticket")
    help = _("Whether the ticket was merged into another one and is no longer worked on.")
    column = "merged_into_id"
    looks_at = frozenset({"ticket.merged", "ticket.unmerged"})


@add("follow_up")
class FollowUpAsked(Named):
    label = _("Follow-up of a closed ticket")
    help = _("Whether the customer opened it by answering a ticket that was closed.")
    column = "follow_up_of_id"
    looks_at = frozenset({"ticket.opened"})


@add("undelivered")
class UndeliveredAsked(TruthColumn):
    label = _("The customer could not be told")
    help = _("Whether our last mail on the ticket came back or could not be sent.")
    group = Group.TICKET
    column = "undelivered"
    looks_at = frozenset({"undelivered"})


@add("closed_by_customer")
class ClosedByCustomerAsked(TruthColumn):
    label = _("Closed by the customer")
    help = _("Whether the customer said that it is solved.")
    group = Group.TICKET
    column = "closed_by_customer"
    looks_at = frozenset({"closed_by_customer"})


@add("messages_count")
class MessagesCountAsked(NumberColumn):
    label = _("Number of messages")
    help = _("How many messages and notes are on the ticket.")
    group = Group.MESSAGE
    column = "messages_count"
    looks_at = frozenset({"ticket.opened", "message.received", "message.sent", "note.added", "message.noted"})
