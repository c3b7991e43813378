"""Back from the deleted ones."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, Group, Values
from accord.tickets import discarding


@registry.add("undelete")
class Undelete(Action):
    label = gettext_lazy("Bring back")
    group = Group.AWAY
    place = 40
    undone_by = "delete"

    def run(self, act: Acting, values: Values) -> None:
        discarding.undelete(act.ticket, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Bring it back from the deleted ones")
