"""What just happened, and who did it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.conditions.condition import Choice, Condition, Facts, Group, Operator, ValueKind
from accord.conditions.registry import add
from accord.conditions.vocabulary.assignee import agents
from accord.people.models import Person
from accord.people.models.person import PersonKind

HAPPENINGS: dict[str, Promise] = {
    "ticket.opened": _("a ticket was opened"),
    "message.received": _("the customer wrote"),
    "message.sent": _("an agent answered"),
    "note.added": _("a note was written"),
    "ticket.assigned": _("it was given to somebody"),
    "ticket.transferred": _("it was moved to another department"),
    "ticket.prioritised": _("the priority was changed"),
    "ticket.renamed": _("the subject was changed"),
    "ticket.requester_changed": _("the requester was changed"),
    "ticket.tagged": _("a tag was added"),
    "ticket.untagged": _("a tag was removed"),
    "ticket.marked_answered": _("it was marked as answered"),
    "ticket.postponed": _("it was postponed"),
    "ticket.returned": _("its postponed time was over"),
    "ticket.resolved": _("it was resolved"),
    "ticket.closed_by_customer": _("the customer said that it is solved"),
    "ticket.closed": _("it was closed"),
    "ticket.denied": _("the customer said that it is not solved"),
    "ticket.taken_back": _("the customer took back that it is solved"),
    "ticket.reopened": _("it was opened again"),
    "ticket.merged": _("it was merged into another ticket"),
    "ticket.merged_here": _("another ticket was merged into it"),
    "message.bounced": _("our mail came back"),
    "message.failed": _("our mail could not be sent"),
    "ticket.spam": _("it was marked as spam"),
    "ticket.deleted": _("it was deleted"),
}


@add("happened")
class HappenedAsked(Condition):
    label = _("What just happened")
    help = _("The event on which the rule looks at the ticket.")
    group = Group.CHANGE
    operators = (Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF)
    kind = ValueKind.CHOICE
    looks_at = frozenset(HAPPENINGS)

    def choices(self) -> list[Choice]:
        return [Choice(key, str(label)) for key, label in HAPPENINGS.items()]

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        if facts.event is None:
            return False
        wanted = value if isinstance(value, list) else [value]
        return (facts.event.kind in wanted) is (operator in (Operator.IS, Operator.ONE_OF))


_SIDES = {"agent": PersonKind.AGENT, "customer": PersonKind.CONTACT, "system": PersonKind.SYSTEM}


@add("actor")
class ActorAsked(Condition):
    """Values are a side ("agent", "customer", "system"), "requester", or the id of an agent as text."""

    label = _("Done by")
    help = _("Who did what just happened.")
    group = Group.CHANGE
    operators = (Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF)
    kind = ValueKind.CHOICE

    def choices(self) -> list[Choice]:
        return [
            Choice("agent", str(_("any agent"))),
            Choice("customer", str(_("any customer"))),
            Choice("requester", str(_("the person who asked"))),
            Choice("assignee", str(_("the agent who has it"))),
            Choice("system", str(_("Accord itself"))),
            *(Choice(str(agent.value), agent.label) for agent in agents()),
        ]

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        if facts.event is None or facts.actor is None:
            return False
        wanted = value if isinstance(value, list) else [value]
        found = any(self._is(each, facts, facts.actor) for each in wanted)
        return found is (operator in (Operator.IS, Operator.ONE_OF))

    def _is(self, who: str, facts: Facts, actor: Person) -> bool:
        if who in _SIDES:
            return actor.kind == _SIDES[who]
        if who == "requester":
            return actor.pk == facts.ticket.requester_id
        if who == "assignee":
            return actor.pk == facts.ticket.assignee_id
        return str(actor.pk) == who
