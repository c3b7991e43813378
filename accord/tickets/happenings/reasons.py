"""Reasons that a team sets up, and what a supervisor is asked."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import EventKind, kind
from accord.tickets.happenings.family import TicketEvent


@kind("reasons.set_up")
class ReasonsSetUp(EventKind):
    """A reason was made or changed. `did`: made, changed, ordered, written, standard; `set` is what is new."""

    reason: int = field(metadata={"payload": False})
    did: str
    which: str
    set: dict[str, Any] = field(default_factory=dict)
    webhook = False
    icon = "i-list"
    sentence = _("%(actor)s changed this reason.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _DID.get(str(data.get("did")), cls.sentence)

    @property
    def subject(self) -> tuple[str, int]:
        return ("reason", self.reason)


_DID: dict[str, Promise] = {
    "made": _("%(actor)s made this reason."),
    "ordered": _("%(actor)s changed the order of the reasons."),
    "written": _("%(actor)s changed the ready text."),
    "standard": _("%(actor)s went back to the standard text."),
}


@kind("supervisor.asked")
class SupervisorAsked(TicketEvent):
    """The ticket waits for a supervisor. `about`: question, behaviour. `note` holds the words, `people` are asked."""

    question: int
    about: str
    people: list[int] = field(default_factory=list)
    note: int | None = None
    icon = "i-circle-question-mark"
    sentence = _("%(actor)s asked the supervisors.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if data.get("about") == "behaviour":
            return _("%(actor)s asked the supervisors to agree to ending this for behaviour.")
        return cls.sentence


@kind("supervisor.answered")
class SupervisorAnswered(TicketEvent):
    """The ticket waits no more. `outcome`: answered, granted, refused, taken_back, over."""

    question: int
    about: str
    outcome: str
    asked_by: int
    waited_s: int
    note: int | None = None
    icon = "i-user-check"
    sentence = _("%(actor)s answered as a supervisor.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _ENDED.get(str(data.get("outcome")), cls.sentence)


_ENDED: dict[str, Promise] = {
    "granted": _("%(actor)s agreed to ending this for behaviour."),
    "refused": _("%(actor)s did not agree to ending this for behaviour."),
    "taken_back": _("%(actor)s took the question to the supervisors back."),
    "over": _("The question to the supervisors is over with the ticket."),
}
