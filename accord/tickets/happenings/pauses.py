"""Pauses, and what leaves the desk: postponed, spam, deleted."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.events.kinds import kind
from accord.tickets.happenings.family import Name, TicketEvent


@kind("ticket.marked_answered")
class MarkedAnswered(TicketEvent):
    icon = "m-answered"
    sentence = _("%(actor)s marked this as answered.")


@kind("ticket.postponed")
class TicketPostponed(TicketEvent):
    until: str
    reason: str = ""
    told: bool = False
    message: int | None = None
    icon = "m-postponed"
    sentence = _("%(actor)s postponed this until %(until)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"until": Name("moment", data["until"])}


@kind("ticket.returned")
class PostponementOver(TicketEvent):
    """Back from being postponed: its time is up, or an agent wanted it now."""

    icon = "m-open"
    sentence = _("%(actor)s brought this back.")


@kind("ticket.spam")
class MarkedSpam(TicketEvent):
    icon = "i-ban"
    sentence = _("%(actor)s marked this as spam.")


@kind("ticket.not_spam")
class MarkedNotSpam(TicketEvent):
    icon = "i-undo-2"
    sentence = _("%(actor)s said this is no spam.")


@kind("ticket.deleted")
class TicketDeleted(TicketEvent):
    icon = "i-trash-2"
    sentence = _("%(actor)s deleted this.")


@kind("ticket.undeleted")
class TicketUndeleted(TicketEvent):
    icon = "i-undo-2"
    sentence = _("%(actor)s brought this back from the deleted ones.")


@kind("ticket.purged")
class TicketPurged(TicketEvent):
    """Deleted for good: the words are gone, this line stays."""

    code: str = ""
    icon = "i-trash-2"
    sentence = _("%(actor)s deleted the ticket %(code)s for good.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"code": data.get("code", "")}
