"""A status of the team's own."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, Choice, FieldKind, Group, Values
from accord.tickets.models import State
from accord.tickets.statuses import choosing
from accord.tickets.statuses.known import known


def _statuses() -> list[Choice]:
    return [
        Choice(str(each.id or each.category), f"{State(each.category).label}: {each.label}")
        for each in known().statuses
        if each.is_active and each.category != State.CLOSED
    ]


@registry.add("set_status")
class SetStatus(Action):
    label = gettext_lazy("Set the status")
    help = gettext_lazy("One of its state; into another state only where that needs nothing but the wish.")
    group = Group.STATE
    place = 60
    fields = (ActionField("status", gettext_lazy("Status"), FieldKind.CHOICE, choices=_statuses),)

    def problem(self, values: Values) -> Promise | str | None:
        if values.get("status") in {choice.value for choice in _statuses()}:
            return None
        return gettext_lazy("The status that was chosen here is no longer offered.")

    def run(self, act: Acting, values: Values) -> None:
        wanted = values["status"]
        choosing.choose(act.ticket, int(wanted) if wanted.isdecimal() else wanted, by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        names = {choice.value: choice.label for choice in _statuses()}
        return _("Set the status to “%(status)s”") % {"status": names.get(values["status"], "?")}
