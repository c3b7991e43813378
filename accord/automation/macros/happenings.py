"""What happens to macros."""

from dataclasses import field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.events.kinds import EventKind, kind


@kind("macro.changed")
class MacroChanged(EventKind):
    """A macro was made, changed or removed: `what` says which."""

    macro: int = field(metadata={"payload": False})
    what: str
    webhook = False
    icon = "i-zap"
    sentence = _("%(actor)s changed this macro.")

    @property
    def subject(self) -> tuple[str, int]:
        return ("macro", self.macro)

    @classmethod
    def sentence_of(cls, data: dict[str, Any], actor_id: int) -> Promise | str:
        return _SAID.get(data.get("what", ""), cls.sentence)


_SAID: dict[str, Promise] = {
    "made": _("%(actor)s made this macro."),
    "removed": _("%(actor)s removed this macro."),
}
