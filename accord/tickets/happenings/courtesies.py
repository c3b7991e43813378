"""An agent says what a customer's words were: thanks and nothing more, or more than thanks."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import kind
from accord.tickets.happenings.family import TicketEvent


@kind("message.rejudged")
class MessageRejudged(TicketEvent):
    """The mark "thanks only" was set or taken away by an agent, and the ticket moved as it would have by itself.

    `was` is the state before; `follow_up` the ticket that the words went to, because this one stays closed.
    """

    message: int
    courtesy: bool
    was: str = ""
    follow_up: int | None = None
    icon = "i-message-square"
    sentence = _("%(actor)s said that this was only thanks.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        moved = data.get("set", {}).get("state")
        if data["courtesy"]:
            if moved == "closed":
                return _("%(actor)s said that this was only thanks, so this is closed again.")
            if moved:
                return _("%(actor)s said that this was only thanks, so this is resolved again.")
            return cls.sentence
        if data.get("follow_up"):
            return _("%(actor)s said that this was more than thanks, so a new ticket was opened for it.")
        if moved:
            return _("%(actor)s said that this was more than thanks, so this is open again.")
        return _("%(actor)s said that this was more than thanks.")


@kind("ticket.said_no_again")
class CustomerSaidNoAgain(TicketEvent):
    """The customer said No for the `times`th time; the department's supervisors (`people`) are told."""

    times: int
    people: list[int]
    icon = "i-bell"
    sentence = _("The customer has said No %(times)s times. The supervisors are told.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"times": data.get("times", 0)}
