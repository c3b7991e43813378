"""To the deleted ones, from which it can come back."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, Group, Values
from accord.tickets import discarding


@registry.add("delete")
class Delete(Action):
    label = gettext_lazy("Delete")
    help = gettext_lazy("It can be brought back until it is deleted for good.")
    group = Group.AWAY
    place = 30
    undone_by = "undelete"

    def run(self, act: Acting, values: Values) -> None:
        discarding.delete(act.ticket, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Delete it")
