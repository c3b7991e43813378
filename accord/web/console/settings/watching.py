"""When tickets come under one's watch by themselves."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from accord.tickets import watching
from accord.web.console.pages import AgentRequest, agent_page
from accord.web.console.settings.sections import go, settings_page


@require_http_methods(["GET", "POST"])
@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """The moments to tick; each agent has his own."""
    if request.method == "POST":
        watching.choose(request.user, set(request.POST.getlist("moment")), by=request.user)
        return go("settings-watching")
    context = {"moments": watching.MOMENTS, "chosen": watching.habits_of(request.user)}
    return settings_page(request, "settings/watching.html", context, section="settings-watching")
