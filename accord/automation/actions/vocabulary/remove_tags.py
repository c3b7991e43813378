"""Taking tags off the ticket."""

from django.utils.translation import gettext_lazy, ngettext

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Values
from accord.tickets import tagging
from accord.tickets.tags.known import currents


@registry.add("remove_tags")
class RemoveTags(Action):
    label = gettext_lazy("Take tags off")
    place = 21
    undone_by = "tags"
    fields = (
        ActionField(
            "tags", gettext_lazy("Tags"), FieldKind.TAGS, help=gettext_lazy("Several with commas between.")
        ),
    )

    def run(self, act: Acting, values: Values) -> None:
        for name in values["tags"]:
            tagging.untag(act.ticket, name, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        names = currents(values["tags"])
        sentence = ngettext("Take off the tag %(tags)s", "Take off the tags %(tags)s", len(names))
        return sentence % {"tags": ", ".join(names)}
