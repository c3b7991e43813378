"""Who may be meant: the options of a field for a mail address, read anew with each letter."""

from django.http import HttpResponse

from accord.people.meant import meant, meant_by_phone
from accord.web.console.pages import AgentRequest, agent_page, part


@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """The contacts that the letters `q` may mean, as options; with `by=phone` by their numbers."""
    find = meant_by_phone if request.GET.get("by") == "phone" else meant
    return part(request, "console/meant.html", {"found": find(request.GET.get("q", ""))})
