"""Two tickets become one, and two again (DOMAIN 7.5). Each is told on both tickets."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.events.kinds import kind
from accord.tickets.happenings.family import TicketEvent


@kind("ticket.merged")
class TicketMerged(TicketEvent):
    """On the source: it is closed, and leads to the ticket `into`, whose code is `code`."""

    into: int
    code: str
    apart: bool = False
    icon = "i-link"
    sentence = _("%(actor)s merged this into %(code)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"code": data.get("code", "")}


@kind("ticket.merged_here")
class TicketMergedHere(TicketEvent):
    """On the survivor: the messages of the ticket `source` stand here. `people` came to the copies with it."""

    source: int
    code: str
    apart: bool = False
    messages: int = 0
    people: list[int] | None = None
    icon = "i-link"
    sentence = _("%(actor)s merged %(code)s into this.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"code": data.get("code", "")}


@kind("ticket.unmerged")
class TicketUnmerged(TicketEvent):
    """On the source: it stands on its own again, as it was before. `state_since`: since when its state stands."""

    was_in: int
    code: str
    state_since: str = ""
    icon = "i-undo-2"
    sentence = _("%(actor)s took this out of %(code)s again.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"code": data.get("code", "")}


@kind("ticket.unmerged_here")
class TicketUnmergedHere(TicketEvent):
    """On the survivor: the messages of that ticket went back to it. `state_since`: since when its state stands."""

    source: int
    code: str
    state_since: str = ""
    icon = "i-undo-2"
    sentence = _("%(actor)s took %(code)s out of this again.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"code": data.get("code", "")}
