"""A program that calls the API, and holds every answer to its documentation."""

import json
import re
from typing import Any

from django.test import Client
from ninja.operation import Operation
from pydantic import BaseModel

from accord.people import tokens
from accord.people.models import Person
from accord.web.api.interface import api
from accord.web.api.outputs import Problem

ROOT = "/api/v1"


def operations() -> dict[tuple[str, str], Operation]:
    """Every operation by method and path."""
    return {
        (method, path): operation
        for bound in api._get_bound_routers()
        for path, view in bound.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }


def operation_at(method: str, path: str) -> Operation | None:
    """The operation that answers there."""
    for (known, template), operation in operations().items():
        if known == method and re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path):
            return operation
    return None


class Answer:
    """A response that has kept what its documentation promises."""

    def __init__(self, response: Any, method: str, path: str) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        kind = response.headers["Content-Type"]
        self.body: Any = json.loads(response.content) if "json" in kind else None
        if self.status >= 400:
            assert kind == "application/problem+json"
            Problem.model_validate(self.body)
            assert (self["status"], bool(self["detail"])) == (self.status, True)
        else:
            operation = operation_at(method, path)
            assert operation is not None
            if kind == "application/json":
                model: type[BaseModel] = operation.response_models[self.status].model_fields["response"].annotation
                model.model_validate_json(response.content, strict=True)

    def __getitem__(self, name: str) -> Any:
        return self.body[name]

    @property
    def key(self) -> str:
        """The key of the problem."""
        return str(self.body["key"])

    @property
    def fields(self) -> dict[str, str]:
        """The wrong fields with the keys of what is wrong with them."""
        return {each["field"]: each["key"] for each in self.body.get("errors", [])}


class Caller:
    """Calls as one person's token."""

    def __init__(self, person: Person, *scopes: str) -> None:
        self.person = person
        self.token = tokens.create(person, "tests", scopes)
        self.client = Client()

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        given = {"Authorization": f"Bearer {self.token}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        response = self.client.generic(
            method, ROOT + path, data, content_type="application/json" if data else "", headers=given
        )
        return Answer(response, method, path.partition("?")[0])

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any) -> Answer:
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", path)
