"""What an agent is, may do and wishes to be told."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import Name, kind, personal
from accord.people.happenings.subjects import PersonEvent
from accord.people.models.department import Level
from accord.people.models.person import Role


@kind("person.invited")
class PersonInvited(PersonEvent):
    """An agent was made, or a contact became one; the way in is a one-time link."""

    role: str
    levels: dict[str, str] = field(default_factory=dict)
    icon = "i-user-plus"
    sentence = _("%(actor)s invited this person (%(role)s).")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"role": str(Role(data["role"]).label)}


@kind("person.changed")
class PersonChanged(PersonEvent):
    """Something on the person's card: `fields` says what, `set` holds the new words."""

    fields: list[str]
    set: dict[str, Any] = personal({})
    icon = "i-pencil"
    sentence = _("%(actor)s changed the details.")


@kind("person.wishes_changed")
class WishesChanged(PersonEvent):
    """How an agent wants to be told: `set` holds the ways by kind of news, `habits` what else he changed.

    Version 1 held `about`, the kinds of which he wanted mails.
    """

    version = 2
    set: dict[str, list[str]] = field(default_factory=dict)
    habits: dict[str, Any] = field(default_factory=dict)
    icon = "i-bell"
    sentence = _("%(actor)s changed how news about tickets come.")
    upcasters = {1: lambda data: {"set": {each: ["console", "mail"] for each in data.get("about", ())}}}


@kind("person.push_changed")
class PushChanged(PersonEvent):
    """An agent turned push on or off in one of his browsers."""

    on: bool
    name: str = personal()
    icon = "i-bell"
    sentence = _("%(actor)s turned off the push messages of the browser %(name)s.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        turned_on = _("%(actor)s turned on push messages in the browser %(name)s.")
        return turned_on if data.get("on") else cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"name": data.get("name", "")}


@kind("person.role_changed")
class RoleChanged(PersonEvent):
    role: str
    before: str
    icon = "i-shield"
    sentence = _("%(actor)s changed the role: before %(before)s, now %(role)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"role": str(Role(data["role"]).label), "before": str(Role(data["before"]).label)}


@kind("person.level_changed")
class LevelChanged(PersonEvent):
    """What an agent may do in a department; an empty level means not there at all."""

    department: int
    level: str = ""
    before: str = ""
    icon = "i-shield"
    sentence = _("%(actor)s changed the rights in the department %(department)s, now: %(level)s.")

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        level = data.get("level")
        word = str(Level(level).label) if level else _("no member")
        return {"level": word, "department": Name("department", data["department"])}


@kind("person.deactivated")
class PersonDeactivated(PersonEvent):
    """He can sign in no more; what he wrote stays, his unfinished tickets go back to their departments."""

    icon = "i-user-x"
    sentence = _("%(actor)s ended this person's access.")


@kind("person.reactivated")
class PersonReactivated(PersonEvent):
    icon = "i-user-check"
    sentence = _("%(actor)s gave this person access again.")
