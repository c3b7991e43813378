"""Routes of what is done with a ticket: each thing is made by POST and undone by DELETE."""

from typing import Annotated

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from accord.core.errors import Invalid, NotFound, NotPossible
from accord.messaging.inbound import survivor
from accord.tickets import (
    assigning,
    closing,
    discarding,
    merging,
    postponing,
    reopening,
    resolving,
    seeing,
    tagging,
    transcribing,
)
from accord.tickets.models import State, Ticket
from accord.web.api import outputs
from accord.web.api.admitting import WRITE_TICKETS, ApiRequest
from accord.web.api.fields import Code, Paragraph, TagName
from accord.web.api.inputs import (
    AssignmentIn,
    ClosureIn,
    MergeIn,
    PostponementIn,
    ResolutionIn,
    TagsIn,
    TranscriptIn,
)
from accord.web.api.routes import Routes, agent_called, changed
from accord.web.api.writing import explanation_from

router = Routes()
GIVES = outputs.TicketOut
Why = Annotated[Paragraph, Field(description="Why it is opened again.")]


@router.route("POST", "/tickets/{code}/resolution", _("Resolve"), GIVES, WRITE_TICKETS)
def resolve(request: ApiRequest, code: Code, body: ResolutionIn) -> HttpResponse:
    """Say that the ticket is solved. The customer is told, and has the last word."""

    def act(ticket: Ticket) -> None:
        explanation = explanation_from(body, body.reason, ticket)
        resolving.resolve(ticket, explanation, by=request.auth.person, silent=body.silent)

    return changed(request, code, act)


@router.route("DELETE", "/tickets/{code}/resolution", _("Open a resolved ticket"), GIVES, WRITE_TICKETS)
def undo_resolution(request: ApiRequest, code: Code, reason: Why = "") -> HttpResponse:
    """Open a resolved ticket again; a closed one needs a reason and a supervisor."""
    return changed(request, code, lambda ticket: reopening.reopen(ticket, by=request.auth.person, reason=reason))


@router.route("POST", "/tickets/{code}/closure", _("Close"), GIVES, WRITE_TICKETS)
def close(request: ApiRequest, code: Code, body: ClosureIn) -> HttpResponse:
    """Close a resolved ticket on a stated basis; the customer is told."""
    return changed(
        request, code, lambda ticket: closing.close(ticket, by=request.auth.person, basis=body.basis, how=body.how)
    )


@router.route("DELETE", "/tickets/{code}/closure", _("Open a closed ticket"), GIVES, WRITE_TICKETS)
def undo_closure(request: ApiRequest, code: Code, reason: Why = "") -> HttpResponse:
    """Open a closed ticket again, with a reason. Needs a supervisor."""

    def act(ticket: Ticket) -> None:
        if ticket.state == State.RESOLVED:
            raise NotPossible("closure", sentence=_("This ticket is not closed."))
        reopening.reopen(ticket, by=request.auth.person, reason=reason)

    return changed(request, code, act)


@router.route("POST", "/tickets/{code}/transcript", _("Mail the conversation"), GIVES, WRITE_TICKETS)
def mail_transcript(request: ApiRequest, code: Code, body: TranscriptIn) -> HttpResponse:
    """Mail the whole conversation, as the customer reads it, to him or to an address; also of a closed ticket."""
    return changed(
        request, code, lambda ticket: transcribing.send_transcript(ticket, by=request.auth.person, to=body.to)
    )


@router.route("POST", "/tickets/{code}/postponement", _("Postpone"), GIVES, WRITE_TICKETS)
def postpone(request: ApiRequest, code: Code, body: PostponementIn) -> HttpResponse:
    """Put the ticket off until a moment; with an explanation the customer is written to."""

    def act(ticket: Ticket) -> None:
        why = body.explanation
        explanation = explanation_from(why, why.reason, ticket) if why else None
        postponing.postpone(ticket, body.until, by=request.auth.person, explanation=explanation, stay=body.stay)

    return changed(request, code, act)


@router.route("DELETE", "/tickets/{code}/postponement", _("Bring back"), GIVES, WRITE_TICKETS)
def undo_postponement(request: ApiRequest, code: Code) -> HttpResponse:
    """Bring a postponed ticket back now."""
    return changed(request, code, lambda ticket: postponing.bring_back(ticket, by=request.auth.person))


@router.route("POST", "/tickets/{code}/assignment", _("Assign"), GIVES, WRITE_TICKETS)
def assign(request: ApiRequest, code: Code, body: AssignmentIn) -> HttpResponse:
    """Give the ticket to an agent."""

    def act(ticket: Ticket) -> None:
        agent = agent_called(body.agent, request.auth.person)
        if agent is None:
            raise Invalid("agent", sentence=_("There is no such agent."))
        assigning.assign(ticket, agent, by=request.auth.person)

    return changed(request, code, act)


@router.route("DELETE", "/tickets/{code}/assignment", _("Give to nobody"), GIVES, WRITE_TICKETS)
def undo_assignment(request: ApiRequest, code: Code) -> HttpResponse:
    """Take the ticket from its agent."""
    return changed(request, code, lambda ticket: assigning.assign(ticket, None, by=request.auth.person))


@router.route("POST", "/tickets/{code}/tags", _("Add tags"), GIVES, WRITE_TICKETS)
def add_tags(request: ApiRequest, code: Code, body: TagsIn) -> HttpResponse:
    """Put tags on the ticket: all of them, or none."""

    def act(ticket: Ticket) -> None:
        with transaction.atomic():
            for name in body.tags:
                tagging.tag(ticket, name, by=request.auth.person)

    return changed(request, code, act)


@router.route("DELETE", "/tickets/{code}/tags", _("Remove tags"), GIVES, WRITE_TICKETS)
def remove_tags(
    request: ApiRequest, code: Code, tag: Annotated[list[TagName], Query(min_length=1, max_length=50)]
) -> HttpResponse:
    """Take tags off; `?tag=one&tag=two`."""

    def act(ticket: Ticket) -> None:
        with transaction.atomic():
            for name in tag:
                tagging.untag(ticket, name, by=request.auth.person)

    return changed(request, code, act)


@router.route("POST", "/tickets/{code}/spam", _("Mark as spam"), GIVES, WRITE_TICKETS)
def mark_spam(request: ApiRequest, code: Code) -> HttpResponse:
    """Put the ticket into the spam."""
    return changed(request, code, lambda ticket: discarding.mark_spam(ticket, by=request.auth.person))


@router.route("DELETE", "/tickets/{code}/spam", _("No spam"), GIVES, WRITE_TICKETS)
def undo_spam(request: ApiRequest, code: Code) -> HttpResponse:
    """Take the ticket out of the spam, to the state before."""
    return changed(request, code, lambda ticket: discarding.mark_not_spam(ticket, by=request.auth.person))


@router.route("POST", "/tickets/{code}/merge", _("Merge"), GIVES, WRITE_TICKETS)
def merge(request: ApiRequest, code: Code, body: MergeIn) -> HttpResponse:
    """Close the ticket and bring its messages, notes and files to another one, which its code leads to from then on."""

    def act(ticket: Ticket) -> None:
        try:
            into = survivor(seeing.find(request.auth.access, body.into).pk)
        except NotFound:
            into = None
        if into is None or not seeing.may_see(request.auth.access, into):
            raise Invalid("into", sentence=_("There is no such ticket."))
        merging.merge(ticket, into, by=request.auth.person, show_each_other=body.show_each_other)

    return changed(request, code, act)


@router.route("DELETE", "/tickets/{code}/merge", _("Take out of a merging"), GIVES, WRITE_TICKETS)
def undo_merge(request: ApiRequest, code: Code) -> HttpResponse:
    """Take a merged ticket out of the one that it was merged into, as it was before."""
    return changed(request, code, lambda ticket: merging.unmerge(ticket, by=request.auth.person))


@router.route("POST", "/tickets/{code}/deletion", _("Delete"), GIVES, WRITE_TICKETS)
def delete(request: ApiRequest, code: Code) -> HttpResponse:
    """Put the ticket to the deleted ones, from where it can be brought back."""
    return changed(request, code, lambda ticket: discarding.delete(ticket, by=request.auth.person))


@router.route("DELETE", "/tickets/{code}/deletion", _("Bring back a deleted ticket"), GIVES, WRITE_TICKETS)
def undo_deletion(request: ApiRequest, code: Code) -> HttpResponse:
    """Bring a deleted ticket back, to the state before."""
    return changed(request, code, lambda ticket: discarding.undelete(ticket, by=request.auth.person))
