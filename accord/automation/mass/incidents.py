"""Resolving the incidents of a problem with one text: a mass action over those that are not resolved yet."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.automation.actions.steps import Steps
from accord.automation.mass import jobs
from accord.automation.models import MassJob
from accord.core.errors import Missing
from accord.core.html import from_text
from accord.events.recording import record
from accord.people.models import Person
from accord.people.rights import access_of
from accord.tickets.acting import demand
from accord.tickets.explaining import Explanation, ready_text
from accord.tickets.happenings import IncidentsResolving
from accord.tickets.lifecycle import locked
from accord.tickets.models import Ticket
from accord.tickets.related import kin
from accord.tickets.seeing import scope_of

PARTS = ("what", "why", "next")


def steps(explanation: Explanation) -> Steps:
    """What is done to each incident. Raises Invalid."""
    parts = {name: getattr(explanation, name) for name in PARTS}
    words = {name: {"": from_text(text)} for name, text in parts.items() if text.strip()}
    return Steps.parse([{"a": "resolve", "v": {"reason": explanation.reason, **words}}])


def own_words(problem: Ticket, explanation: Explanation) -> Explanation:
    """Without the parts that are only the reason's ready text in the problem's language: each customer gets those in
    a language of their own.
    """
    ready = ready_text(explanation.reason, problem.language, problem.department_id)
    same = {name: "" for name in PARTS if getattr(explanation, name).strip() == getattr(ready, name).strip()}
    return replace(explanation, **same)


def resolve(problem: Ticket, explanation: Explanation, *, by: Person) -> MassJob:
    """Let a worker resolve every open incident that the agent sees, each customer told with these words (where a part
    is empty: the ready text of the reason, in the customer's language).

    Raises Missing (no incident is open), Invalid, NotAllowed. The problem's own state stays as it is.
    """
    wanted = steps(own_words(problem, explanation))
    demand(by, "resolve", problem)
    found = [each.id for each in kin.of(problem, scope_of(access_of(by))).open_incidents]
    if not found:
        raise Missing("incidents", sentence=_("No incident of this is open."))
    with transaction.atomic(), locked(problem):
        job = jobs.start(found, wanted, by=by, asked={"problem": problem.code})
        record(IncidentsResolving(ticket=problem.pk, by_id=by.pk, job=job.pk, count=len(found)))
    return job
