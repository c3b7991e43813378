"""What happens to panels and buttons, and to a ticket by them."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import EventKind, kind


@kind("panel.changed")
class PanelChanged(EventKind):
    """A panel was made, changed or removed: `what` says which."""

    panel: int = field(metadata={"payload": False})
    what: str
    webhook = False
    icon = "i-layers"
    sentence = _("%(actor)s changed this panel.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("panel", self.panel)

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _PANEL.get(data.get("what", ""), cls.sentence)


@kind("button.changed")
class ButtonChanged(EventKind):
    """A button was made, changed or removed: `what` says which."""

    button: int = field(metadata={"payload": False})
    what: str
    webhook = False
    icon = "i-external-link"
    sentence = _("%(actor)s changed this button.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("button", self.button)

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _BUTTON.get(data.get("what", ""), cls.sentence)


_PANEL: dict[str, Promise] = {
    "made": _("%(actor)s made this panel."),
    "removed": _("%(actor)s removed this panel."),
}
_BUTTON: dict[str, Promise] = {
    "made": _("%(actor)s made this button."),
    "removed": _("%(actor)s removed this button."),
}
