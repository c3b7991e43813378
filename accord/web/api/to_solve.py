"""The route of To Solve: the most important ticket for the agent whose token it is."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accord.queue import reasons, to_solve
from accord.web import moments
from accord.web.api import outputs, presenting
from accord.web.api.admitting import READ_TICKETS, WRITE_TICKETS, ApiRequest
from accord.web.api.repeating import waiting
from accord.web.api.routes import Routes

router = Routes()


def _settle(request: ApiRequest) -> None:
    to_solve.settle(request.auth.person)


@router.route("POST", "/to-solve", _("Take the most important ticket"), outputs.ToSolve, WRITE_TICKETS)
@waiting(_settle)
def take_next(request: ApiRequest) -> HttpResponse:
    """Give the agent his most important ticket and assign it to him; `ticket` is null when nothing waits for him.

    Never one that belongs to somebody else, that somebody else has open, or that does not wait. Two agents who ask at
    once get two tickets.
    """
    return presenting.answer(_value(to_solve.pull(request.auth.person)))


@router.route("GET", "/to-solve", _("Look at the most important ticket"), outputs.ToSolve, READ_TICKETS)
def look_at_next(request: ApiRequest) -> HttpResponse:
    """The ticket that taking the next one would give now; nothing changes."""
    return presenting.answer(_value(to_solve.first_for(request.auth.person, request.auth.access)))


def _value(head: to_solve.Head | None) -> presenting.Value:
    if head is None:
        return {"ticket": None, "because": None}
    reason = head.reason
    because = {
        "key": reason.key,
        "due_at": reason.due_at,
        "waiting_since": reason.waiting_since,
        "sentence": reasons.sentence(reason, moments.span),
    }
    return {"ticket": presenting.ticket(head.ticket), "because": because}
