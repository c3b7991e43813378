"""A No must be heard: what a customer opened again never waits for somebody who is not there (DOMAIN 7.14)."""

from accord.events.models import Event
from accord.events.recording import record
from accord.people import absences, presence
from accord.people.models import Membership, Person
from accord.people.models.department import Level
from accord.people.rights import Access
from accord.people.system import system
from accord.tickets.assigning import can_hold
from accord.tickets.happenings import CustomerSaidNo, CustomerSaidNoAgain, CustomerTookBack, TicketAssigned
from accord.tickets.lifecycle import change
from accord.tickets.models import SaidNo, State, Ticket
from accord.tickets.models.ticket import WAITING_FOR_US
from accord.tickets.seeing import scope_of

_ABOVE = (Level.SUPERVISOR, Level.MANAGER)
FIRST_TOLD = 2  # supervisors are told from this No on


def opened(ticket: Ticket, was: State) -> None:
    """Call it in the transaction in which a customer moved the ticket from `was`, after its event.

    If it now waits for us and its assignee is away, gone or no more of that department, it belongs to nobody, which is
    the department's To Solve. Its last agent stays known, so that it can come back to him.
    """
    if was in WAITING_FOR_US or ticket.state not in WAITING_FOR_US or ticket.assignee_id is None:
        return
    because = _why_unheard(ticket.assignee_id, ticket.department_id)
    if because:
        before = ticket.assignee_id
        changed = change(ticket, assignee_id=None, last_agent_id=ticket.last_agent_id or before)
        record(
            TicketAssigned(
                ticket=ticket.pk, by_id=system().pk, set=changed, assignee=None, before=before, because=because
            )
        )


def _why_unheard(person_id: int, department_id: int) -> str:
    """The key of `telling.BECAUSE` that says why that agent will not hear it; empty when he will."""
    person = Person.objects.get(pk=person_id)
    if not person.is_active:
        return "assignee_gone"
    if absences.away(person_id) is not None:
        return "assignee_away"
    if presence.is_off(person_id):
        return "assignee_off"
    return "" if can_hold(person, department_id) else "assignee_elsewhere"


def said_no(ticket: Ticket, was: State) -> None:
    """As `opened`, for an outright No: from the second one on the supervisors are told."""
    opened(ticket, was)
    if was in WAITING_FOR_US:
        return
    noes = Event.objects.filter(ticket_id=ticket.pk, kind__in=(CustomerSaidNo.key, CustomerTookBack.key))
    times = sum("state" in data.get("set", {}) for data in noes.values_list("data", flat=True))
    if times >= FIRST_TOLD:
        event = record(
            CustomerSaidNoAgain(
                ticket=ticket.pk, by_id=system().pk, times=times, people=supervisors(ticket.department_id)
            )
        )
        SaidNo.objects.update_or_create(ticket=ticket, defaults={"times": times, "at": event.at})


def supervisors(department_id: int) -> list[int]:
    """Ids of the department's supervisors and managers; where it has none, of the administrators and owners."""
    above = Membership.objects.filter(department_id=department_id, level__in=_ABOVE, person__is_active=True)
    found = list(above.order_by("person_id").values_list("person_id", flat=True))
    return found or list(
        Person.objects.filter(role__in=("owner", "admin"), is_active=True).order_by("id").values_list("id", flat=True)
    )


def unheard(access: Access, limit: int = 9) -> list[SaidNo]:
    """For a supervisor: tickets that wait for us after a second No in his departments, the newest No first.

    Of the last 200 such Noes; empty for everybody else.
    """
    scope = scope_of(access)
    above = access.departments("resolve_silently")
    if not (scope.everything or above):
        return []
    found = SaidNo.objects.select_related("ticket__requester").order_by("-at")[:200]
    return [
        row
        for row in found
        if row.ticket.to_solve and (scope.everything or row.ticket.department_id in above)
    ][:limit]
