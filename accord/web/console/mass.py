"""Mass actions: choosing what is done to a selection or a whole list, then its progress, stopping and undoing."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accord.automation.actions import registry
from accord.automation.actions.steps import Steps
from accord.automation.mass import gathering, jobs, undoing
from accord.automation.models import MassJob
from accord.core.errors import AccordError, Invalid
from accord.web.console import steps
from accord.web.console.pages import AgentRequest, agent_page, page, part

MOST_CODES = 2_000
_INBOX = re.compile(r"/inbox/(?P<view>[a-z]+(?::\d+)?)/")
_SAVED = re.compile(r"/(?:inbox/)?views?/(?P<number>\d+)/")
REFUSALS = {
    "not_found": _("not there, or not for you"),
    "closed": _("closed"),
}


def origin(back: str) -> tuple[str, str]:
    """The list that an address shows, as `gathering.of_list` takes it: (view, words that were looked for)."""
    parts = urlsplit(back)
    query = parse_qs(parts.query).get("q", [""])[0]
    if found := _INBOX.fullmatch(parts.path):
        return found["view"], query
    if found := _SAVED.fullmatch(parts.path):
        return f"{gathering.SAVED}{found['number']}", ""
    return "", ""


@require_POST
@agent_page
def new(request: AgentRequest) -> HttpResponse:
    """What is to be done, and to how many; with `go` the job begins. Comes from the bar below a list, which may say
    with which action the form begins (`begin`)."""
    codes = list(dict.fromkeys(request.POST.getlist("code")))[:MOST_CODES]
    back = request.POST.get("next", "")
    view, query = origin(back)
    stored = steps.read(request.POST, "steps")
    begun = request.POST.get("begin", "")
    if not stored and registry.get(begun) is not None:
        stored = [{"a": begun, "v": {}}]
    whole, problem, wrong = request.POST.get("which") == "all" and bool(view), "", Invalid()
    if request.POST.get("go") == "1":
        try:
            wanted = Steps.parse(stored)
            found = (
                gathering.of_list(request.access, view, query)
                if whole
                else gathering.of_codes(request.access, codes)
            )
            asked = {"view": view, "q": query} if whole else {}
            job = jobs.start(found, wanted, by=request.user, asked=asked)
            return HttpResponseRedirect(reverse("mass", args=[job.pk]), status=303)
        except AccordError as error:
            problem = str(error)
            wrong = error if isinstance(error, Invalid) else wrong
    number = wrong.detail if wrong.detail[:1].isdigit() else ""
    context = {
        "codes": codes,
        "next": back,
        "view": view,
        "whole": whole,
        "problem": "" if number else problem,
        "editor": steps.editor(
            "steps", stored, steps.MASS, detail=number, sentence=problem if number else ""
        ),
    }
    return page(request, "console/mass_new.html", context, status=422 if problem else 200)


@require_POST
@agent_page
def warnings(request: AgentRequest) -> HttpResponse:
    """What must be known before what stands in the form is begun: what cannot be undone."""
    found: list[str] = []
    try:
        found = undoing.warnings(Steps.parse(steps.read(request.POST, "steps")))
    except AccordError:
        pass  # an unfinished form; its own errors come when it is sent
    return part(request, "console/mass_warnings.html", {"warnings": found})


@agent_page
def show(request: AgentRequest, number: int) -> HttpResponse:
    """A job with its progress; `part=1` the progress alone."""
    job = jobs.find(request.user, number)
    context = {"job": job, **_said(job)}
    if request.GET.get("part") == "1":
        return part(request, "console/mass_progress.html", context)
    return page(request, "console/mass.html", context)


def _said(job: MassJob) -> dict[str, Any]:
    chosen = Steps.parse(job.steps, check=False)
    gone = job.done_count + job.same_count + job.refused_count
    if job.state in ("undoing", "undone"):
        gone, total = job.undone_count, job.done_count
    else:
        total = job.total
    return {
        "sentences": chosen.sentences(),
        "gone": gone,
        "total": max(total, 1),
        "live": job.state in jobs.LIVE,
        "can_undo": jobs.can_undo(job),
        "kept": undoing.cannot(chosen),
        "refusals": [(str(REFUSALS.get(key, key)), count) for key, count in sorted(job.refusals.items())],
    }


@agent_page
def show_all(request: AgentRequest) -> HttpResponse:
    """His last jobs."""
    rows = MassJob.objects.filter(by=request.user).order_by("-id")[:50]
    listed = [(job, Steps.parse(job.steps, check=False).sentence()) for job in rows]
    return page(request, "console/mass_all.html", {"jobs": listed})


@require_POST
@agent_page
def stop(request: AgentRequest, number: int) -> HttpResponse:
    """End it after the tickets that it is at."""
    jobs.stop(jobs.find(request.user, number), by=request.user)
    return HttpResponseRedirect(reverse("mass", args=[number]), status=303)


@require_POST
@agent_page
def undo(request: AgentRequest, number: int) -> HttpResponse:
    """Give the tickets back what it changed."""
    jobs.undo(jobs.find(request.user, number), by=request.user)
    return HttpResponseRedirect(reverse("mass", args=[number]), status=303)
