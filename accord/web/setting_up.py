"""The first run: the code from the server's console makes its reader the owner. The first mailbox is the step after."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accord.core.limits import Limit
from accord.messaging.pages import first_step
from accord.people import setting_up
from accord.people.models import Person
from accord.tickets.silence import choosing
from accord.web.forms import Form
from accord.web.zones import zones

CODES_TRIED = Limit("set_up.code", 20, 600)  # from anywhere
ZONES = {  # what is offered first, by language
    "bg": "Europe/Sofia",
    "et": "Europe/Tallinn",
    "lv": "Europe/Riga",
    "ru": "Europe/Riga",
    "sl": "Europe/Ljubljana",
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """The form, and what it makes. Once there is an owner it leads to the sign-in page."""
    if setting_up.has_owner():
        return HttpResponseRedirect("/")
    form = Form(request, **_initial(request))
    if request.method == "POST":
        owner = _begin(form)
        if owner is not None:
            return _enter(request, owner)
    context = {"form": form, "zones": zones(), "languages": settings.LANGUAGES}
    return render(request, "account/set_up.html", context, status=form.status)


def _initial(request: HttpRequest) -> dict[str, Any]:
    language = get_language() or "en"
    return {
        "code": request.GET.get("code", ""),
        "name": "",
        "email": "",
        "password": "",
        "workspace": "",
        "language": language,
        "time_zone": ZONES.get(language, "UTC"),
        "department": _("Support"),
        "answered_on": False,
        "resolved_on": False,
    }


def _begin(form: Form) -> Person | None:
    if not CODES_TRIED.take():
        form.refuse("code", _("That was too often. Wait a while, then try again."))
    elif not setting_up.fits(form["code"]):
        form.refuse(
            "code", _("That is not the code. It stands where Accord was started, beside the word “set-up”.")
        )
    if not form["workspace"].strip():
        form.refuse("workspace", _("Write a name; customers see it in every mail."))
    if not form.good:
        return None
    with form.catching():
        owner, department = setting_up.begin(
            name=form["name"],
            email=form["email"],
            password=form["password"],
            workspace_name=form["workspace"],
            language=form["language"],
            time_zone=form["time_zone"],
            department=form["department"],
        )
        choosing.choose(department, by=owner, **{name: form.on(name) for name in choosing.SWITCHES})
        return owner
    return None


def _enter(request: HttpRequest, owner: Person) -> HttpResponse:
    from allauth.account.utils import perform_login

    step = first_step()
    response: HttpResponse = perform_login(
        request, owner, email_verification="none", redirect_url=step or "/"
    )
    return response
