"""Things to tick off on a ticket, and the lists that they come from."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accord.events.definitions import Defined
from accord.events.kinds import kind, personal
from accord.tickets.happenings.family import TicketEvent


@kind("checklist.added")
class ItemsAdded(TicketEvent):
    """Things to do came onto the ticket: `texts`, from the list `checklist` if it was one."""

    items: list[int]
    checklist: int | None = None
    texts: list[str] = personal([])
    webhook = False
    icon = "i-list"
    sentence = _("%(actor)s added %(count)s things to do.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        count = len(data.get("items", ()))
        if count == 1:
            return _("%(actor)s added to the checklist: “%(text)s”.")
        return ngettext_lazy(
            "%(actor)s added %(count)s thing to the checklist.",
            "%(actor)s added %(count)s things to the checklist.",
            count,
        )

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        texts = data.get("texts") or [""]
        return {"count": len(data.get("items", ())), "text": texts[0]}


@kind("checklist.ticked")
class ItemTicked(TicketEvent):
    """A thing is done, or (`undone`) is not after all. `left` are still to be done."""

    item: int
    undone: bool = False
    left: int = 0
    text: str = personal()
    webhook = False
    icon = "i-check"
    sentence = _("%(actor)s ticked off “%(text)s”.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _("%(actor)s took the tick off “%(text)s”.") if data.get("undone") else cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"text": data.get("text", "")}


@kind("checklist.removed")
class ItemRemoved(TicketEvent):
    """A thing is no longer to be done."""

    item: int
    text: str = personal()
    webhook = False
    icon = "i-list"
    sentence = _("%(actor)s took “%(text)s” off the checklist.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"text": data.get("text", "")}


@kind("checklist.defined")
class ChecklistDefined(Defined):
    """A list to start from was made or changed: the columns that differ."""

    checklist: int = field(metadata={"payload": False})
    icon = "i-list"
    sentence = _("%(actor)s changed this checklist.")
    made_sentence = _("%(actor)s made this checklist.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("checklist", self.checklist)
