"""The verbs of a ticket as addresses: a POST each, one call each, back to the ticket."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.automation.mass import incidents
from accord.core.errors import Invalid, Missing
from accord.core.ids import read_number
from accord.people.contacts import by_address, contact_for
from accord.people.editing import add_address
from accord.people.models import Department, Person
from accord.people.models.person import PersonKind
from accord.tickets import (
    assigning,
    calling,
    closing,
    discarding,
    editing,
    participating,
    postponing,
    reopening,
    replying,
    resolving,
    tagging,
)
from accord.tickets.explaining import Explanation
from accord.tickets.knowing import demand_change
from accord.tickets.models import Participant, Ticket
from accord.web.console.pages import AgentRequest, View, agent_page
from accord.web.console.ticket_page import redirect, ticket_for

Verb = Callable[[AgentRequest, Ticket], str]


def verb(act: Verb) -> View:
    """A view of a verb: finds the ticket through the agent's rights, acts, goes back with a word about it."""

    @require_POST
    @agent_page
    def view(request: AgentRequest, code: str) -> HttpResponse:
        ticket = ticket_for(request, code)
        return redirect(ticket, act(request, ticket))

    view.__doc__ = act.__doc__
    return view


def explanation_from(request: AgentRequest) -> Explanation:
    """Reason and the three parts, from a dialog."""
    post = request.POST
    return Explanation(
        post.get("reason", ""), *(post.get(part, "").strip() for part in ("what", "why", "next"))
    )


@verb
def resolve(request: AgentRequest, ticket: Ticket) -> str:
    """Resolve with a reason and the explanation."""
    said, silent = explanation_from(request), request.POST.get("silent") == "1"
    resolving.resolve(ticket, said, by=request.user, silent=silent)
    if request.POST.get("incidents") == "1" and not silent:
        with suppress(Missing):  # none is open any more
            incidents.resolve(ticket, said, by=request.user)
            return "incidents"
    return "resolved"


@verb
def close(request: AgentRequest, ticket: Ticket) -> str:
    """Close a resolved ticket with a basis."""
    closing.close(ticket, by=request.user, basis=request.POST.get("basis", ""), how=request.POST.get("how", "").strip())
    return "closed"


@verb
def reopen(request: AgentRequest, ticket: Ticket) -> str:
    """Open again; a closed one with a reason."""
    reopening.reopen(ticket, by=request.user, reason=request.POST.get("reason", "").strip())
    return "reopened"


@verb
def mark_answered(request: AgentRequest, ticket: Ticket) -> str:
    """Say that the customer has his answer."""
    replying.mark_answered(ticket, by=request.user)
    return "answered"


@verb
def postpone(request: AgentRequest, ticket: Ticket) -> str:
    """Postpone until a moment in the agent's own zone, with or without an explanation."""
    explanation = explanation_from(request) if request.POST.get("explain") == "1" else None
    until = moment_from(request.POST.get("until_own") or request.POST.get("until", ""))
    postponing.postpone(
        ticket, until, by=request.user, explanation=explanation, stay=request.POST.get("stay") == "1"
    )
    return "postponed"


def moment_from(text: str) -> datetime:
    """A moment of a form's field, in the reader's zone. Raises Invalid."""
    try:
        return timezone.make_aware(datetime.fromisoformat(text))
    except ValueError as error:
        raise Invalid("until", sentence=_("Choose a moment.")) from error


@verb
def bring_back(request: AgentRequest, ticket: Ticket) -> str:
    """End a postponement now."""
    postponing.bring_back(ticket, by=request.user)
    return "returned"


@verb
def assign(request: AgentRequest, ticket: Ticket) -> str:
    """Give it to an agent, to oneself (`me`), or to nobody."""
    wanted = request.POST.get("assignee", "")
    assigning.assign(ticket, request.user if wanted == "me" else agent_from(wanted), by=request.user)
    return "assigned"


def agent_from(text: str) -> Person | None:
    """The agent of a form's field; None for an empty one. Raises Invalid."""
    if not text:
        return None
    agent = Person.objects.filter(pk=read_number(text) or 0, kind=PersonKind.AGENT, is_active=True).first()
    if agent is None:
        raise Invalid("assignee", sentence=_("There is no such agent."))
    return agent


@verb
def transfer(request: AgentRequest, ticket: Ticket) -> str:
    """Move to another department."""
    department = department_from(request.POST.get("department", ""))
    assigning.transfer(ticket, department, by=request.user, assignee=agent_from(request.POST.get("assignee", "")))
    return "transferred"


def department_from(text: str) -> Department:
    """The department of a form's field. Raises Invalid."""
    department = Department.objects.filter(pk=read_number(text) or 0, is_active=True).first()
    if department is None:
        raise Invalid("department", sentence=_("Choose a department."))
    return department


@verb
def tags(request: AgentRequest, ticket: Ticket) -> str:
    """Add the tags of `add` (commas between) and take off those of `remove`."""
    for name in filter(str.strip, request.POST.get("add", "").split(",")):
        tagging.tag(ticket, name, by=request.user)
    for name in request.POST.getlist("remove"):
        tagging.untag(ticket, name, by=request.user)
    return "tagged"


@verb
def call(request: AgentRequest, ticket: Ticket) -> str:
    """Note a call to the customer: `outcome` is reached or not-reached."""
    outcome = request.POST.get("outcome", "")
    if outcome not in ("reached", "not-reached"):
        raise Invalid("outcome", sentence=_("Say whether you reached the customer."))
    calling.log_call(ticket, by=request.user, reached=outcome == "reached", note=request.POST.get("note", ""))
    return "called"


@verb
def priority(request: AgentRequest, ticket: Ticket) -> str:
    """Change the priority."""
    editing.prioritise(ticket, priority_from(request.POST.get("priority", "")), by=request.user)
    return "changed"


def priority_from(text: str) -> int:
    """The priority of a form's field; what is none becomes one that no ticket has."""
    number = read_number(text)
    return -1 if number is None else number


@verb
def subject(request: AgentRequest, ticket: Ticket) -> str:
    """Change the subject."""
    editing.rename(ticket, request.POST.get("subject", ""), by=request.user)
    return "changed"


@verb
def requester(request: AgentRequest, ticket: Ticket) -> str:
    """Make the person with that address the requester. A new address is his own who had none."""
    address, name = address_from(request.POST.get("address", "")), request.POST.get("name", "").strip()
    asks = ticket.requester
    own = not (asks.email or asks.is_agent) and name.casefold() in ("", asks.name.casefold())
    if own and by_address(address) is None:
        demand_change(request.access, asks, addresses=True)
        add_address(asks, address, by=request.user)
        return "changed"
    editing.change_requester(ticket, contact_for(address, name), address, by=request.user)
    return "changed"


@verb
def participants(request: AgentRequest, ticket: Ticket) -> str:
    """Add somebody in copy, or take somebody out (`remove` holds the person's id)."""
    removed = read_number(request.POST.get("remove", ""))
    if removed is not None:
        row = Participant.objects.select_related("person").filter(ticket=ticket, person_id=removed).first()
        if row is not None:
            participating.remove(ticket, row.person, by=request.user)
    if request.POST.get("address"):
        address = address_from(request.POST["address"])
        participating.add(ticket, contact_for(address), address, by=request.user)
    return "changed"


def address_from(text: str) -> str:
    """A mail address of a form's field. Raises Missing."""
    text = text.strip().lower()
    local, at, domain = text.rpartition("@")
    if not (at and local and "." in domain) or any(sign.isspace() or sign in "<>,;" for sign in text):
        raise Missing("address", sentence=_("Write one mail address, such as hannah@example.com."))
    return text


@verb
def spam(request: AgentRequest, ticket: Ticket) -> str:
    """To the spam, or back from it (`undo`)."""
    if request.POST.get("undo") == "1":
        discarding.mark_not_spam(ticket, by=request.user)
        return "not-spam"
    discarding.mark_spam(ticket, by=request.user)
    return "spam"


@verb
def delete(request: AgentRequest, ticket: Ticket) -> str:
    """To the deleted ones, or back from them (`undo`)."""
    if request.POST.get("undo") == "1":
        discarding.undelete(ticket, by=request.user)
        return "undeleted"
    discarding.delete(ticket, by=request.user)
    return "deleted"


@verb
def purge(request: AgentRequest, ticket: Ticket) -> str:
    """Delete for good."""
    discarding.purge(ticket, by=request.user)
    return "changed"
