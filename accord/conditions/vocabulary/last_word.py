"""Who said the last word, and whether files came with it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.conditions.condition import Choice, Condition, Facts, Group, Operator, Sql, ValueKind
from accord.conditions.registry import add
from accord.conditions.vocabulary.texts import CAME, of_last
from accord.tickets.models import Message

_SIDES = {"customer": "incoming", "agent": "outgoing"}


@add("last_word")
class LastWordAsked(Condition):
    label = _("Last message")
    help = _("Whose message is the last one on the ticket. Notes do not count.")
    group = Group.MESSAGE
    operators = (Operator.IS,)
    kind = ValueKind.CHOICE
    looks_at = CAME

    def choices(self) -> list[Choice]:
        return [Choice("customer", str(_("from the customer"))), Choice("agent", str(_("from us")))]

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        return facts.last_message is not None and facts.last_message.kind == _SIDES.get(value)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        return f"{of_last('kind')} = %s", [_SIDES.get(value, "?")]


@add("has_files")
class FilesAsked(Condition):
    label = _("Files")
    help = _("Whether a file came or went with any message of the ticket.")
    group = Group.MESSAGE
    operators = (Operator.YES, Operator.NO)
    looks_at = CAME

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        has = Message.objects.filter(ticket_id=facts.ticket.pk, has_files=True).exists()
        return has is (operator == Operator.YES)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        has = "EXISTS (SELECT 1 FROM message f WHERE f.ticket_id = t.id AND f.has_files)"
        return ("NOT " if operator == Operator.NO else "") + has, []
