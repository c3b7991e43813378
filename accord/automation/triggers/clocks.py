"""What a service level's clock says."""

from django.utils.translation import gettext_lazy as _

from accord.automation.triggers.trigger import Trigger, add
from accord.sla.happenings import DueSoon, LevelChanged, Overdue


@add("clock_due_soon")
class ClockDueSoon(Trigger):
    label = _("a service level warns that a time is nearly over")
    kinds = frozenset({DueSoon.key})


@add("clock_overdue")
class ClockOverdue(Trigger):
    label = _("a service level says that a time is over")
    kinds = frozenset({Overdue.key})


@add("level_changed")
class LevelBecameAnother(Trigger):
    label = _("the ticket gets another service level")
    kinds = frozenset({LevelChanged.key})
