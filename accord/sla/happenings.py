"""What can happen about service levels: to a ticket, and in the settings."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import EventKind, Name, kind
from accord.tickets.happenings import TicketEvent


@kind("sla.level_changed")
class LevelChanged(TicketEvent):
    """The ticket got another level: `level` None is none at all. The first one that it gets is no event."""

    level: int | None = None
    name: str = ""
    before: str = ""
    icon = "i-timer"
    sentence = _("The service level is now %(name)s; it was %(before)s.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if not data.get("name"):
            return _("The service level %(before)s no longer counts here.")
        return cls.sentence if data.get("before") else _("The service level is now %(name)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data.get("name", ""), "before": data.get("before", "")}


@kind("sla.due_soon")
class DueSoon(TicketEvent):
    """A step of the level before a clock is due. `people` are told."""

    clock: str
    due: str
    people: list[int] = field(default_factory=list)
    icon = "i-timer"
    sentence = _("The service level's time is nearly over: due on %(due)s.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return SOON.get(str(data.get("clock")), cls.sentence)

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"due": Name("moment", data.get("due"))}


@kind("sla.overdue")
class Overdue(TicketEvent):
    """A step of the level after a clock was due. `people` are told."""

    clock: str
    due: str
    people: list[int] = field(default_factory=list)
    icon = "i-octagon-alert"
    sentence = _("The service level's time is over: it was due on %(due)s.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return LATE.get(str(data.get("clock")), cls.sentence)

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"due": Name("moment", data.get("due"))}


@kind("ticket.late_step")
class LateStep(TicketEvent):
    """A step of the department's inward ladder: assignee, supervisor, another, propose. `due`: when it was late."""

    step: str
    due: str
    people: list[int] = field(default_factory=list)
    icon = "i-alarm-clock"
    sentence = _("The answer is late since %(due)s: the agent was reminded.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _LATE_STEPS.get(str(data.get("step")), cls.sentence)

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"due": Name("moment", data.get("due"))}


_LATE_STEPS: dict[str, Promise] = {
    "supervisor": _("The answer is late since %(due)s: the supervisors were told."),
    "another": _("The answer is late since %(due)s: another agent gets it."),
    "propose": _("The answer is late since %(due)s: to end this with an explanation was proposed."),
}


@kind("department.late_changed")
class LateRuleChanged(EventKind):
    """What a department does about late answers was changed. `set` is what changed."""

    department: int = field(metadata={"payload": False})
    set: dict[str, Any] = field(default_factory=dict)
    webhook = False
    icon = "i-alarm-clock"
    sentence = _("%(actor)s changed what happens when answers are late.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("department", self.department)


SOON: dict[str, Promise] = {
    "first_answer": _("The first answer is due on %(due)s."),
    "next_answer": _("The next answer is due on %(due)s."),
    "chat_answer": _("The chat is to be answered by %(due)s."),
    "call_answer": _("The call is to be answered by %(due)s."),
    "first_assign": _("Somebody is to hold this by %(due)s."),
    "first_resolution": _("This is to be resolved by %(due)s."),
    "requester_wait": _("The customer may wait until %(due)s in all."),
    "agent_work": _("Our work on this is to be done by %(due)s."),
    "periodic_update": _("The customer is to hear from us by %(due)s."),
}
LATE: dict[str, Promise] = {
    "first_answer": _("The first answer is late: it was due on %(due)s."),
    "next_answer": _("The next answer is late: it was due on %(due)s."),
    "chat_answer": _("The chat was not answered by %(due)s."),
    "call_answer": _("The call was not answered by %(due)s."),
    "first_assign": _("Nobody held this by %(due)s."),
    "first_resolution": _("This was not resolved by %(due)s."),
    "requester_wait": _("The customer has waited too long since %(due)s."),
    "agent_work": _("Our work on this was not done by %(due)s."),
    "periodic_update": _("The customer did not hear from us by %(due)s."),
}


@kind("sla.set_up")
class ServiceSetUp(EventKind):
    """Levels, hours or rules were changed. `what`: level, hours, rule, order; `did`: made, changed, removed."""

    what: str
    number: int = 0
    name: str = ""
    did: str = "changed"
    webhook = False
    icon = "i-timer"
    sentence = _("%(actor)s changed the service levels: %(name)s.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if not data.get("name"):
            return _("%(actor)s changed the order of the service levels' rules.")
        if data.get("did") == "removed":
            return _("%(actor)s removed %(name)s from the service levels.")
        return cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data.get("name", "")}

    @property
    def subject(self) -> tuple[str, int]:
        return ("sla", 1)
