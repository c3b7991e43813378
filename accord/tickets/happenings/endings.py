"""Resolved by us, closed by the customer: endings, and their undoing."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accord.events.kinds import kind, personal
from accord.people.masking import masked
from accord.tickets.happenings.family import TicketEvent


@kind("ticket.resolved")
class TicketResolved(TicketEvent):
    """The agent's claim. `message`: the reply that explains it (send and resolve); then no mail of its own."""

    resolution: int
    reason: str = ""
    silent: bool = False
    message: int | None = None
    by_customer: bool = False  # the first half of the customer's "solved" on an unfinished ticket
    public = True
    icon = "m-resolved"
    sentence = _("%(actor)s resolved this.")


@kind("ticket.closed_by_customer")
class ClosedByCustomer(TicketEvent):
    """The customer's yes. `link_address`: by a link sent to that address, from somebody not signed in."""

    resolution: int | None = None
    by_link: bool = False
    speaking: bool = False  # not the requester, but somebody with the right to speak for his company
    link_address: str = personal()
    public = True
    icon = "m-closed"
    sentence = _("%(actor)s said it is solved, so this is closed.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if data.get("by_link") and data.get("link_address"):
            return _("%(actor)s said it is solved, by the link sent to %(address)s, so this is closed.")
        return cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"address": masked(str(data.get("link_address") or ""))}


@kind("ticket.closed")
class ClosedByAgent(TicketEvent):
    """Closed with a stated basis; the customer is told. `attempts`: our messages since his last word."""

    resolution: int | None = None
    basis: str = ""
    attempts: int = 0
    how: str = personal()
    public = True
    icon = "m-closed"
    sentence = _("%(actor)s closed this.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        tried = int(data.get("attempts") or 0)
        if not tried:
            return cls.sentence
        return ngettext(
            "%(actor)s closed this after %(attempts)s attempt to reach the customer.",
            "%(actor)s closed this after %(attempts)s attempts to reach the customer.",
            tried,
        )

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"attempts": data.get("attempts", 0)}


@kind("ticket.denied")
class CustomerSaidNo(TicketEvent):
    """The customer's no."""

    resolution: int | None = None
    by_link: bool = False
    was: str = ""
    message: int | None = None
    public = True
    icon = "m-open"
    sentence = _("%(actor)s said it is not solved, so this is open again.")


@kind("ticket.taken_back")
class CustomerTookBack(TicketEvent):
    """The customer took his yes back within the window."""

    by_link: bool = False
    message: int | None = None
    public = True
    icon = "m-open"
    sentence = _("%(actor)s took the yes back, so this is open again.")


@kind("ticket.reopened")
class TicketReopened(TicketEvent):
    """Open again by an agent; from closed only with a reason."""

    was: str = ""
    reason: str = personal()
    public = True
    icon = "m-open"
    sentence = _("%(actor)s opened this again.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"reason": data.get("reason", "")}
