"""Under /live-state/: what the button To Solve says, how one stands oneself, and whether anything moves."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from accord.messaging.chats import reading
from accord.people import presence
from accord.people.models import Person
from accord.people.rights import access_of
from accord.queue import reasons, to_solve
from accord.tickets.counting import CAP
from accord.web import moments, presences


@require_GET
def badge(request: HttpRequest) -> HttpResponse:
    """How many tickets To Solve has for this agent, why the first is first, and how he stands himself."""
    person = request.user
    if not isinstance(person, Person) or not person.is_agent:
        return HttpResponse(status=401)
    found = to_solve.badge(person, access_of(person))
    standing = presence.standing(person.pk)
    return JsonResponse(
        {
            "chats": moments.count(waiting) if (waiting := reading.unread(person.pk)) else "",
            "count": moments.count(found.count, CAP),
            "code": found.head.ticket.code if found.head else "",
            "why": reasons.sentence(found.head.reason, moments.span) if found.head else "",
            "presence": standing.key,
            "sign": presences.sign(standing),
            "word": presences.word(standing),
        }
    )


@require_POST
def stir(request: HttpRequest) -> HttpResponse:
    """`active` "1": something moves on his pages again; "": nothing has for long."""
    person = request.user
    if not isinstance(person, Person) or not person.is_agent:
        return HttpResponse(status=401)
    presence.stir(person.pk, active=request.POST.get("active") == "1")
    return HttpResponse(status=204)
