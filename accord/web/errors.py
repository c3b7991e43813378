"""Pages for what went wrong."""

import errno
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accord.core.html import to_text

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
TRY_AFTER_S = "5"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its mark: mostly an old tab. Nothing was changed."""
    return render(request, "errors/csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault; 503 when only nothing can be stored at the moment: a full disk, a database that does not answer."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError) or (isinstance(error, OSError) and error.errno in NO_ROOM):
        return cannot_store(request)
    return render(request, "errors/500.html", status=500)


def cannot_store(request: HttpRequest) -> HttpResponse:
    """What was written comes back with the page, so that it can be kept and sent again."""
    if request.headers.get("HX-Request") or request.headers.get("X-Requested-With"):
        sentence = _("Nothing can be stored at the moment. Leave this page open and try again in a minute.")
        response = render(request, "parts/refused.html", {"sentence": sentence}, status=503)
        response["X-Toast"] = "1"
    else:
        words = to_text(request.POST.get("html", "")) or request.POST.get("text", "")
        response = render(request, "errors/503.html", {"words": words}, status=503)
    response["Retry-After"] = TRY_AFTER_S
    return response
