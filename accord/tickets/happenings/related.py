"""Tickets that belong together. What joins two is told on both of them."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accord.events.kinds import kind
from accord.tickets.happenings.family import TicketEvent

# What is said on a ticket that was linked, by what it is to the other one.
_LINKED = {
    "child": _("%(actor)s made this part of %(code)s."),
    "parent": _("%(actor)s made %(code)s a part of this."),
    "incident": _("%(actor)s made this an incident of the problem %(code)s."),
    "problem": _("%(actor)s made %(code)s an incident of this problem."),
    "related": _("%(actor)s noted that %(code)s has to do with this."),
}
_UNLINKED = {
    "child": _("%(actor)s noted that this is no part of %(code)s any more."),
    "parent": _("%(actor)s noted that %(code)s is no part of this any more."),
    "incident": _("%(actor)s noted that this is no incident of %(code)s."),
    "problem": _("%(actor)s noted that %(code)s is no incident of this."),
    "related": _("%(actor)s noted that %(code)s has nothing to do with this."),
}


@kind("ticket.linked")
class TicketLinked(TicketEvent):
    """This ticket is now `role` (child, parent, incident, problem, related) to the ticket `other`."""

    role: str
    other: int
    code: str
    icon = "i-link"
    sentence = _LINKED["related"]

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _LINKED.get(data.get("role", ""), cls.sentence)

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"code": data.get("code", "")}


@kind("ticket.unlinked")
class TicketUnlinked(TicketEvent):
    """This ticket is no longer `role` to the ticket `other`."""

    role: str
    other: int
    code: str
    icon = "i-link"
    sentence = _UNLINKED["related"]

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _UNLINKED.get(data.get("role", ""), cls.sentence)

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"code": data.get("code", "")}


@kind("ticket.mentioned")
class TicketMentioned(TicketEvent):
    """Its code stands in the message `message` of the ticket `other`."""

    other: int
    code: str
    message: int | None = None
    icon = "i-link"
    sentence = _("%(actor)s mentioned this in %(code)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"code": data.get("code", "")}


@kind("ticket.children_done")
class ChildrenDone(TicketEvent):
    """All `count` tickets that are part of this one have ended."""

    count: int
    icon = "i-circle-check"
    sentence = _("All %(count)s parts of this are done.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        count = int(data.get("count", 0))
        return ngettext_lazy("The part of this is done.", "All %(count)s parts of this are done.", count)

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"count": data.get("count", 0)}


@kind("problem.incidents_resolving")
class IncidentsResolving(TicketEvent):
    """The incidents of this problem are being resolved with one text, by the mass action `job`."""

    job: int
    count: int
    icon = "i-layers"
    sentence = _("%(actor)s has %(count)s incidents of this resolved.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return ngettext_lazy(
            "%(actor)s has %(count)s incident of this resolved.",
            "%(actor)s has %(count)s incidents of this resolved.",
            int(data.get("count", 0)),
        )

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"count": data.get("count", 0)}
