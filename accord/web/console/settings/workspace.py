"""The options of the workspace, as the rooms defined them."""

from zoneinfo import available_timezones

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accord.core.errors import Invalid
from accord.core.options import Option, get, options
from accord.people import workspace
from accord.people.happenings import WORKSPACE
from accord.web.console.pages import AgentRequest, admin_page
from accord.web.console.settings.history import history
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form
from accord.web.zones import zones

SECTION = "settings-options"


@admin_page
def show(request: AgentRequest) -> HttpResponse:
    """All options in groups; one form."""
    known = {key: option for key, option in options.items() if option.shown}
    form = Form(request, **{key: get(key) for key in known})
    if request.method == "POST":
        values = {}
        for key in known:
            with form.catching():
                values[key] = _checked(key, form[key])
        if form.good:
            for key, value in values.items():
                workspace.change(key, value, by=request.user)
            return go(SECTION)
    context = {
        "form": form,
        "groups": _groups(list(known.values())),
        "zones": zones(),
        "own_languages": settings.LANGUAGES,
        "history": history(*WORKSPACE),
    }
    return settings_page(request, "settings/workspace.html", context, section=SECTION, status=form.status)


def _checked(key: str, text: str) -> object:
    value = workspace.value_from(key, text)
    if key == "workspace.name" and not value:
        raise Invalid(key, sentence=_("Write a name; customers see it in every mail."))
    if key == "workspace.language" and value not in dict(settings.LANGUAGES):
        raise Invalid(key, sentence=_("Choose a language."))
    if key == "workspace.time_zone" and value not in available_timezones():
        raise Invalid(key, sentence=_("Choose a time zone, such as Europe/Riga."))
    return value


def _groups(every: list[Option]) -> list[tuple[str, list[Option]]]:
    """Options by the first part of their keys."""
    titles = {
        "workspace": _("The workspace"),
        "files": _("Files"),
        "mail": _("Mail that comes in"),
        "email": _("Mail that goes out"),
        "portal": _("Customers' pages"),
        "tickets": _("Tickets"),
        "automation": _("Automation"),
        "chat": _("Chats between agents"),
        "api": _("Programs"),
        "alarm": _("Alarms"),
        "backup": _("Alarms"),
    }
    groups: dict[str, list[Option]] = {title: [] for title in [*titles.values(), _("More")]}
    for option in every:
        groups[titles.get(option.key.partition(".")[0], _("More"))].append(option)
    return [each for each in groups.items() if each[1]]
