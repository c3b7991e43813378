"""Under /live-state/: who looks at a ticket and who writes (presence/, there/), and the counters (counts/)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from accord.automation.triggers import screens
from accord.core.errors import AccordError
from accord.core.ids import read_number
from accord.messaging.notices import reading
from accord.people.models import Person
from accord.people.rights import access_of
from accord.queue import on_screen
from accord.tickets import counting, seeing
from accord.tickets.models import Ticket
from accord.web import moments
from accord.web.live.hub import hub

DOINGS = {"look", "reply", "note", ""}


@require_POST
def presence(request: HttpRequest) -> HttpResponse:
    """`ticket` (its id) and `doing` (look, reply, note, or nothing on leaving). Answers who else is there."""
    person = request.user
    if not isinstance(person, Person) or not person.is_agent:
        return HttpResponse(status=401)
    number, doing = request.POST.get("ticket", ""), request.POST.get("doing", "")
    ticket = Ticket.objects.filter(pk=read_number(number) or 0).first()
    if doing not in DOINGS or ticket is None or not seeing.may_see(access_of(person), ticket):
        return HttpResponse(status=404)
    if hub.be_present(ticket, person, doing):
        screens.seen(ticket, person, there=bool(doing))
    on_screen.seen(ticket, person.pk, there=bool(doing))
    if doing and reading.read_ticket(person, ticket.pk):
        hub.tell_person_everywhere(person.pk)
    return JsonResponse({"ticket": ticket.pk, "others": hub.present_at(ticket.pk, person.pk)})


@require_GET
def there(request: HttpRequest) -> HttpResponse:
    """At which tickets colleagues are now, for a list that has just been opened."""
    person = request.user
    if not isinstance(person, Person) or not person.is_agent:
        return HttpResponse(status=401)
    return JsonResponse({"there": hub.present(access_of(person))})


@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """The counters of the rail as words, by view."""
    person = request.user
    if not isinstance(person, Person) or not person.is_agent:
        return HttpResponse(status=401)
    try:
        found = counting.counts(access_of(person))
    except AccordError as error:
        return HttpResponse(status=error.status)
    return JsonResponse({key: moments.count(value) for key, value in found.items()})
