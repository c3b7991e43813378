"""Steps that end a silence: reminded, could not be told, waits for somebody's return; and calls that were made."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import EventKind, Name, kind, personal
from accord.tickets.happenings.family import TicketEvent


@kind("ticket.reminded")
class CustomerReminded(TicketEvent):
    """The question "is it solved?" again, of the same resolution. `closes_at`: the day that the mail announces."""

    resolution: int
    closes_at: str
    last: bool = False
    public = True
    icon = "i-bell"
    sentence = _("%(actor)s asked the customer again whether it is solved.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if data.get("last"):
            return _(
                "%(actor)s reminded the customer for the last time. It closes on %(closes)s unless the customer writes."
            )
        return _("%(actor)s reminded the customer. It closes on %(closes)s unless the customer writes.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"closes": Name("moment", data.get("closes_at"))}


@kind("ticket.untold")
class CouldNotBeTold(TicketEvent):
    """The customer could not be told, so that his silence says nothing. `about`: bounced, no_address, held."""

    about: str = ""
    icon = "i-mail-x"
    sentence = _("The customer could not be told, so this does not close by itself.")


@kind("ticket.told_after_all")
class CustomerToldAfterAll(TicketEvent):
    """A mail of ours was taken although an earlier one could not be delivered: silence says something again."""

    icon = "i-mail"
    sentence = _("Our mail reached the customer after all, so the days count from now.")


@kind("ticket.waits_for_return")
class WaitsForReturn(TicketEvent):
    """An automatic reply named the day until which the customer is away."""

    until: str
    icon = "i-calendar"
    sentence = _("The customer is away until %(until)s, so reminders wait.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"until": Name("moment", data["until"])}


@kind("call.logged")
class CallLogged(TicketEvent):
    """An agent called the customer: a contact attempt."""

    reached: bool = False
    note: str = personal()
    icon = "i-phone"
    sentence = _("%(actor)s called the customer without reaching anybody.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        reached, note = bool(data.get("reached")), bool(data.get("note"))
        if reached:
            return (
                _("%(actor)s reached the customer by phone: %(note)s")
                if note
                else _("%(actor)s reached the customer by phone.")
            )
        return _("%(actor)s called the customer without reaching anybody: %(note)s") if note else cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"note": data.get("note", "")}


@kind("department.silence_changed")
class SilenceChanged(EventKind):
    """What a department does about silence was changed. `set` is what changed."""

    department: int = field(metadata={"payload": False})
    set: dict[str, Any] = field(default_factory=dict)
    webhook = False
    icon = "i-timer"
    sentence = _("%(actor)s changed what happens when customers are silent.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("department", self.department)


@kind("department.silence_round")
class SilenceRoundBegun(EventKind):
    """A rule was brought to older tickets, or that was stopped."""

    department: int = field(metadata={"payload": False})
    rule: str = ""
    total: int = 0
    stopped: bool = False
    webhook = False
    icon = "i-timer"
    sentence = _("%(actor)s had %(total)s older tickets reminded.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _("%(actor)s stopped the reminders of older tickets.") if data.get("stopped") else cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"total": data.get("total", 0)}

    @property
    def subject(self) -> tuple[str, int]:
        return ("department", self.department)
