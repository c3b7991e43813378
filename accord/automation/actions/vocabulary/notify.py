"""Telling agents."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import choices, registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, Choice, FieldKind, Group, Values
from accord.automation.actions.gone import AGENT_GONE
from accord.core.ids import numbers_in
from accord.people.models import Person
from accord.people.models.department import Level
from accord.people.models.person import PersonKind
from accord.tickets import notifying
from accord.tickets.models import Ticket

ASSIGNEE, DEPARTMENT, SUPERVISORS = "assignee", "department", "supervisors"


def readers() -> list[Choice]:
    """Whom a notification can go to."""
    return [
        Choice(ASSIGNEE, _("the agent who has the ticket")),
        Choice(choices.LAST, _("whoever answered last")),
        Choice(SUPERVISORS, _("the supervisors of its department")),
        Choice(DEPARTMENT, _("everybody in its department")),
        *choices.agents(),
    ]


@registry.add("notify")
class Notify(Action):
    label = gettext_lazy("Tell agents")
    help = gettext_lazy("Only who may see the ticket is told. Allowed on closed tickets too.")
    group = Group.TELL
    place = 30
    on_closed = True
    leaves = True
    fields = (
        ActionField("to", gettext_lazy("Whom"), FieldKind.CHOICES, choices=readers),
        ActionField(
            "text",
            gettext_lazy("What"),
            FieldKind.LONG,
            variables=True,
            help=gettext_lazy("The first line is the heading."),
        ),
    )

    def problem(self, values: Values) -> Promise | None:
        known = {choice.value for choice in readers()}
        return None if known & set(values["to"]) else AGENT_GONE

    def run(self, act: Acting, values: Values) -> None:
        people = _people(act.ticket, values["to"])
        notifying.notify(act.ticket, people, act.filled(values["text"]), by=act.by, because=act.because)

    def sentence(self, values: Values) -> str:
        among = readers()
        return _("Tell %(people)s") % {
            "people": ", ".join(choices.name_of(each, among) for each in values["to"])
        }


def _people(ticket: Ticket, wanted: Sequence[str]) -> list[Person]:
    found = [
        each
        for each in (
            ticket.assignee if ASSIGNEE in wanted else None,
            ticket.last_agent if choices.LAST in wanted else None,
        )
        if each is not None
    ]
    rows = Person.objects.filter(kind=PersonKind.AGENT, is_active=True)
    members = rows.filter(memberships__department_id=ticket.department_id)
    if DEPARTMENT in wanted:
        found += members
    elif SUPERVISORS in wanted:
        found += members.filter(memberships__level__in=(Level.SUPERVISOR, Level.MANAGER)).distinct()
    named = numbers_in(wanted)
    return [*found, *rows.filter(pk__in=named)] if named else found
