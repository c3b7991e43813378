"""Moving the ticket to another department."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import choices, registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.automation.actions.gone import AGENT_GONE, DEPARTMENT_GONE
from accord.core.errors import Missing
from accord.tickets import assigning


@registry.add("transfer")
class Transfer(Action):
    """`department`, and optionally `to`, who gets it there."""

    label = gettext_lazy("Move to department")
    group = Group.ASSIGN
    place = 20
    undone_by = "department"
    fields = (
        ActionField("department", gettext_lazy("Department"), FieldKind.CHOICE, choices=choices.departments),
        ActionField(
            "to", gettext_lazy("And give it to"), FieldKind.CHOICE, required=False, choices=choices.agents
        ),
    )

    def problem(self, values: Values) -> Promise | None:
        if choices.department_named(values["department"]) is None:
            return DEPARTMENT_GONE
        return AGENT_GONE if values.get("to") and choices.agent_named(values["to"]) is None else None

    def run(self, act: Acting, values: Values) -> None:
        department = choices.department_named(values["department"])
        if department is None:
            raise Missing("department", sentence=DEPARTMENT_GONE)
        agent = choices.agent_named(values.get("to", ""))
        assigning.transfer(act.ticket, department, by=act.by, assignee=agent, because=act.because)

    def sentence(self, values: Values) -> str:
        gaps = {"department": choices.name_of(values["department"], choices.departments())}
        if not values.get("to"):
            return _("Move it to %(department)s") % gaps
        gaps["agent"] = choices.name_of(values["to"], choices.agents())
        return _("Move it to %(department)s and give it to %(agent)s") % gaps
