"""What happens to saved views: one class per event kind."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.events.kinds import EventKind, kind


@dataclass(frozen=True, kw_only=True)
class ViewEvent(EventKind):
    """An event about a view. `set` is what changed on its row, with `departments` the ids it is shared with."""

    view: int = field(metadata={"payload": False})
    set: dict[str, Any] = field(default_factory=dict)
    webhook = False

    @property
    def subject(self) -> tuple[str, int]:
        return ("view", self.view)


@kind("view.made")
class ViewMade(ViewEvent):
    icon = "i-plus"
    sentence = _("%(actor)s made this view.")


@kind("view.changed")
class ViewChanged(ViewEvent):
    icon = "i-pencil"
    sentence = _("%(actor)s changed this view.")


@kind("view.removed")
class ViewRemoved(ViewEvent):
    """Nobody has it any more; the row stays, so that its history can be read."""

    icon = "i-trash-2"
    sentence = _("%(actor)s removed this view.")


@kind("view.restored")
class ViewRestored(ViewEvent):
    icon = "i-undo-2"
    sentence = _("%(actor)s brought this view back.")
