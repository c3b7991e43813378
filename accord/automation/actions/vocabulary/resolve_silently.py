"""Resolved without a word to the customer; such a ticket never closes by silence."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import choices, registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.tickets import resolving
from accord.tickets.explaining import Explanation


@registry.add("resolve_silently")
class ResolveSilently(Action):
    label = gettext_lazy("Resolve without a mail")
    help = gettext_lazy("The customer is not told. Such a ticket never closes by silence.")
    group = Group.STATE
    place = 11
    undone_by = "reopen"
    fields = (
        ActionField(
            "reason", gettext_lazy("Reason"), FieldKind.CHOICE, choices=choices.endings, default="solved"
        ),
    )

    def run(self, act: Acting, values: Values) -> None:
        explanation = Explanation(values["reason"])
        resolving.resolve(act.ticket, explanation, by=act.by, silent=True, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Resolve it without a mail: %(reason)s") % {
            "reason": choices.name_of(values["reason"], choices.endings())
        }
