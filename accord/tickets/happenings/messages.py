"""Opening a ticket, and what is written on it."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import kind
from accord.tickets.happenings.family import Name, TicketEvent


@kind("ticket.opened")
class TicketOpened(TicketEvent):
    """A new ticket. `how`: mail, form, phone, outgoing, api, follow-up."""

    how: str = ""
    message: int | None = None
    from_address: str = ""
    follow_up_of: int | None = None
    acknowledge: bool = False
    public = True
    icon = "m-new"
    sentence = _("%(actor)s opened this ticket.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if data.get("because") == "mail_verdict":
            return _("%(actor)s put this with the spam.")
        if data.get("how") == "phone":
            return _("%(actor)s wrote this down for somebody who phoned or came by.")
        return cls.sentence


@kind("ticket.imported")
class TicketImported(TicketEvent):
    """A request from before: it stands resolved from the first moment, nobody was told and nothing is owed."""

    message: int
    resolution: int
    written_at: str
    from_address: str = ""
    public = True
    icon = "m-resolved"
    sentence = _("%(actor)s wrote this on %(written_at)s. It was imported as history.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"written_at": Name("moment", data["written_at"])}


@kind("message.received")
class MessageReceived(TicketEvent):
    """The customer, or somebody else outside, wrote. `why` is the threading's reason."""

    message: int
    why: str = ""
    was: str = ""  # the state before
    marks: list[str] = field(default_factory=list)
    public = True
    shown = False
    icon = "m-open"
    sentence = _("%(actor)s wrote.")


@kind("message.sent")
class MessageSent(TicketEvent):
    """An agent answered; the channel delivers after commit. `resolution` is set by send and resolve."""

    message: int
    resolution: int | None = None
    was: str = ""
    public = True
    shown = False
    icon = "i-reply"
    sentence = _("%(actor)s answered.")


@kind("note.added")
class NoteAdded(TicketEvent):
    """An internal note."""

    message: int
    shown = False
    icon = "i-lock"
    webhook = False
    sentence = _("%(actor)s wrote a note.")


@kind("message.noted")
class MessageNoted(TicketEvent):
    """Automatic mail, a courtesy or a late bounce was added and changed nothing. `mark` says which."""

    message: int
    mark: str = ""
    shown = False
    icon = "i-mail"
    sentence = _("%(actor)s sent an automatic mail.")


@kind("message.agent_refused")
class AgentMailRefused(TicketEvent):
    """An agent answered by mail what could not be answered; his words are kept as the note `message`.

    `why` is the key of the error: not_possible, not_allowed ...
    """

    message: int
    why: str = ""
    icon = "i-triangle-alert"
    sentence = _("%(actor)s answered by mail, but it could not be sent. The words are in the note.")


@kind("message.delivered")
class MessageDelivered(TicketEvent):
    """The next server took our mail."""

    message: int
    shown = False
    webhook = False
    icon = "i-check-check"
    sentence = _("The mail was delivered.")


@kind("message.failed")
class MessageFailed(TicketEvent):
    """Our mail could not be handed over; nobody tries any more."""

    message: int
    why: str = ""
    shown = True
    icon = "i-triangle-alert"
    sentence = _("The mail could not be sent: %(why)s")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"why": data.get("why", "")}


@kind("message.bounced")
class MessageBounced(TicketEvent):
    """Our mail came back."""

    message: int
    address: str = ""
    why: str = ""
    icon = "i-triangle-alert"
    sentence = _("Our mail to %(address)s came back: %(why)s")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"address": data.get("address", ""), "why": data.get("why", "")}


@kind("message.refused")
class MessageRefused(TicketEvent):
    """One of several recipients was refused by his server; the others have the mail."""

    message: int
    address: str = ""
    why: str = ""
    icon = "i-triangle-alert"
    sentence = _("The mail to %(address)s was refused: %(why)s")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"address": data.get("address", ""), "why": data.get("why", "")}


@kind("notice.failed")
class NoticeFailed(TicketEvent):
    """A mail that Accord writes by itself could not be handed over. `about`: received, resolved, closed, confirmed."""

    about: str
    address: str = ""
    why: str = ""
    icon = "i-triangle-alert"
    sentence = _("%(address)s could not be told: %(why)s")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"address": data.get("address", ""), "why": data.get("why", "")}


@kind("notice.held")
class NoticeHeld(TicketEvent):
    """A mail that Accord writes by itself was not sent; `because` says why. Guards against mails in a loop."""

    about: str
    address: str = ""
    webhook = False
    icon = "i-ban"
    sentence = _("No automatic mail was sent to %(address)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"address": data.get("address", "")}
