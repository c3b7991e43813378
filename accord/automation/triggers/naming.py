"""Something that the team added becomes another: a field, a status."""

from django.utils.translation import gettext_lazy as _

from accord.automation.triggers.trigger import Trigger, add
from accord.tickets.happenings import StatusChosen, TicketFieldChanged


@add("field_changed")
class FieldChanged(Trigger):
    label = _("a field is filled in or emptied")
    kinds = frozenset({TicketFieldChanged.key})


@add("status_chosen")
class StatusWasChosen(Trigger):
    label = _("a status is chosen")
    help = _("One of your own statuses, while the state stays.")
    kinds = frozenset({StatusChosen.key})
