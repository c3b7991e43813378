"""How urgent the ticket is."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import choices, registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Values
from accord.tickets import editing


@registry.add("priority")
class SetPriority(Action):
    label = gettext_lazy("Set the priority")
    help = gettext_lazy("More urgent tickets come first in To Solve.")
    place = 10
    undone_by = "priority"
    fields = (
        ActionField("priority", gettext_lazy("Priority"), FieldKind.CHOICE, choices=choices.priorities),
    )

    def run(self, act: Acting, values: Values) -> None:
        editing.prioritise(act.ticket, int(values["priority"]), by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Set the priority to %(priority)s") % {
            "priority": choices.name_of(values["priority"], choices.priorities())
        }
