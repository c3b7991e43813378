"""GET /live-state/notices/?after=ID: how much an agent has not read, and a toast for what is newer than that id."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from accord.core.ids import read_number
from accord.messaging.notices import reading, wording
from accord.people.models import Person
from accord.people.rights import access_of
from accord.web import moments, parts


@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """`after` is the newest news that his browser knows of; without it nothing is new."""
    person = request.user
    if not isinstance(person, Person) or not person.is_agent:
        return HttpResponse(status=401)
    access = access_of(person)
    after = read_number(request.GET.get("after", ""))
    found = reading.newer(access, after) if after is not None else []
    toast = str(parts.made("console/news_toast.html", news=wording.shown(found, person))) if found else ""
    unread = reading.count(access)
    return JsonResponse(
        {
            "unread": unread,
            "count": moments.count(unread, reading.MOST_COUNTED - 1) if unread else "",
            "newest": reading.newest(person.pk),
            "toast": toast,
        }
    )
