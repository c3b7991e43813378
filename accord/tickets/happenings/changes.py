"""Changes that leave the state alone: who, where, how urgent, what about."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import kind, personal
from accord.tickets.happenings.family import Name, TicketEvent


@kind("ticket.assigned")
class TicketAssigned(TicketEvent):
    """Given to an agent, or to nobody (`assignee` None)."""

    assignee: int | None = None
    before: int | None = None
    icon = "i-user-check"
    sentence = _("%(actor)s gave this to %(assignee)s.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if data.get("assignee") == actor_id:
            through = data.get("because") == "to_solve"
            return _("%(actor)s took this through To Solve.") if through else _("%(actor)s took this.")
        return cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"assignee": Name("person", data.get("assignee"))}


@kind("ticket.transferred")
class TicketTransferred(TicketEvent):
    """Moved to another department."""

    department: int
    before: int
    icon = "i-inbox"
    sentence = _("%(actor)s moved this from %(before)s to %(department)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"department": Name("department", data["department"]), "before": Name("department", data["before"])}


@kind("ticket.prioritised")
class PriorityChanged(TicketEvent):
    priority: int
    before: int
    icon = "i-chevrons-up"
    sentence = _("%(actor)s changed the priority from %(before)s to %(priority)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"priority": Name("priority", data["priority"]), "before": Name("priority", data["before"])}


@kind("ticket.renamed")
class SubjectChanged(TicketEvent):
    before: str = personal()
    icon = "i-pencil"
    sentence = _("%(actor)s changed the subject, which was “%(before)s”.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"before": data.get("before", "")}


@kind("ticket.requester_changed")
class RequesterChanged(TicketEvent):
    requester: int
    before: int
    icon = "i-circle-user"
    sentence = _("%(actor)s made %(requester)s the requester in place of %(before)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"requester": Name("person", data["requester"]), "before": Name("person", data["before"])}


@kind("ticket.address_known")
class AddressKnown(TicketEvent):
    """Answers go to this address of the customer, who had none before; empty: to none any more."""

    address: str = personal()
    icon = "i-at-sign"
    sentence = _("%(actor)s added the address %(address)s, to which answers go now.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return cls.sentence if data.get("address") else _("%(actor)s left this customer without a mail address.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"address": data.get("address", "")}


def _today(tag: str) -> str:
    """The name that the tag has today."""
    from accord.tickets.tags.known import current

    return current(tag)


@kind("ticket.tagged")
class TagAdded(TicketEvent):
    tag: str
    icon = "i-tag"
    sentence = _("%(actor)s added the tag %(tag)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"tag": _today(data["tag"])}


@kind("ticket.untagged")
class TagRemoved(TicketEvent):
    tag: str
    icon = "i-tag"
    sentence = _("%(actor)s removed the tag %(tag)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"tag": _today(data["tag"])}


@kind("participant.added")
class ParticipantAdded(TicketEvent):
    person: int
    icon = "i-user-plus"
    sentence = _("%(actor)s added %(person)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"person": Name("person", data["person"])}


@kind("participant.removed")
class ParticipantRemoved(TicketEvent):
    person: int
    icon = "i-user-minus"
    sentence = _("%(actor)s took %(person)s out.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"person": Name("person", data["person"])}
