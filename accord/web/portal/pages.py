"""What every page of a customer has: his language and zone, the frame, and a calm answer to what is refused."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accord.core import clock, options
from accord.core.errors import AccordError
from accord.core.limits import Limit
from accord.people.models import Person
from accord.tickets.models import Ticket
from accord.web.locale import language_of
from accord.web.portal import places, proving

options.define(
    "portal.privacy_url",
    "",
    _("Address of your privacy page"),
    _("Customers find it at the foot of their pages. Empty: no link."),
)

FROM_ONE_PLACE = Limit("portal.place", 300, 3600)  # forms sent from one network address
View = Callable[..., HttpResponseBase]


def portal_page(view: View) -> View:
    """GET and HEAD show and change nothing, POST changes; nothing is kept by caches; a refusal becomes a sentence."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        try:
            if request.method == "POST":
                places.demand(FROM_ONE_PLACE, request)
            response = view(request, *args, **kwargs)
        except AccordError as error:
            found = proving.proven(request)
            with reading(request, found.person if found else None):
                response = show(request, "portal/refused.html", {"problem": error}, status=error.status)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return shown


@contextmanager
def reading(request: HttpRequest, person: Person | None = None, ticket: Ticket | None = None) -> Iterator[str]:
    """Sentences and dates inside are the reader's (DOMAIN 7.12); gives the language.

    The view's own choice (`?lang=`), the person's language, the ticket's, the browser's.
    """
    known = dict(settings.LANGUAGES)
    wanted = (chosen(request), person.language if person else "", ticket.language if ticket else "")
    language = next((each for each in wanted if each in known), "") or language_of(request)
    zones = (person.time_zone if person else "", str(options.get("workspace.time_zone")))
    zone = next((each for each in zones if each in clock.known_zones()), "UTC")
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        yield language


def chosen(request: HttpRequest) -> str:
    """The language that the address asks for, or nothing."""
    wanted = request.GET.get("lang", "")
    return wanted if wanted in dict(settings.LANGUAGES) else ""


def show(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page in the frame; call it inside `reading`."""
    frame = {
        "workspace": str(options.get("workspace.name")),
        "privacy_url": str(options.get("portal.privacy_url")),
        "languages": settings.LANGUAGES,
        "language": translation.get_language(),
        "proven": proving.proven(request),
        "path": request.path,
        "here": here(request),
    }
    response = render(request, template, {**frame, **context}, status=status)
    response["Content-Language"] = translation.get_language() or "en"
    return response


def here(request: HttpRequest, path: str = "", **query: str) -> str:
    """An address of ours in the language that this view was switched to."""
    asked = {"lang": chosen(request), **query}
    kept = {name: value for name, value in asked.items() if value}
    return (path or request.path) + (f"?{urlencode(kept)}" if kept else "")


def go(request: HttpRequest, path: str = "", **query: str) -> HttpResponse:
    """See other: what was posted is done, and a reload does nothing again."""
    response = HttpResponseRedirect(here(request, path, **query))
    response.status_code = 303
    return response
