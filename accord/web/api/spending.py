"""Routes of time spent: on a ticket, by its clock or by hand, and by everybody in a period."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field

from accord.core import clock
from accord.core.errors import Invalid
from accord.people.models import Person
from accord.tickets import seeing
from accord.tickets.models import Ticket, TimeEntry
from accord.tickets.spending import entries, running, sums
from accord.web.api import presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Code, Line, Number, examples
from accord.web.api.inputs import Input
from accord.web.api.outputs import Output, PersonRef
from accord.web.api.routes import Routes, agent_called, found

router = Routes()
Seconds = Annotated[int, Field(ge=1, le=entries.MOST_S, description="At most a day.")]
Note = Annotated[str, Field(max_length=entries.LONGEST_NOTE)]


class EntryOut(Output):
    """Time that an agent spent on a ticket."""

    id: int
    ticket: str
    agent: PersonRef
    seconds: int
    day: date
    note: str
    written_at: datetime


class ClockOut(Output):
    """A clock that runs."""

    agent: PersonRef
    since: datetime


class AgentSum(Output):
    agent: PersonRef
    seconds: int


class SpentOut(Output):
    """The time on a ticket: the sum, each agent's, the entries (newest first), and whose clocks run."""

    seconds: int
    agents: list[AgentSum]
    entries: list[EntryOut]
    running: list[ClockOut]


class EntryList(Output):
    """Entries in the order in which they were written down. `next`: give it as `after` for more; null at the end."""

    entries: list[EntryOut]
    next: int | None


class EntryIn(Input):
    """Time by hand."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra=examples({"seconds": 900, "note": "Called the maker"})
    )
    seconds: Seconds
    day: date | None = Field(default=None, description="Left out: today in UTC.")
    note: Note = ""
    agent: Line = Field(default="me", description="Address, id or `me`; of others only a supervisor.")


class EntryPatch(Input):
    """What is corrected; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=examples({"seconds": 1200}))
    seconds: Seconds | None = None
    day: date | None = None
    note: Note | None = None


@router.route("GET", "/tickets/{code}/time", _("Read the time on a ticket"), SpentOut, READ_TICKETS)
def read_time(request: ApiRequest, code: Code) -> HttpResponse:
    """All of it, with sums."""
    return _answer(found(request, code))


@router.route("POST", "/tickets/{code}/time", _("Write time down"), SpentOut, WRITE_TICKETS)
def add_time(request: ApiRequest, code: Code, body: EntryIn) -> HttpResponse:
    """Write down what somebody spent; a closed ticket takes it, too."""
    ticket = found(request, code)
    agent = agent_called(body.agent, request.auth.person)
    if agent is None:
        raise Invalid("agent", sentence=_("There is no such agent."))
    entries.spend(
        ticket, body.seconds, by=request.auth.person, person=agent, day=body.day, note=body.note, how="api"
    )
    return _answer(ticket)


@router.route("PATCH", "/tickets/{code}/time/{number}", _("Correct time"), SpentOut, WRITE_TICKETS)
def correct_time(request: ApiRequest, code: Code, number: Number, body: EntryPatch) -> HttpResponse:
    """Correct one's own entry; others' as a supervisor. The history keeps what stood before."""
    ticket = found(request, code)
    entries.correct(
        ticket, number, by=request.auth.person, seconds=body.seconds, day=body.day, note=body.note
    )
    return _answer(ticket)


@router.route("DELETE", "/tickets/{code}/time/{number}", _("Take time away"), SpentOut, WRITE_TICKETS)
def remove_time(request: ApiRequest, code: Code, number: Number) -> HttpResponse:
    """Take an entry away; the history keeps it."""
    ticket = found(request, code)
    entries.remove(ticket, number, by=request.auth.person)
    return _answer(ticket)


@router.route("POST", "/tickets/{code}/clock", _("Start the clock"), SpentOut, WRITE_TICKETS)
def start_clock(request: ApiRequest, code: Code) -> HttpResponse:
    """Start the caller's clock on this ticket; one that runs elsewhere is stopped and written down."""
    ticket = found(request, code)
    running.start(ticket, by=request.auth.person)
    return _answer(ticket)


@router.route("DELETE", "/tickets/{code}/clock", _("Stop the clock"), SpentOut, WRITE_TICKETS)
def stop_clock(request: ApiRequest, code: Code, note: Note = "") -> HttpResponse:
    """Stop the caller's clock and write down what ran; where it does not run on this ticket nothing changes."""
    ticket = found(request, code)
    if running.since_on(ticket, request.auth.person) is not None:
        running.stop(by=request.auth.person, note=note)
    return _answer(ticket)


@router.route("GET", "/time", _("List time spent"), EntryList, READ_TICKETS)
def list_time(
    request: ApiRequest,
    since: date,
    until: date | None = None,
    agent: Line = "",
    after: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0,
) -> HttpResponse:
    """What was spent on the days from `since` to `until` (today), on tickets that the caller sees; 100 a page."""
    person: Person | None = None
    if agent:
        person = agent_called(agent, request.auth.person)
        if person is None:
            raise Invalid("agent", sentence=_("There is no such agent."))
    scope = seeing.scope_of(request.auth.access)
    rows = list(sums.between(scope, since, until or clock.now().date(), person=person, after=after))
    more = rows[-1].pk if len(rows) == sums.PAGE else None
    return presenting.answer({"entries": [_entry(row, row.ticket.code) for row in rows], "next": more})


def _answer(ticket: Ticket) -> HttpResponse:
    spent = sums.on(ticket)
    return presenting.answer(
        {
            "seconds": spent.seconds,
            "agents": [
                {"agent": presenting.person(person), "seconds": each} for person, each in spent.by_person
            ],
            "entries": [_entry(row, ticket.code) for row in spent.entries],
            "running": [
                {"agent": presenting.person(row.person), "since": row.since} for row in spent.running
            ],
        }
    )


def _entry(row: TimeEntry, code: str) -> presenting.Value:
    return {
        "id": row.pk,
        "ticket": code,
        "agent": presenting.person(row.person),
        "seconds": row.seconds,
        "day": row.day.isoformat(),
        "note": row.note,
        "written_at": row.at,
    }
