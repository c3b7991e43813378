"""Which panels and buttons there are, in the memory of this process: without any, a ticket's page asks nothing."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.automation.models import SidePanel, TicketButton
from accord.core import ids, options

options.define("beside.setup", "", _("Panels and buttons"), shown=False)


@dataclass(frozen=True)
class Known:
    """Those that are switched on, in order."""

    panels: tuple[SidePanel, ...] = ()
    buttons: tuple[TicketButton, ...] = ()


NOTHING = Known()
_remembered: tuple[str, Known] = ("", NOTHING)


def known() -> Known:
    """What is set up now; NOTHING, without a statement, where nothing ever was."""
    global _remembered
    setup = str(options.get("beside.setup"))
    if not setup:
        return NOTHING
    if _remembered[0] != setup:
        panels = SidePanel.objects.filter(active=True, removed_at=None).order_by("position", "name", "id")
        buttons = TicketButton.objects.filter(active=True, removed_at=None).order_by("position", "name", "id")
        _remembered = (setup, Known(tuple(panels), tuple(buttons)))
    return _remembered[1]


def panels_for(department_id: int) -> list[SidePanel]:
    """The panels of a department's tickets."""
    return [each for each in known().panels if not each.departments or department_id in each.departments]


def buttons_for(department_id: int) -> list[TicketButton]:
    """The buttons of a department's tickets."""
    return [each for each in known().buttons if not each.departments or department_id in each.departments]


def any_beside(department_id: int) -> bool:
    """Whether something is shown beside that department's tickets."""
    return bool(known() is not NOTHING and (panels_for(department_id) or buttons_for(department_id)))


def changed() -> None:
    """Something was set up otherwise: call it in the transaction of the change."""
    options.put("beside.setup", ids.new_code() + ids.new_code())
    transaction.on_commit(options.forget)
