"""Another subject."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Values
from accord.automation.actions.showing import cut
from accord.tickets import editing


@registry.add("change_subject")
class ChangeSubject(Action):
    label = gettext_lazy("Change the subject")
    help = gettext_lazy("Variables such as {ticket.subject} can stand in it.")
    place = 30
    fields = (ActionField("subject", gettext_lazy("Subject"), FieldKind.TEXT, variables=True),)

    def run(self, act: Acting, values: Values) -> None:
        editing.rename(act.ticket, act.filled(values["subject"]), by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Change the subject to “%(subject)s”") % {"subject": cut(values["subject"])}
