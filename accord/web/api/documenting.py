"""The description of the API: the OpenAPI file, and a plain page of it for people."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from pydantic_core import to_json

from accord.core.errors import AccordError, Conflict, Invalid, Missing, NotAllowed, NotFound, NotPossible
from accord.core.limits import TooMany
from accord.web.api import admitting, problems, repeating
from accord.web.api.outputs import Problem
from accord.web.api.routes import UnknownParameter

ABOUT = _("Tickets, messages and contacts for programs. Everything here follows the rights of the token's person.")
KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
    "description": "Any text of yours. The same request with it again is not done twice but answered alike.",
    "example": "order-4711-reply-1",
}
ERRORS: tuple[type[AccordError], ...] = (
    problems.NotJson,
    admitting.NoToken,
    NotAllowed,
    admitting.NoScope,
    NotFound,
    problems.NoSuchMethod,
    NotPossible,
    Conflict,
    repeating.StillRunning,
    problems.TooLarge,
    admitting.WrongForm,
    Invalid,
    Missing,
    repeating.OtherRequest,
    repeating.BadKey,
    UnknownParameter,
    TooMany,
    problems.Broken,
    problems.Busy,
)
_METHODS = ("get", "post", "patch", "delete")


@dataclass(frozen=True)
class Line:
    """One route on the page."""

    method: str
    path: str
    summary: str
    about: str


def complete(schema: dict[str, Any]) -> dict[str, Any]:
    """What ninja made of the routes, with the problems that each can answer and the idempotency key of each POST."""
    schema["components"]["schemas"]["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schema["components"]["schemas"].update(schema["components"]["schemas"]["Problem"].pop("$defs", {}))
    schema["components"]["responses"] = {str(status): _problem(status) for status in sorted({e.status for e in ERRORS})}
    for path, methods in schema["paths"].items():
        for method in _METHODS:
            if method in methods:
                _complete(path, method, methods[method])
    return schema


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    statuses = {401, 403, 422, 429, 500, 503}
    if "{" in path:
        statuses.add(404)
    if method != "get":
        statuses |= {400, 409, 413, 415}
    for status in sorted(statuses):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{status}"}
    operation["responses"] = {str(status): value for status, value in operation["responses"].items()}
    if path.endswith("/files/{number}"):
        content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        operation["responses"]["200"] = {"description": "The file.", "content": content}
    elif method == "post" and not path.endswith("/files"):
        operation["parameters"] = [*operation.get("parameters", []), KEY_HEADER]


def _problem(status: int) -> dict[str, Any]:
    first = next(each for each in ERRORS if each.status == status)
    example = {
        "type": f"/api/v1/#problem-{first.key}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "key": first.key,
        "detail": str(first.sentence),
    }
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    keys = ", ".join(each.key for each in ERRORS if each.status == status)
    return {"description": f"{HTTPStatus(status).phrase}: {keys}", "content": {problems.MEDIA_TYPE: content}}


def page(request: HttpRequest, schema: dict[str, Any]) -> HttpResponse:
    """The list of routes and problems as a page; needs no token."""
    lines = [
        Line(method.upper(), path.removeprefix("/api/v1"), operation["summary"], operation.get("description", ""))
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in _METHODS
    ]
    told = [(each.status, each.key, str(each.sentence)) for each in ERRORS]
    return render(request, "api/index.html", {"lines": lines, "problems": told, "about": ABOUT})


def written(schema: dict[str, Any]) -> bytes:
    """The OpenAPI file, with summaries in the language that is active now."""
    return to_json(schema, fallback=str)
