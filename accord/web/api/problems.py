"""What went wrong, as `application/problem+json` (RFC 9457): a key for programs and a sentence for people."""

import logging
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic_core import to_json

from accord.core.errors import AccordError, Invalid, NotFound
from accord.web.api.admitting import PER_S

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)
Field = dict[str, str]


class NotJson(AccordError):
    """The body cannot be read."""

    key = "not_json"
    status = 400
    sentence = _("The body is not valid JSON.")


class NoSuchMethod(AccordError):
    """The address is right, the method is not."""

    key = "method_not_allowed"
    status = 405
    sentence = _("This address does not know that method. It knows: %(methods)s.")


class TooLarge(AccordError):
    """More was sent than is taken."""

    key = "too_large"
    status = 413
    sentence = _("The request is too large.")


class Busy(AccordError):
    """The database has too much to do at this moment."""

    key = "busy"
    status = 503
    sentence = _("There is too much to do at this moment. Try again in a second.")


class Broken(AccordError):
    """Our own fault."""

    key = "broken"
    status = 500
    sentence = _("Something went wrong on our side. It was noted down.")


# What pydantic found wrong -> our own sentence; %(…)s are its context.
_SENTENCES: dict[str, Promise] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such field here."),
    "string_type": _("Write a text here."),
    "string_too_long": _("That is too long; %(max_length)s characters at most."),
    "string_too_short": _("That is too short; at least %(min_length)s characters."),
    "int_type": _("Write a whole number here."),
    "int_parsing": _("Write a whole number here."),
    "bool_type": _("Write true or false here."),
    "bool_parsing": _("Write true or false here."),
    "list_type": _("Write a list here."),
    "too_long": _("There are too many entries; %(max_length)s at most."),
    "too_short": _("There are too few entries; at least %(min_length)s."),
    "greater_than_equal": _("That is too small; %(ge)s or more."),
    "less_than_equal": _("That is too large; %(le)s at most."),
    "literal_error": _("Choose one of: %(expected)s."),
    "timezone_aware": _("Write a moment with its zone, such as 2026-11-23T09:00:00Z."),
    "datetime_parsing": _("Write a moment with its zone, such as 2026-11-23T09:00:00Z."),
    "datetime_from_date_parsing": _("Write a moment with its zone, such as 2026-11-23T09:00:00Z."),
}


def answer(error: AccordError, errors: Sequence[Field] = (), **headers: str) -> HttpResponse:
    """The answer that tells of an error. `errors` are single fields: `field`, `key`, `detail`."""
    body: dict[str, Any] = {
        "type": f"/api/v1/#problem-{error.key}",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "key": error.key,
        "detail": str(error),
    }
    if errors:
        body["errors"] = list(errors)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if error.status in (429, 503):
        headers["Retry-After"] = str(PER_S // 2 if error.status == 429 else 1)
    return HttpResponse(to_json(body), status=error.status, content_type=MEDIA_TYPE, headers=headers)


def _ours(request: HttpRequest, error: AccordError) -> HttpResponse:
    named = error.status == 422 and error.detail.isidentifier()
    return answer(error, [{"field": error.detail, "key": error.key, "detail": str(error)}] if named else ())


def _fields(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer(Invalid(), list(_each(error.errors)))


def _each(found: Iterable[dict[str, Any]]) -> Iterable[Field]:
    """One entry per wrong value: `body.requester.email` and a sentence."""
    for each in found:
        place, *rest = each["loc"]
        # ninja names the argument of the view too; nobody outside knows it.
        names = rest[1:] if place == "body" and rest else rest
        sentence = str(_SENTENCES.get(each["type"], Invalid.sentence))
        gaps = {name: str(value) for name, value in each.get("ctx", {}).items()}
        try:
            sentence = sentence % gaps if "%(" in sentence else sentence
        except KeyError:
            sentence = str(Invalid.sentence)
        yield {"field": ".".join(str(name) for name in (place, *names)), "key": each["type"], "detail": sentence}


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return answer(NotJson())


def _large(request: HttpRequest, error: Exception) -> HttpResponse:
    return answer(TooLarge())


def _busy(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("the database was busy at %s: %s", request.path, error)
    return answer(Busy())


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("the API failed at %s %s", request.method, request.path, exc_info=error)
    return answer(Broken())


@csrf_exempt
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address under /api/ that does not exist."""
    return answer(NotFound())


def wrong_method(allowed: str) -> HttpResponse:
    """An address that does not know the method."""
    return answer(NoSuchMethod(methods=allowed), Allow=allowed)


HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    AccordError: _ours,
    ValidationError: _fields,
    HttpError: _http,
    MultiPartParserError: _http,
    SuspiciousOperation: _http,
    RequestDataTooBig: _large,
    OperationalError: _busy,
    Exception: _broken,
}


def install(api: NinjaAPI) -> None:
    """Let every error become a problem."""
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)
