"""Statuses and fields of a team's own: which one a ticket has, what was filled in, and how they are defined."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.definitions import Defined
from accord.events.kinds import kind, personal
from accord.people.happenings import FIELD_EMPTIED, FIELD_SET, field_gaps
from accord.tickets.happenings.family import TicketEvent


@kind("ticket.status_chosen")
class StatusChosen(TicketEvent):
    """A status of the team's own within the state, by id; None is the state's own."""

    state: str
    status: int | None = None
    before: int | None = None
    icon = "i-tag"
    sentence = _("%(actor)s set the status to “%(status)s”.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        from accord.tickets.statuses.known import label_of

        return {"status": label_of(data.get("state", "open"), data.get("status"))}


@kind("ticket.field_changed")
class TicketFieldChanged(TicketEvent):
    """A field of the ticket. `set["fields"]` are all of them, with None for what a person wrote; that is `text`."""

    field: str
    value: Any = None
    emptied: bool = False
    text: str = personal()
    icon = "i-pencil"
    sentence = FIELD_SET

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return FIELD_EMPTIED if data.get("emptied") else FIELD_SET

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return field_gaps("ticket", data)


@kind("status.defined")
class StatusDefined(Defined):
    """A status was made or changed: the columns that differ."""

    status: int = field(metadata={"payload": False})
    icon = "i-tag"
    sentence = _("%(actor)s changed this status.")
    made_sentence = _("%(actor)s made this status.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("status", self.status)


@kind("form.defined")
class FormDefined(Defined):
    """A form of new tickets was made or changed: the columns that differ."""

    form: int = field(metadata={"payload": False})
    icon = "i-pencil"
    sentence = _("%(actor)s changed this form.")
    made_sentence = _("%(actor)s made this form.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("form", self.form)
