"""Who is here: for supervisors, how each agent stands and how much he holds; for everybody, his own pause."""

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accord.core.errors import NotAllowed
from accord.people import presence
from accord.people.models import Department
from accord.queue import load
from accord.web.console.pages import ABOVE, AgentRequest, agent_page, page
from accord.web.presences import sentence, sign


@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """The agents of the departments that he supervises. Raises NotAllowed for who supervises none."""
    access = request.access
    own = [number for number, level in access.levels.items() if level in ABOVE]
    if not (access.everywhere or own):
        raise NotAllowed("team")
    departments = list(Department.objects.filter(is_active=True).order_by("position", "name"))
    if not access.everywhere:
        departments = [each for each in departments if each.pk in own]
    rows = load.of_departments([each.pk for each in departments])
    standings = presence.standings(row.person.pk for row in rows)
    names = {each.pk: each.name for each in departments}
    order = ["online", "away", "paused", "off_hours", "absent", "offline"]
    people = [
        {
            "row": row,
            "sign": sign(standings[row.person.pk]),
            "standing": sentence(standings[row.person.pk]),
            "here": standings[row.person.pk].is_given,
            "places": [names[each] for each in row.departments],
            "place": (order.index(standings[row.person.pk].key), row.person.shown_name),
        }
        for row in rows
    ]
    people.sort(key=lambda each: each["place"])  # type: ignore[arg-type, return-value]
    context = {"people": people, "here": sum(bool(each["here"]) for each in people)}
    return page(request, "console/team.html", context, current="team")


@require_POST
@agent_page
def say(request: AgentRequest) -> HttpResponse:
    """`presence` is "paused" or "online"; back to where he was. To come back ends an absence too."""
    if request.POST.get("presence") == "paused":
        presence.pause(request.user)
    else:
        presence.be_here(request.user)
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()})
    response = HttpResponseRedirect(back if safe else "/")
    response.status_code = 303
    return response
