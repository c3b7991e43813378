"""The description of the API says of every route what it does, gives and refuses."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.api.caller import operations

DOCS = Path(__file__).resolve().parents[3] / "docs" / "API.md"


@pytest.fixture
def description(db: None) -> dict[str, Any]:
    response = Client().get("/api/v1/openapi.json")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    read: dict[str, Any] = json.loads(response.content)
    return read


def test_every_route_is_described(description: dict[str, Any]) -> None:
    described = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in description["paths"].items()
        for method in methods
    }
    assert described == set(operations())
    for methods in description["paths"].values():
        for method, operation in methods.items():
            assert operation["summary"]
            assert operation["description"]
            assert operation["security"] == [{"Bearer": []}]
            statuses = set(operation["responses"])
            assert {"401", "403", "422", "429"} < statuses
            assert statuses & {"200", "201"}
            assert ("409" in statuses) == (method != "get")


def test_every_json_body_has_an_example(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    for path, methods in description["paths"].items():
        for operation in methods.values():
            for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                if kind == "application/json":
                    name = content["schema"]["$ref"].rpartition("/")[2]
                    assert schemas[name]["examples"], path


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    for reference in set(re.findall(r'"#/([^"]+)"', json.dumps(description))):
        found = description
        for part in reference.split("/"):
            found = found[part]
        assert found


def test_the_page_lists_all_routes_without_a_token(description: dict[str, Any]) -> None:
    response = Client().get("/api/v1/")
    assert response.status_code == 200
    page = response.content.decode()
    assert all(path in page for path in description["paths"])
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_the_guide_names_every_route_and_problem(description: dict[str, Any]) -> None:
    guide = DOCS.read_text("utf-8")
    for path in description["paths"]:
        assert path.removeprefix("/api/v1") in guide, path
    keys = re.findall(r'id="problem-(\w+)"', Client().get("/api/v1/").content.decode())
    assert len(keys) > 15
    assert [key for key in keys if f"`{key}`" not in guide] == []
