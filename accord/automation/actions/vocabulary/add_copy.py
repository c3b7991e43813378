"""Somebody in copy."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.people.contacts import contact_for
from accord.tickets import participating


@registry.add("add_copy")
class AddCopy(Action):
    label = gettext_lazy("Add to the copies")
    help = gettext_lazy("They get every answer from now on.")
    group = Group.PEOPLE
    place = 10
    fields = (ActionField("addresses", gettext_lazy("Addresses"), FieldKind.ADDRESSES),)

    def run(self, act: Acting, values: Values) -> None:
        for address in values["addresses"]:
            participating.add(act.ticket, contact_for(address), address, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Add %(addresses)s to the copies") % {"addresses": ", ".join(values["addresses"])}
