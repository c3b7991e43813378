"""The sign NUL, which no text holds and PostgreSQL stores nowhere, is left out of what browsers send."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

NUL = "\0"


class PlainMiddleware:
    """Stands after the form's token: what is read without one (hooks, the API) stays as it came."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _plain(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """A form; its token was looked for in it, so it is read already."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        if any(NUL in each for name, values in request.POST.lists() for each in (name, *values)):
            request.POST = _plain(request.POST)  # type: ignore[assignment]


def _plain(sent: QueryDict) -> QueryDict:
    found = QueryDict(mutable=True, encoding=sent.encoding)
    for name, values in sent.lists():
        found.setlist(name.replace(NUL, ""), [str(each).replace(NUL, "") for each in values])
    found._mutable = False
    return found
