"""Back from the spam."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, Group, Values
from accord.tickets import discarding


@registry.add("not_spam")
class MarkNotSpam(Action):
    label = gettext_lazy("Not spam")
    group = Group.AWAY
    place = 20
    undone_by = "spam"

    def run(self, act: Acting, values: Values) -> None:
        discarding.mark_not_spam(act.ticket, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Take it out of the spam")
