"""The ticket's tags."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import marks
from accord.conditions.condition import Choice, Condition, Facts, Group, Narrowing, Operator, Sql, ValueKind
from accord.conditions.registry import add
from accord.tickets.models import Tag
from accord.tickets.tagging import clean_name
from accord.tickets.tags.known import asked_as, current, currents

_HAS = "EXISTS (SELECT 1 FROM ticket_tag x WHERE x.ticket_id = t.id AND x.tag_id IN (SELECT id FROM tag WHERE name"


@add("tags")
class TagsAsked(Condition):
    label = _("Tags")
    help = _("The tags on the ticket, or a tag that was just put on or taken off.")
    group = Group.TICKET
    operators = (
        Operator.ANY_OF,
        Operator.ALL_OF,
        Operator.NONE_OF,
        Operator.EMPTY,
        Operator.NOT_EMPTY,
        Operator.ADDED,
        Operator.REMOVED,
    )
    kind = ValueKind.CHOICE
    looks_at = frozenset({"tag_names", "ticket.tagged", "ticket.untagged"})

    def choices(self) -> list[Choice]:
        return [Choice(name, name) for name in currents(Tag.objects.values_list("name", flat=True))]

    def clean(self, operator: Operator, value: Any) -> Any:
        cleaned = super().clean(operator, value)
        if isinstance(cleaned, list):
            return list(dict.fromkeys(clean_name(each) for each in cleaned))
        return None if cleaned is None else clean_name(cleaned)

    def problem(self, operator: Operator, value: Any) -> Promise | str | None:
        return None  # a tag that nobody has used yet may be used tomorrow

    def words(self, operator: Operator, value: Any) -> str:
        from accord.conditions.sentences import listed

        if not isinstance(value, list):
            return current(value) if value else ""
        return listed(currents(value), together=operator == Operator.ALL_OF)

    def holds(self, facts: Facts, operator: Operator, value: Any) -> bool:
        tags = set(currents(facts.tag_names))
        if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
            return (not tags) is (operator == Operator.EMPTY)
        if operator in (Operator.ADDED, Operator.REMOVED):
            kind = "ticket.tagged" if operator == Operator.ADDED else "ticket.untagged"
            event = facts.event if facts.event is not None and facts.event.kind == kind else None
            return event is not None and current(event.data.get("tag", "")) == current(value)
        wanted = set(currents(value))
        if operator == Operator.ALL_OF:
            return wanted <= tags
        return bool(tags & wanted) is (operator == Operator.ANY_OF)

    def where(self, operator: Operator, value: Any) -> Sql | None:
        if operator in (Operator.EMPTY, Operator.NOT_EMPTY):
            has = "EXISTS (SELECT 1 FROM ticket_tag x WHERE x.ticket_id = t.id)"
            return ("NOT " if operator == Operator.EMPTY else "") + has, []
        if operator == Operator.ALL_OF:
            every = [asked_as([each]) for each in value]
            asked = " AND ".join(f"{_HAS} IN ({marks(names)})))" for names in every)
            return asked, [name for names in every for name in names]
        if operator in (Operator.ANY_OF, Operator.NONE_OF):
            names = asked_as(value)
            has = f"{_HAS} IN ({marks(names)})))"
            return ("NOT " if operator == Operator.NONE_OF else "") + has, names
        return None

    def narrows(self, operator: Operator, value: Any) -> Narrowing | None:
        if operator == Operator.ANY_OF:
            return Narrowing("tags", tuple(asked_as(value)))
        return Narrowing("tags", tuple(asked_as(value[:1]))) if operator == Operator.ALL_OF else None
