"""Part of a ticket becomes a ticket of its own. Told on both."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accord.events.kinds import kind
from accord.tickets.happenings.family import TicketEvent


@kind("ticket.split_off")
class TicketSplitOff(TicketEvent):
    """On the old one: the messages `moved` went to the new ticket `new`, whose code is `code`."""

    new: int
    code: str
    moved: list[int] = field(default_factory=list)
    icon = "i-unlink"
    sentence = _("%(actor)s split this off into %(code)s.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        count = len(data.get("moved", ()))
        return ngettext_lazy(
            "%(actor)s split %(count)s message off into %(code)s.",
            "%(actor)s split %(count)s messages off into %(code)s.",
            count,
        )

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"code": data.get("code", ""), "count": len(data.get("moved", ()))}


@kind("ticket.split_from")
class TicketSplitFrom(TicketEvent):
    """On the new one: its first messages stood on the ticket `old`, whose code is `code`."""

    old: int
    code: str
    icon = "i-unlink"
    sentence = _("%(actor)s split this off from %(code)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"code": data.get("code", "")}
