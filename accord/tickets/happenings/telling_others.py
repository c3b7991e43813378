"""Words about a ticket that do not go to its customer: to colleagues, or to somebody outside."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accord.events.kinds import kind, personal
from accord.tickets.happenings.family import TicketEvent


@kind("agents.notified")
class AgentsNotified(TicketEvent):
    """Agents are told of the ticket, in `text`. Each gets it on the way that he chose. `due`: what they are told of is
    late since then.
    """

    people: list[int]
    text: str = personal()
    due: str = ""
    icon = "i-bell"
    sentence = _("%(actor)s told %(count)s agents of this.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        count = len(data.get("people", ()))
        return ngettext_lazy(
            "%(actor)s told %(count)s agent of this.", "%(actor)s told %(count)s agents of this.", count
        )

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"count": len(data.get("people", ()))}


@kind("transcript.sent")
class TranscriptSent(TicketEvent):
    """The conversation, as its customer reads it, goes by mail to him or to `address`."""

    to_customer: bool = True
    address: str = personal()
    webhook = False
    icon = "i-mail"
    sentence = _("%(actor)s mailed the whole conversation to the customer.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        elsewhere = _("%(actor)s mailed the whole conversation to %(address)s.")
        return cls.sentence if data.get("to_customer", True) else elsewhere

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"address": data.get("address", "")}


@kind("mail.sent_outside")
class MailedOutside(TicketEvent):
    """A mail to somebody who takes no part; `forwards` is the message that it carries. The customer sees nothing."""

    forwards: int | None = None
    to: list[str] = personal([])
    cc: list[str] = personal([])
    bcc: list[str] = personal([])
    about: str = personal()
    html: str = personal()
    webhook = False
    icon = "i-mail"
    sentence = _("%(actor)s wrote a mail to %(to)s.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _("%(actor)s forwarded a message to %(to)s.") if data.get("forwards") else cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"to": ", ".join([*data.get("to", ()), *data.get("cc", ())])}


@kind("message.forwarded")
class MessageForwarded(TicketEvent):
    """An agent forwards the messages `carries`; the note `message` holds his words and to whom they go."""

    message: int
    carries: list[int] = field(default_factory=list)
    about: str = personal()
    shown = False
    webhook = False
    icon = "i-forward"
    sentence = _("%(actor)s forwarded a message.")


@kind("forward.answered")
class ForwardAnswered(TicketEvent):
    """Somebody answered what was forwarded to him; his words are the note `message`. `to_note` told of the forward."""

    message: int
    to_note: int = 0
    shown = False
    webhook = False
    icon = "i-forward"
    sentence = _("%(actor)s answered a forwarded message.")
