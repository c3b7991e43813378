"""Somebody out of the copies."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.people.contacts import by_address
from accord.tickets import participating


@registry.add("remove_copy")
class RemoveCopy(Action):
    label = gettext_lazy("Take out of the copies")
    group = Group.PEOPLE
    place = 11
    fields = (ActionField("addresses", gettext_lazy("Addresses"), FieldKind.ADDRESSES),)

    def run(self, act: Acting, values: Values) -> None:
        for address in values["addresses"]:
            if (person := by_address(address)) is not None:
                participating.remove(act.ticket, person, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Take %(addresses)s out of the copies") % {"addresses": ", ".join(values["addresses"])}
