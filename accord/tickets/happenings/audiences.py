"""Who among colleagues is meant, watches, or is asked outside; the customer hears of none of it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import kind, personal
from accord.tickets.happenings.family import Name, TicketEvent


@kind("mentioned")
class AgentsMentioned(TicketEvent):
    """A note names agents who may read it; it stands in `message`. Each is told on the way that he chose."""

    message: int
    people: list[int]
    shown = False
    webhook = False
    icon = "i-bell"
    sentence = _("%(actor)s mentioned %(first)s.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        more = len(data.get("people", ())) > 1
        return _("%(actor)s mentioned %(first)s and others.") if more else cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        people = data.get("people", ())
        return {"first": Name("person", people[0] if people else None)}


@kind("ticket.watched")
class TicketWatched(TicketEvent):
    """An agent watches the ticket from now on."""

    person: int
    shown = False
    webhook = False
    icon = "i-eye"
    sentence = _("%(person)s watches this.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"person": Name("person", data["person"])}


@kind("ticket.unwatched")
class TicketUnwatched(TicketEvent):
    """He watches it no more."""

    person: int
    shown = False
    webhook = False
    icon = "i-eye-off"
    sentence = _("%(person)s no longer watches this.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"person": Name("person", data["person"])}


@kind("side.begun")
class SideBegun(TicketEvent):
    """A side conversation began. Its first mail is told by `side.sent`."""

    side: int
    to: list[str] = personal([])
    about: str = personal()
    shown = False
    webhook = False
    icon = "i-message-square"
    sentence = _("%(actor)s asks %(to)s in a side conversation. The customer does not see it.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"to": ", ".join(data.get("to", ()))}


@kind("side.sent")
class SideSent(TicketEvent):
    """A mail of ours in a side conversation; it is delivered after commit."""

    side: int
    message: int
    shown = False
    webhook = False
    icon = "i-message-square"
    sentence = _("%(actor)s wrote in a side conversation.")


@kind("side.answered")
class SideAnswered(TicketEvent):
    """Somebody outside answered in a side conversation. `mark` is set for automatic mail."""

    side: int
    message: int
    mark: str = ""
    shown = False
    webhook = False
    icon = "i-message-square"
    sentence = _("%(actor)s answered in a side conversation.")


@kind("side.woke")
class SideWoke(TicketEvent):
    """The answer from outside brought the ticket back to open, as who began the side conversation wanted."""

    side: int
    webhook = False
    icon = "m-open"
    sentence = _("An answer in a side conversation brought this back.")


@kind("side.ended")
class SideEnded(TicketEvent):
    """A side conversation is over. What still comes is kept in it."""

    side: int
    about: str = personal()
    webhook = False
    icon = "i-message-square"
    sentence = _("%(actor)s ended the side conversation “%(about)s”.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"about": data.get("about", "")}


@kind("side.taken_up")
class SideTakenUp(TicketEvent):
    """A side conversation that was over goes on."""

    side: int
    about: str = personal()
    webhook = False
    icon = "i-message-square"
    sentence = _("The side conversation “%(about)s” goes on.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"about": data.get("about", "")}
