"""What no database stores is left out of what browsers send, and no address leads there: the sign NUL, which PostgreSQL
has in no text, and ids that are larger than any.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NUL = "\0"
LARGEST = 2**63 - 1


class PlainMiddleware:
    """Stands after the form's token: what is read without one (hooks, the API) stays as it came."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _plain(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> None:
        """A form's token was looked for in it, so it is read already. Raises Http404."""
        if NUL in request.path_info or any(isinstance(each, int) and each > LARGEST for each in kwargs.values()):
            raise Http404
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
