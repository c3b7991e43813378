"""What was settled about a tag, for all tickets that have it."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import EventKind, kind
from accord.people.happenings import DepartmentEvent


@kind("tag.changed")
class TagChanged(EventKind):
    """Colour, who sees it, whether it is offered: the columns that differ. With `before` it was called so."""

    tag: int = field(metadata={"payload": False})
    set: dict[str, Any] = field(default_factory=dict)
    before: str = ""
    joined: str = ""
    webhook = False
    icon = "i-tag"
    sentence = _("%(actor)s changed this tag.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("tag", self.tag)

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if data.get("joined"):
            return _("%(actor)s joined the tag “%(joined)s” with this one.")
        if data.get("before"):
            return _("%(actor)s renamed this tag, which was “%(before)s”.")
        return cls.sentence

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        return {"before": data.get("before", ""), "joined": data.get("joined", "")}


@kind("department.tags_demanded")
class TagsDemanded(DepartmentEvent):
    """Whether an agent answers only tickets with a tag there: `set["must_tag"]`."""

    icon = "i-tag"
    sentence = _("%(actor)s settled that only tickets with a tag are answered here.")

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        if not (data.get("set") or {}).get("must_tag"):
            return _("%(actor)s settled that tickets are answered here with or without a tag.")
        return cls.sentence
