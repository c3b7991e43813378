"""Saying that the customer has his answer."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, Group, Values
from accord.tickets import replying


@registry.add("mark_answered")
class MarkAnswered(Action):
    label = gettext_lazy("Mark as answered")
    help = gettext_lazy("The answer was given elsewhere.")
    group = Group.STATE
    place = 30

    def run(self, act: Acting, values: Values) -> None:
        replying.mark_answered(act.ticket, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Mark it as answered")
