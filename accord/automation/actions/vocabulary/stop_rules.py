"""No later rule looks at what happened."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, Group, Values


@registry.add("stop_rules")
class StopRules(Action):
    label = gettext_lazy("Stop other rules")
    help = gettext_lazy("Rules below this one do not look at it any more.")
    group = Group.FLOW
    on_closed = True
    for_macros = False
    for_mass = False

    def run(self, act: Acting, values: Values) -> None:
        act.stop = True

    def sentence(self, values: Values) -> str:
        return _("Stop other rules")
