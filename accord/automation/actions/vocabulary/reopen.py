"""Opening a resolved ticket again."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, Group, Values
from accord.tickets import reopening


@registry.add("reopen")
class Reopen(Action):
    label = gettext_lazy("Open again")
    help = gettext_lazy("A resolved ticket is open again.")
    group = Group.STATE
    place = 40

    def run(self, act: Acting, values: Values) -> None:
        reopening.reopen(act.ticket, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Open it again")
