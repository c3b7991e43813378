"""Routes of mass actions: the same steps for many tickets, done by a worker."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field, StringConstraints

from accord.automation.actions.steps import Steps
from accord.automation.mass import gathering, jobs, undoing
from accord.automation.models import MassJob
from accord.core.errors import Missing
from accord.web.api import presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Line, Number, examples
from accord.web.api.inputs import Input
from accord.web.api.outputs import Output
from accord.web.api.routes import Routes

router = Routes()
ViewKey = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z]+(:[0-9]{1,17})?$")]


class StepIn(Input):
    """One action with its values."""

    a: Line = Field(description="The key of the action, such as `add_tags`.")
    v: dict[str, Any] = Field(default={}, description="Its values.")


class MassIn(Input):
    """Which tickets, and what is done to each."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra=examples(
            {"tickets": ["K7Q-2MF-88D"], "steps": [{"a": "add_tags", "v": {"tags": ["recall"]}}]}
        ),
    )
    steps: list[StepIn] = Field(min_length=1, max_length=30)
    tickets: list[Line] = Field(default=[], max_length=10_000, description="Codes.")
    view: ViewKey | None = Field(
        default=None,
        description="In place of `tickets`: a list's key (`todo`), `department:12` or `saved:7`.",
    )
    query: Line = Field(default="", description="With `view`: only what this search finds.")


class MassOut(Output):
    """A mass action. `refusals` counts the keys of errors; `lasting` says what undoing leaves as it is."""

    id: int
    state: Literal["waiting", "running", "done", "stopped", "undoing", "undone"]
    total: int
    done: int
    same: int
    refused: int
    undone: int
    refusals: dict[str, int]
    steps: list[dict[str, Any]]
    sentences: list[str]
    lasting: list[str]
    can_undo: bool
    by: int
    made_at: datetime
    ended_at: datetime | None


Which = Annotated[Number, Field(description="The id of the mass action.")]


@router.route("POST", "/mass", _("Begin a mass action"), MassOut, WRITE_TICKETS, status=201)
def begin_mass_action(request: ApiRequest, body: MassIn) -> HttpResponse:
    """Let a worker do the same steps to many tickets, each by its own verb, as the caller. Ask for it again to see how
    far it is.
    """
    access = request.auth.access
    steps = Steps.parse([{"a": each.a, "v": each.v} for each in body.steps])
    if body.view is not None:
        ids = gathering.of_list(access, body.view, body.query)
    elif body.query:
        raise Missing("view", sentence=_("A search needs the list that it searches, such as “all”."))
    else:
        ids = gathering.of_codes(access, list(body.tickets))
    asked = {"view": body.view, "q": body.query} if body.view is not None else {}
    return presenting.answer(presented(jobs.start(ids, steps, by=request.auth.person, asked=asked)), 201)


@router.route("GET", "/mass/{number}", _("See how far a mass action is"), MassOut, READ_TICKETS)
def show_mass_action(request: ApiRequest, number: Which) -> HttpResponse:
    """The caller's own; administrators see all."""
    return presenting.answer(presented(jobs.find(request.auth.person, number)))


@router.route("POST", "/mass/{number}/stop", _("Stop a mass action"), MassOut, WRITE_TICKETS)
def stop_mass_action(request: ApiRequest, number: Which) -> HttpResponse:
    """End it after the tickets that it is at; what is done stays done."""
    person = request.auth.person
    return presenting.answer(presented(jobs.stop(jobs.find(person, number), by=person)))


@router.route("POST", "/mass/{number}/undo", _("Undo a mass action"), MassOut, WRITE_TICKETS)
def undo_mass_action(request: ApiRequest, number: Which) -> HttpResponse:
    """Give the tickets back what it changed, as far as nobody changed it since. Within seven days."""
    person = request.auth.person
    return presenting.answer(presented(jobs.undo(jobs.find(person, number), by=person)))


def presented(job: MassJob) -> presenting.Value:
    """A mass action as it is answered."""
    steps = Steps.parse(job.steps, check=False)
    return {
        "id": job.pk,
        "state": job.state,
        "total": job.total,
        "done": job.done_count,
        "same": job.same_count,
        "refused": job.refused_count,
        "undone": job.undone_count,
        "refusals": job.refusals,
        "steps": job.steps,
        "sentences": steps.sentences(),
        "lasting": undoing.cannot(steps),
        "can_undo": jobs.can_undo(job),
        "by": job.by_id,
        "made_at": job.made_at,
        "ended_at": job.ended_at,
    }
