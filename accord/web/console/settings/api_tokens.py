"""One's own API tokens."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accord.core.errors import NotFound
from accord.people import tokens
from accord.people.models import ApiToken
from accord.web.console.pages import AgentRequest, agent_page
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form


@never_cache
@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """The list, and a new one: its text is on the answer to the POST and nowhere else."""
    form = Form(request, name="", scopes="")
    made = ""
    if request.method == "POST":
        with form.catching():
            made = tokens.create(request.user, form["name"], request.POST.getlist("scopes"))
    rows = ApiToken.objects.filter(person=request.user, revoked_at__isnull=True)
    context = {"form": form, "tokens": rows, "made": made, "scopes": tokens.SCOPES}
    return settings_page(
        request, "settings/tokens.html", context, section="settings-tokens", status=form.status
    )


@require_POST
@agent_page
def revoke(request: AgentRequest, number: int) -> HttpResponse:
    """Let one of one's own tokens work no more. Raises NotFound."""
    token = ApiToken.objects.select_related("person").filter(pk=number, person=request.user).first()
    if token is None:
        raise NotFound("token")
    tokens.revoke(token, by=request.user)
    return go("settings-tokens")
