"""The end of a postponement before its time."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, Group, Values
from accord.tickets import postponing


@registry.add("bring_back")
class BringBack(Action):
    label = gettext_lazy("End the postponement")
    help = gettext_lazy("It waits for us again, as new or open.")
    group = Group.STATE
    place = 25

    def run(self, act: Acting, values: Values) -> None:
        postponing.bring_back(act.ticket, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("End the postponement")
