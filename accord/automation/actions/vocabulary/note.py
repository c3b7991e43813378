"""A note that customers never see."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.automation.actions.showing import beginning
from accord.tickets import noting


@registry.add("note")
class AddNote(Action):
    label = gettext_lazy("Add a note")
    help = gettext_lazy("Only agents see it.")
    group = Group.TELL
    place = 40
    fields = (ActionField("text", gettext_lazy("Note"), FieldKind.WORDS),)

    def run(self, act: Acting, values: Values) -> None:
        noting.note(act.ticket, act.words(values["text"]), by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Add the note “%(text)s”") % {"text": beginning(values["text"])}
