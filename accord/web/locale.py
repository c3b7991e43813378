"""The language and zone of a page: the person's, else the browser's, else the workspace's."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accord.core import clock, options


def language_of(request: HttpRequest) -> str:
    """A view's own choice (`?lang=` on customers' pages), the person's, the browser's, the workspace's."""
    known = dict(settings.LANGUAGES)
    wanted = request.GET.get("lang", "")
    if wanted in known:
        return wanted
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.language in known:
        return str(user.language)
    header = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
    for part in header.split(","):
        code: str = part.split(";")[0].strip().lower().split("-")[0]
        if code in known:
            return code
    return str(options.get("workspace.language"))


class LocaleMiddleware:
    """Activates language and time zone for the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        user = getattr(request, "user", None)
        zone = getattr(user, "time_zone", "") or str(options.get("workspace.time_zone"))
        if user is not None:
            # He is read now: from here on the person himself, not Django's lazy one, which a page asks 80 things.
            request.user = getattr(user, "_wrapped", user)
        with (
            translation.override(language),
            timezone.override(ZoneInfo(zone if zone in clock.known_zones() else "UTC")),
        ):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
