"""Requests that schemathesis makes up from the OpenAPI file: no 5xx, and every answer as documented."""

import os
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi import checks as of_openapi

from accord.core import options
from accord.people import tokens
from accord.tickets.models import Ticket
from tests.web.api.caller import ROOT, operations
from tests.world import World

EXAMPLES = int(os.environ.get("ACCORD_API_EXAMPLES", "60"))


@pytest.fixture
def openapi(world: World, request: pytest.FixtureRequest) -> Any:
    """The description as a program reads it, with tickets and a token behind it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the test's transaction lives on the connection
    request.addfinalizer(_reconnect)
    options.put("api.requests_per_minute", 10_000_000)
    for number in range(5):
        world.ticket(f"Ticket {number}")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    schema.token = tokens.create(world.tiina, "generated")  # type: ignore[attr-defined]
    return schema


def _reconnect() -> None:
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.long
@pytest.mark.parametrize(("method", "path"), sorted(operations()))
def test_no_request_breaks_a_route(openapi: Any, method: str, path: str) -> None:
    operation = openapi[ROOT + path][method]
    right, wrong = (operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=right | wrong)
    def holds(case: schemathesis.Case[Any]) -> None:
        answer_of(case, openapi.token)

    holds()


def answer_of(case: schemathesis.Case[Any], token: str) -> None:
    """Send it and check what comes back."""
    # Half of the requests go to things that exist; made-up codes would mostly find nothing.
    body = repr(case.body)
    if len(body) % 2 and "code" in case.path_parameters:
        tickets = list(Ticket.objects.order_by("id").values_list("code", flat=True))
        case.path_parameters["code"] = tickets[len(body) % len(tickets)]
    headers = {"Authorization": f"Bearer {token}"}
    response = case.call(headers=headers)
    case.validate_response(
        response,
        checks=[
            schemathesis.checks.not_a_server_error,
            of_openapi.status_code_conformance,
            of_openapi.content_type_conformance,
            of_openapi.response_schema_conformance,
        ],
    )
