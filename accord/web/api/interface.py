"""The API as a whole: its routes, its errors, its description."""

import functools
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from pydantic_core import from_json

from accord.web.api import (
    asides,
    beside,
    changes,
    chats,
    checklists,
    clocks,
    documenting,
    everyday,
    explaining,
    macros,
    mass,
    messages,
    notifications,
    own_fields,
    people,
    problems,
    related,
    rules,
    spending,
    tags,
    thanks,
    tickets,
    to_solve,
    verbs,
    views,
)
from accord.web.api.presenting import JSON
from accord.web.api.repeating import once


class StrictParser(Parser):
    """JSON as RFC 8259 has it: no NaN, no lone surrogates."""

    def parse_body(self, request: HttpRequest) -> Any:
        return from_json(request.body, allow_inf_nan=False)


class Interface(NinjaAPI):
    """NinjaAPI whose every answer is JSON: unknown addresses and methods are problems too."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        documenting.complete(schema)
        return schema

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        own: list[URLResolver | URLPattern] = [path("", self._page), path("openapi.json", self._file, name="openapi")]
        found = super()._get_urls()
        for each in found:
            if isinstance(each, URLPattern):
                each.callback = _guarded(each.callback)
        return [*own, *found, re_path(r"^(?P<rest>.*)$", problems.unknown)]

    def _page(self, request: HttpRequest) -> HttpResponse:
        return documenting.page(request, from_json(_written(self, get_language() or "")))

    def _file(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(_written(self, get_language() or ""), content_type=JSON)


@lru_cache(maxsize=32)
def _written(api: "Interface", language: str) -> bytes:
    """The OpenAPI file in a language: made once, because anybody may ask for it."""
    return documenting.written(api.get_openapi_schema())


def _guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.method
        if asked == "HEAD":
            request.method = "GET"
        response = view(request, *args, **kwargs)
        request.method = asked  # by which the server leaves the body of a HEAD out (RFC 9110, 9.3.2)
        if response.status_code == 405:
            return problems.wrong_method(", ".join(sorted(response["Allow"].split(", "))))
        return response

    return shown


def make() -> Interface:
    """The one API."""
    api = Interface(
        title="Accord", version="1", description="", openapi_url=None, docs_url=None, urls_namespace="api-v1",
        parser=StrictParser(),
    )  # fmt: skip
    problems.install(api)
    api.add_decorator(once, mode="operation")
    about_tickets = (changes, tickets, own_fields, clocks, messages, verbs, explaining, to_solve, thanks, asides)
    together = (everyday, related, spending, checklists, tags)
    rooms = (*about_tickets, *together, people, rules, views, macros, mass, beside, notifications, chats)
    for room in rooms:
        api.add_router("", room.router)
    return api


api = make()
