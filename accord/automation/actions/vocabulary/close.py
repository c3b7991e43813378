"""Closing a resolved ticket on a stated basis (DOMAIN 6.6)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import choices, registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values, wrong
from accord.tickets import closing


@registry.add("close")
class Close(Action):
    label = gettext_lazy("Close")
    help = gettext_lazy("Only a resolved ticket, and only on a basis that the customer is told.")
    group = Group.STATE
    place = 50
    fields = (
        ActionField("basis", gettext_lazy("Basis"), FieldKind.CHOICE, choices=choices.bases),
        ActionField(
            "how",
            gettext_lazy("How and when"),
            FieldKind.TEXT,
            required=False,
            help=gettext_lazy("Where the customer said so himself."),
        ),
    )

    def clean(self, values: Mapping[str, Any]) -> Values:
        found = super().clean(values)
        if found["basis"] == "customer_said_so" and not found.get("how"):
            raise wrong("how", _("Say how and when the customer said so."))
        return found

    def run(self, act: Acting, values: Values) -> None:
        closing.close(
            act.ticket, by=act.by, basis=values["basis"], how=values.get("how", ""), because=act.because
        )

    def sentence(self, values: Values) -> str:
        return _("Close it: %(basis)s") % {"basis": choices.name_of(values["basis"], choices.bases())}
