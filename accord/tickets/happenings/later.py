"""Answers that are written and go out later."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import Name, kind
from accord.tickets.happenings.family import TicketEvent

WHY: dict[str, Promise] = {
    "somebody_wrote": _(
        "Somebody wrote meanwhile, so the answer of %(person)s did not go out. It waits for a decision."
    ),
    "writer_gone": _(
        "The access of %(person)s has ended, so the answer did not go out. It waits for a decision."
    ),
}


@kind("reply.scheduled")
class ReplyScheduled(TicketEvent):
    """An answer is written and goes out at `due_at`; `later` is the number under which it waits."""

    due_at: str
    later: int
    icon = "i-clock"
    webhook = False
    sentence = _("%(actor)s wrote an answer that goes out on %(due_at)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"due_at": Name("moment", data["due_at"])}


@kind("reply.moved")
class ReplyMoved(TicketEvent):
    """It goes out at another moment."""

    due_at: str
    later: int
    icon = "i-clock"
    webhook = False
    sentence = _("%(actor)s moved the waiting answer to %(due_at)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"due_at": Name("moment", data["due_at"])}


@kind("reply.unscheduled")
class ReplyUnscheduled(TicketEvent):
    """It does not go out: somebody took it back."""

    later: int
    icon = "i-undo-2"
    webhook = False
    sentence = _("%(actor)s took the waiting answer back.")


@kind("reply.held")
class ReplyHeld(TicketEvent):
    """Its time has come, but it did not go out and waits for a person; `why` is a key. `person` wrote it."""

    person: int
    later: int
    why: str = ""
    icon = "i-triangle-alert"
    webhook = False
    sentence = _("The answer of %(person)s could not go out. It waits for a decision.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return WHY.get(data.get("why", ""), cls.sentence)

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"person": Name("person", data["person"])}
