"""Putting tags on the ticket."""

from django.utils.translation import gettext_lazy, ngettext

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Values
from accord.tickets import tagging
from accord.tickets.tags.known import currents


@registry.add("add_tags")
class AddTags(Action):
    label = gettext_lazy("Add tags")
    place = 20
    undone_by = "tags"
    fields = (
        ActionField(
            "tags", gettext_lazy("Tags"), FieldKind.TAGS, help=gettext_lazy("Several with commas between.")
        ),
    )

    def run(self, act: Acting, values: Values) -> None:
        for name in values["tags"]:
            tagging.tag(act.ticket, name, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        names = currents(values["tags"])
        sentence = ngettext("Add the tag %(tags)s", "Add the tags %(tags)s", len(names))
        return sentence % {"tags": ", ".join(names)}
