"""The workspace, its departments and options."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.core.options import options
from accord.events.kinds import EventKind, kind
from accord.people.happenings.subjects import WORKSPACE, DepartmentEvent, PersonEvent


@kind("workspace.set_up")
class WorkspaceSetUp(PersonEvent):
    """The first owner came, and with him the workspace."""

    icon = "i-play"
    sentence = _("%(actor)s set this workspace up.")


@kind("department.made")
class DepartmentMade(DepartmentEvent):
    icon = "i-inbox"
    sentence = _("%(actor)s made this department.")


@kind("department.changed")
class DepartmentChanged(DepartmentEvent):
    icon = "i-pencil"
    sentence = _("%(actor)s changed this department.")


@kind("option.changed")
class OptionChanged(EventKind):
    """An option of the workspace."""

    option: str
    value: Any = None
    webhook = False
    icon = "i-settings"
    sentence = _("%(actor)s changed the option %(option)s.")

    @property
    def subject(self) -> tuple[str, int]:
        return WORKSPACE

    @classmethod
    def gaps(cls, data: dict[str, Any]) -> dict[str, Any]:
        option = options.get(str(data.get("option", "")))
        return {"option": str(option.label) if option else data.get("option", "")}
