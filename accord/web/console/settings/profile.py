"""One's own card."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from accord.core.ids import read_number
from accord.people import editing
from accord.people.models import Person
from accord.tickets.later import wishing as later
from accord.web.console.pages import AgentRequest, agent_page
from accord.web.console.settings import away
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form
from accord.web.zones import zones

TEXTS = ("name", "alias", "phone", "language", "time_zone", "theme", "signature")
AS_WORKSPACE = "workspace"


def _undos() -> list[tuple[str, str]]:
    """What can be chosen, in the language that is active: first as the workspace has it."""
    spans = {str(seconds): str(words) for seconds, words in later.CHOICES}
    inherited = _("As in the workspace: %(span)s") % {"span": spans[str(later.standard())].lower()}
    return [(AS_WORKSPACE, inherited), *spans.items()]


def _wish(person: Person, text: str) -> None:
    if text == AS_WORKSPACE:
        later.wish(person, None)
    else:
        later.wish(person, -1 if (seconds := read_number(text)) is None else seconds)


@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """Names, absence, language, zone, looks, keys, signature."""
    person = request.user
    present = {name: getattr(person, name) for name in (*TEXTS, "keys_on")}
    chosen = later.chosen(person)
    undo_s = AS_WORKSPACE if chosen is None else str(chosen)
    form = Form(request, **present, **away.initial(person), undo_s=undo_s)
    if request.method == "POST":
        with form.catching(), transaction.atomic():
            values: dict[str, Any] = {name: form[name] for name in TEXTS}
            editing.change(person, by=person, **values, keys_on=form.on("keys_on"))
            away.save(form, person, by=person)
            if form["undo_s"] not in ("", undo_s):
                _wish(person, form["undo_s"])
            return go("profile")
    with translation.override(person.language or translation.get_language() or "en"):
        themes = [("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
        undos = _undos()
    context = {
        "form": form,
        "undos": undos,
        "person": person,
        "zones": zones(),
        "themes": themes,
        "own_languages": settings.LANGUAGES,
    }
    return settings_page(request, "settings/profile.html", context, section="profile", status=form.status)
