"""Routes of what belongs together: parts, incidents of a problem, mentions; and resolving incidents with one text."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from accord.automation.mass import incidents
from accord.core.errors import Invalid, NotFound
from accord.messaging.inbound import survivor
from accord.tickets import seeing
from accord.tickets.models import Ticket
from accord.tickets.related import kin, linking
from accord.web.api import mass, presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Code, StateName, examples
from accord.web.api.inputs import ExplanationIn, Input, Reason
from accord.web.api.outputs import Output
from accord.web.api.routes import Routes, found
from accord.web.api.writing import explanation_from

router = Routes()
RoleName = Literal["child", "parent", "incident", "problem", "related"]
AnyRole = Literal[RoleName, "mentions", "mentioned_in"]


class RelativeOut(Output):
    """Another ticket. `role` is what this ticket is to it; `subject` is empty for one that the caller may not see."""

    role: AnyRole
    code: str
    subject: str
    state: StateName
    open: bool
    seen: bool
    since: datetime
    message: int | None = Field(description="Of a mention: the message in which the code stands.")


class KinOut(Output):
    """What a ticket belongs to and what belongs to it."""

    links: list[RelativeOut]


class LinkIn(Input):
    """What this ticket is from now on to the other one."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"role": "incident", "ticket": "K7Q-2MF-88D"})
    )
    role: RoleName = Field(
        description="This ticket is the child (part), parent, incident or problem of the other one."
    )
    ticket: Code


class IncidentsIn(ExplanationIn):
    """The words for all of them; an empty part becomes the ready text of the reason."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"reason": "solved", "what": "The pump was changed."})
    )
    reason: Reason


@router.route("GET", "/tickets/{code}/links", _("List what belongs to a ticket"), KinOut, READ_TICKETS)
def list_links(request: ApiRequest, code: Code) -> HttpResponse:
    """Parts, incidents, related tickets and mentions, oldest first."""
    return _answer(request, found(request, code))


@router.route("POST", "/tickets/{code}/links", _("Link to a ticket"), KinOut, WRITE_TICKETS)
def add_link(request: ApiRequest, code: Code, body: LinkIn) -> HttpResponse:
    """Make this ticket the part, parent, incident or problem of another; neither changes its state."""
    ticket = found(request, code)
    linking.link(ticket, _other(request, body.ticket), body.role, by=request.auth.person)
    return _answer(request, ticket)


@router.route("DELETE", "/tickets/{code}/links", _("Part two tickets"), KinOut, WRITE_TICKETS)
def remove_link(
    request: ApiRequest, code: Code, role: RoleName, ticket: Annotated[str, Field(max_length=40)]
) -> HttpResponse:
    """Take a link away again; without one nothing changes."""
    here = found(request, code)
    linking.unlink(here, _other(request, ticket), role, by=request.auth.person)
    return _answer(request, here)


@router.route(
    "POST",
    "/tickets/{code}/incidents/resolution",
    _("Resolve the incidents of a problem"),
    mass.MassOut,
    WRITE_TICKETS,
    status=201,
)
def resolve_incidents(request: ApiRequest, code: Code, body: IncidentsIn) -> HttpResponse:
    """Let a worker resolve every open incident with these words; ask `GET /mass/{number}` how far it is."""
    ticket = found(request, code)
    job = incidents.resolve(ticket, explanation_from(body, body.reason, ticket), by=request.auth.person)
    return presenting.answer(mass.presented(job), 201)


def _other(request: ApiRequest, code: str) -> Ticket:
    try:
        into = survivor(seeing.find(request.auth.access, code).pk)
    except NotFound:
        into = None
    if into is None or not seeing.may_see(request.auth.access, into):
        raise Invalid("ticket", sentence=_("There is no such ticket."))
    return into


def _answer(request: ApiRequest, ticket: Ticket) -> HttpResponse:
    relatives = kin.of(ticket, seeing.scope_of(request.auth.access))
    links = [
        {
            "role": role,
            "code": each.code,
            "subject": each.subject,
            "state": each.state,
            "open": each.is_open,
            "seen": each.seen,
            "since": each.at,
            "message": each.message,
        }
        for role, group in relatives.groups()
        for each in group
    ]
    return presenting.answer({"links": links})
