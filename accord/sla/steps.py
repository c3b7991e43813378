"""What a level can have done before and after a clock is due. Each step once for each clock, by the verbs of people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.conditions.groups import Groups
from accord.core import options
from accord.core.errors import Invalid
from accord.people import absences
from accord.people.models import Person
from accord.people.system import system
from accord.sla.happenings import LATE, SOON
from accord.sla.models import Level, LevelRule
from accord.tickets import assigning, editing, notifying
from accord.tickets.hearing import supervisors
from accord.tickets.models import Priority, Ticket
from accord.translation import dates

TELL_ASSIGNEE, TELL_SUPERVISORS = "tell_assignee", "tell_supervisors"


@dataclass(frozen=True)
class Call:
    """A clock that calls for a step: which, when it is due, whether that is past, and why (`because` of a verb)."""

    kind: str
    due: datetime
    late: bool
    because: str


Run = Callable[[Ticket, Call], None]


@dataclass(frozen=True)
class Deed:
    """One thing that a step does."""

    key: str
    label: Words
    run: Run


def people_told(ticket: Ticket, do: str) -> list[int]:
    """Ids of those whom a step tells. What nobody has, or somebody who is away, is the supervisors' business."""
    if do == TELL_SUPERVISORS:
        return supervisors(ticket.department_id)
    if do != TELL_ASSIGNEE:
        return []
    held = ticket.assignee_id
    if held is None or absences.away(held) is not None:
        return supervisors(ticket.department_id)
    return [held]


def _tell(do: str) -> Run:
    def run(ticket: Ticket, call: Call) -> None:
        people = Person.objects.filter(pk__in=people_told(ticket, do), is_active=True).order_by("id")
        for (language, zone), readers in _alike(people).items():
            with translation.override(language or str(options.get("workspace.language"))):
                when = dates.day_and_time(call.due.astimezone(ZoneInfo(zone)))
                text = sentence(call.late, call.kind, when)
            late_since = call.due if call.late else None
            notifying.notify(ticket, readers, text, by=system(), because=call.because, late_since=late_since)

    return run


def _alike(people: Iterable[Person]) -> dict[tuple[str, str], list[Person]]:
    """The people by language and time zone."""
    found: dict[tuple[str, str], list[Person]] = {}
    for person in people:
        zone = person.time_zone or str(options.get("workspace.time_zone"))
        found.setdefault((person.language, zone), []).append(person)
    return found


def sentence(late: bool, kind: str, when: str) -> str:
    """What is told, in the language that is active."""
    return str((LATE if late else SOON)[kind]) % {"due": when}


def _give_supervisor(ticket: Ticket, call: Call) -> None:
    """To the first supervisor who is there and does not hold it already; without one it stays."""
    for person in Person.objects.filter(pk__in=supervisors(ticket.department_id)).order_by("id"):
        if person.pk == ticket.assignee_id:
            return
        if absences.away(person.pk) is None and assigning.can_hold(person, ticket.department_id):
            assigning.assign(ticket, person, by=system(), because=call.because)
            return


def _give_nobody(ticket: Ticket, call: Call) -> None:
    assigning.assign(ticket, None, by=system(), because=call.because)


def _raise(ticket: Ticket, call: Call) -> None:
    if ticket.priority < Priority.URGENT:
        editing.prioritise(ticket, ticket.priority + 1, by=system(), because=call.because)


DEEDS: dict[str, Deed] = {
    deed.key: deed
    for deed in (
        Deed(TELL_ASSIGNEE, gettext_lazy("tell the agent who has the ticket"), _tell(TELL_ASSIGNEE)),
        Deed(TELL_SUPERVISORS, gettext_lazy("tell the supervisors"), _tell(TELL_SUPERVISORS)),
        Deed("give_nobody", gettext_lazy("give it back to everybody (To Solve)"), _give_nobody),
        Deed("give_supervisor", gettext_lazy("give it to a supervisor"), _give_supervisor),
        Deed("raise", gettext_lazy("raise the priority by one"), _raise),
    )
}


def why(level_id: str) -> str:
    """The sentence behind `because="sla:<level>"`."""
    level = Level.objects.filter(pk=int(level_id)).first() if level_id.isdecimal() else None
    return _("The service level “%(name)s” asks for it.") % {"name": level.name if level else "?"}


def why_rule(rule_id: str) -> str:
    """The sentence behind `because="sla_rule:<rule>"`."""
    rule = LevelRule.objects.filter(pk=int(rule_id)).first() if rule_id.isdecimal() else None
    if rule is None:
        return _("A rule that is gone chose it.")
    if rule.name:
        return _("The rule “%(name)s” chose it.") % {"name": rule.name}
    try:
        return _("Chosen by the rule: %(conditions)s.") % {
            "conditions": Groups.parse(rule.conditions).sentence()
        }
    except Invalid:  # a condition that this version does not know
        return _("A rule chose it.")
