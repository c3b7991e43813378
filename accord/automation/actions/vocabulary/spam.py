"""To the spam."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, Group, Values
from accord.tickets import discarding


@registry.add("spam")
class MarkSpam(Action):
    label = gettext_lazy("Mark as spam")
    group = Group.AWAY
    place = 10
    undone_by = "not_spam"

    def run(self, act: Acting, values: Values) -> None:
        discarding.mark_spam(act.ticket, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Mark it as spam")
