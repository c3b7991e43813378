"""The order of work: what To Solve gives, in which departments, and who answers only what it gives."""

from django.db import transaction
from django.http import HttpResponse

from accord.core import options
from accord.core.errors import Invalid
from accord.people import departments, ways_of_working
from accord.people.models import Department, Person, WayOfWorking
from accord.people.models.person import PersonKind
from accord.people.workspace import change as change_option
from accord.queue import choices
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

SECTION = "settings-to-solve"


@admin_page
def show(request: AgentRequest) -> HttpResponse:
    """One form for the whole desk."""
    places = list(Department.objects.filter(is_active=True).order_by("position", "name"))
    agents = [each for each in _agents() if not each.is_admin]
    bound = set(WayOfWorking.objects.filter(only_to_solve=True).values_list("pk", flat=True))
    initial = {
        "own": options.get(choices.OWN),
        "last_agent": options.get(choices.LAST_AGENT),
        **{f"department_{each.pk}": each.to_solve_on for each in places},
        **{f"agent_{each.pk}": each.pk in bound for each in agents},
    }
    form = Form(request, **initial)
    if request.method == "POST":
        with form.catching(), transaction.atomic():
            _save(request, form, places, agents)
            return go(SECTION)
    context = {
        "form": form,
        "places": places,
        "agents": agents,
        "own_choices": choices.OWN_CHOICES,
        "option": options.options,
        "keys": choices,
    }
    return settings_page(request, "settings/order.html", context, section=SECTION, status=form.status)


def _agents() -> list[Person]:
    return list(Person.objects.filter(kind=PersonKind.AGENT, is_active=True).order_by("name", "email"))


def _save(request: AgentRequest, form: Form, places: list[Department], agents: list[Person]) -> None:
    if form["own"] not in dict(choices.OWN_CHOICES):
        raise Invalid("own")
    change_option(choices.OWN, form["own"], by=request.user)
    change_option(choices.LAST_AGENT, form.on("last_agent"), by=request.user)
    for place in places:
        departments.change(place, by=request.user, to_solve_on=form.on(f"department_{place.pk}"))
    bound = ways_of_working.ways_of(each.pk for each in agents)
    for agent in agents:
        only = form.on(f"agent_{agent.pk}")
        if only != (agent.pk in bound and bound[agent.pk].only_to_solve):
            ways_of_working.change(agent, by=request.user, only_to_solve=only)
