"""Who is there, and how he works."""

from dataclasses import field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.events.kinds import Name, kind, personal
from accord.people.happenings.subjects import PersonEvent
from accord.people.models.presence import Presence


@kind("person.away")
class PersonAway(PersonEvent):
    """Away until a moment; what customers open again meanwhile is not left to wait for him."""

    until: str
    reason: str = personal()
    icon = "i-calendar"
    sentence = _("%(actor)s wrote that this person is away until %(until)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"until": Name("moment", data["until"])}


@kind("person.back")
class PersonBack(PersonEvent):
    icon = "i-calendar"
    sentence = _("%(actor)s wrote that this person is back.")


@kind("person.presence")
class PersonPresence(PersonEvent):
    """An agent came, went, paused, or left his desk with the pages open: a key of `people.models.Presence`."""

    presence: str = ""
    shown = False
    icon = "i-circle-user"
    sentence = _("%(actor)s: %(presence)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"presence": str(Presence(data.get("presence", Presence.OFFLINE)).label)}


@kind("person.way_changed")
class WayChanged(PersonEvent):
    """How an agent works: the columns of his `WayOfWorking` that changed, with their new values."""

    set: dict[str, Any] = field(default_factory=dict)
    icon = "i-list-ordered"
    sentence = _("%(actor)s changed what this person is given, and when.")
