"""Deleted for good; nothing is left to do afterwards."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, Group, Values
from accord.tickets import discarding


@registry.add("purge")
class Purge(Action):
    label = gettext_lazy("Delete for good and stop")
    help = gettext_lazy("Only spam and deleted tickets. Words and files are gone for ever.")
    group = Group.AWAY
    place = 50
    for_macros = False

    def run(self, act: Acting, values: Values) -> None:
        discarding.purge(act.ticket, by=act.by, because=act.because)
        act.stop = act.over = True

    def sentence(self, values: Values) -> str:
        return _("Delete it for good and stop")
