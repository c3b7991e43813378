"""What happens to rules, and what they did on a ticket that shows no other trace of it."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.automation.rules import memory, outcomes
from accord.events.kinds import EventKind, kind
from accord.tickets.happenings import TicketEvent


@kind("rule.applied")
class RuleApplied(TicketEvent):
    """A rule was applied and left no line of its own in the history, such as one that only tells somebody."""

    rule: int
    webhook = False
    icon = "i-zap"
    sentence = _("The rule “%(rule)s” was applied.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"rule": memory.name_of(data["rule"]) or "?"}


@kind("rule.cut")
class RuleCut(TicketEvent):
    """A rule was kept from going on: `why` is a key of `outcomes.CUT`."""

    rule: int
    why: str
    webhook = False
    icon = "i-ban"
    sentence = _("The rule “%(rule)s” was stopped: it would have gone in a circle.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if data.get("why") == outcomes.OFTEN:
            return _("The rule “%(rule)s” was stopped: it had its share of this ticket for this hour.")
        if data.get("why") == outcomes.DEEP:
            return _("The rule “%(rule)s” was stopped: too many rules have called each other.")
        return cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"rule": memory.name_of(data["rule"]) or "?"}


@kind("ticket.on_screen")
class AgentOpened(TicketEvent):
    """An agent came to the ticket's page. Recorded only while a rule waits for that."""

    shown = False
    webhook = False
    icon = "i-eye"
    sentence = _("%(actor)s opened the page.")


@kind("ticket.off_screen")
class AgentLeft(TicketEvent):
    """An agent left the ticket's page. Recorded only while a rule waits for that."""

    shown = False
    webhook = False
    icon = "i-eye-off"
    sentence = _("%(actor)s left the page.")


@kind("rule.changed")
class RuleChanged(EventKind):
    """A rule was made, changed, switched, moved or removed: `what` says which."""

    rule: int = field(metadata={"payload": False})
    what: str
    number: int = 0  # of the wording
    webhook = False
    icon = "i-zap"
    sentence = _("%(actor)s changed this rule.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("rule", self.rule)

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _SAID.get(data.get("what", ""), cls.sentence)


_SAID: dict[str, Promise] = {
    "made": _("%(actor)s made this rule."),
    "cloned": _("%(actor)s made this as a copy of another rule."),
    "on": _("%(actor)s switched this rule on."),
    "off": _("%(actor)s switched this rule off."),
    "removed": _("%(actor)s removed this rule."),
    "broken": _("This rule cannot work any more as it was meant."),
    "mended": _("This rule works again."),
    "older": _("%(actor)s brought this rule to older tickets."),
    "older_stopped": _("%(actor)s stopped bringing this rule to older tickets."),
}
