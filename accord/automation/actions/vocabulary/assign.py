"""Giving the ticket to somebody, to nobody, or to whoever answered last."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import choices, registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.automation.actions.gone import AGENT_GONE
from accord.core.errors import Missing
from accord.people.models import Person
from accord.tickets import assigning


@registry.add("assign")
class Assign(Action):
    """`to`: an agent's id, "nobody", "last" or "me"."""

    label = gettext_lazy("Give it to")
    help = gettext_lazy("Who cannot answer in the ticket's department is passed over.")
    group = Group.ASSIGN
    place = 10
    undone_by = "assignee"
    fields = (ActionField("to", gettext_lazy("To"), FieldKind.CHOICE, choices=choices.assignees),)

    def problem(self, values: Values) -> Promise | None:
        if values["to"] in (choices.NOBODY, choices.LAST, choices.ME) or choices.agent_named(values["to"]):
            return None
        return AGENT_GONE

    def run(self, act: Acting, values: Values) -> None:
        assigning.assign(act.ticket, _wanted(act, values["to"]), by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        return _("Give it to %(agent)s") % {"agent": choices.name_of(values["to"], choices.assignees())}


def _wanted(act: Acting, to: str) -> Person | None:
    if to == choices.NOBODY:
        return None
    if to == choices.ME and act.by.is_agent:
        return act.by
    found = act.ticket.last_agent if to == choices.LAST else choices.agent_named(to)
    if found is None:
        raise Missing("to", sentence=_("There is no such agent."))
    return found
