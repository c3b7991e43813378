"""Groups of contacts: the list, one of them, their order."""

from django.db.models import Count
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accord.core.errors import NotFound
from accord.people import grouping
from accord.people.models import ContactGroup
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.console.settings.wordings import ordered
from accord.web.forms import Form

SECTION = "settings-groups"


@admin_page
def show_all(request: AgentRequest) -> HttpResponse:
    """The groups with how many contacts each has."""
    rows = ContactGroup.objects.annotate(people=Count("members")).order_by("-is_active", "position", "name")
    return settings_page(request, "settings/groups.html", {"groups": rows}, section=SECTION)


@admin_page
def new(request: AgentRequest) -> HttpResponse:
    """A new group."""
    return _form(request, ContactGroup(colour="blue"))


@admin_page
def edit(request: AgentRequest, number: int) -> HttpResponse:
    """One group. Raises NotFound."""
    row = ContactGroup.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("group")
    return _form(request, row)


@require_POST
@admin_page
def order(request: AgentRequest) -> HttpResponse:
    """Another order."""
    present = list(ContactGroup.objects.order_by("position", "name").values_list("pk", flat=True))
    grouping.order(ordered(request, present), by=request.user)
    return go(SECTION, done=False)


def _form(request: AgentRequest, row: ContactGroup) -> HttpResponse:
    form = Form(request, name=row.name, colour=row.colour, is_active=row.is_active).of(row)
    if request.method == "POST":
        with form.catching():
            form.demand_unchanged()
            if row.pk is None:
                row = grouping.make(form["name"], form["colour"], by=request.user)
            else:
                grouping.change(
                    row,
                    by=request.user,
                    name=form["name"],
                    colour=form["colour"],
                    is_active=form.on("is_active"),
                )
            return go(SECTION)
    context = {
        "form": form,
        "group": row if row.pk else None,
        "colours": list(grouping.COLOURS.items()),
        "history": history("group", row.pk) if row.pk else [],
    }
    return settings_page(request, "settings/group.html", context, section=SECTION, status=form.status)
