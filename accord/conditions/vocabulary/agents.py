"""The agent who answered last, and whether the one who has the ticket is away."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.conditions.condition import Choice, Condition, Facts, Group, Operator, Sql, ValueKind
from accord.conditions.registry import add
from accord.conditions.vocabulary.assignee import AgentColumn
from accord.core import clock
from accord.people.models import Away
from accord.people.models.presence import AtWork, Presence, WebProcess
from accord.people.presence import SILENT


@add("last_agent")
class LastAgentAsked(AgentColumn):
    label = _("Answered last by")
    help = _("The agent who answered last. Empty while nobody has answered.")
    group = Group.TICKET
    column = "last_agent_id"
    looks_at = frozenset({"message.sent"})


@add("assignee_away")
class AssigneeAwayAsked(Condition):
    label = _("The assigned agent is away")
    help = _("Whether the agent who has the ticket wrote that he or she is away now.")
    group = Group.TICKET
    apart = True
    operators = (Operator.YES, Operator.NO)
    looks_at = frozenset({"assignee_id"})

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        assignee = facts.ticket.assignee_id
        away = assignee is not None and Away.objects.filter(pk=assignee, until__gt=facts.now).exists()
        return away is (operator == Operator.YES)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        away = "EXISTS (SELECT 1 FROM away w WHERE w.person_id = t.assignee_id AND w.until > %s)"
        return ("NOT " if operator == Operator.NO else "") + away, [clock.now()]


@add("assignee_presence")
class AssigneePresenceAsked(Condition):
    """Nothing is true of nobody. Who is in a web process that no longer lives is not here."""

    label = _("The assigned agent is now")
    help = _(
        "Whether the agent who has the ticket is at work now: online, not at the desk, paused or not here."
    )
    group = Group.TICKET
    apart = True
    operators = (Operator.IS, Operator.IS_NOT)
    kind = ValueKind.CHOICE
    looks_at = frozenset({"assignee_id"})

    def choices(self) -> list[Choice]:
        return [Choice(str(each), str(each.label)) for each in Presence]

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        if facts.ticket.assignee_id is None:
            return False
        beating = WebProcess.objects.filter(beat_at__gt=clock.machine_now() - SILENT).values("id")
        row = AtWork.objects.filter(pk=facts.ticket.assignee_id, process__in=beating).first()
        return ((row.presence if row is not None else Presence.OFFLINE) == value) is (operator == Operator.IS)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        alive = "SELECT p.id FROM web_process p WHERE p.beat_at > %s"
        held = (
            f"SELECT w.presence FROM at_work w WHERE w.person_id = t.assignee_id AND w.process IN ({alive})"
        )
        sign = "=" if operator == Operator.IS else "<>"
        presence = f"coalesce(({held}), '{Presence.OFFLINE.value}')"
        return f"t.assignee_id IS NOT NULL AND {presence} {sign} %s", [clock.machine_now() - SILENT, value]
