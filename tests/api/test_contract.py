"""The contract as committed is the contract of the code."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from service.api import document
from service.api.openapi import as_yaml

COMMITTED = Path(__file__).parents[2] / "openapi.yaml"
METHODS = ("get", "post", "patch", "delete", "put")


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """The document."""
    return document()


def operations(contract: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for path in contract["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    }


def test_openapi_yaml_is_current(contract: dict[str, Any]) -> None:
    assert COMMITTED.read_text() == as_yaml(contract), "run `make openapi` and commit openapi.yaml"


def test_the_service_serves_it(client: FlaskClient, contract: dict[str, Any]) -> None:
    response = client.get("/openapi.json")
    assert response.get_json() == contract == yaml.safe_load(COMMITTED.read_text())
    assert client.get("/openapi.json", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_every_address_is_in_it(app: Flask, contract: dict[str, Any]) -> None:
    served = {
        (re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in {"HEAD", "OPTIONS"} and not rule.endpoint.startswith("docs.")
    }
    told = {(path, method) for path, item in contract["paths"].items() for method in item if method in METHODS}
    assert served == told


def test_every_operation_tells_its_refusals(contract: dict[str, Any]) -> None:
    for name, operation in operations(contract).items():
        responses = operation["responses"]
        assert "default" not in responses
        assert {"422", "500"} <= set(responses), name
        if "requestBody" in operation:
            assert {"400", "413", "415"} <= set(responses), name
        for status, response in responses.items():
            assert status < "300" or "$ref" in response or name == "get_readiness", (name, status)


def test_no_object_takes_what_it_does_not_declare(contract: dict[str, Any]) -> None:
    for name, schema in contract["components"]["schemas"].items():
        # What is open names the standard that says what it holds.
        if schema.get("type") == "object" and "properties" in schema and "externalDocs" not in schema:
            assert schema["additionalProperties"] is False, name


def test_everything_is_described(contract: dict[str, Any]) -> None:
    for name, operation in operations(contract).items():
        assert operation["summary"].endswith("."), name
    for name, schema in contract["components"]["schemas"].items():
        assert schema.get("description"), f"{name}: tell in schemas/words.py what it is"
        for member, told in schema.get("properties", {}).items():
            assert told.get("description") or "$ref" in told, (name, member)


def test_every_kind_of_check_is_named_and_shown(contract: dict[str, Any]) -> None:
    from service.domain.checks import kind_names

    content = operations(contract)["evaluate"]["requestBody"]["content"]["application/json"]
    assert set(content["examples"]) == set(kind_names())
    assert contract["components"]["schemas"]["KindName"]["enum"] == list(kind_names())


def test_the_text_that_is_shown_has_a_finding(client: FlaskClient, contract: dict[str, Any]) -> None:
    content = operations(contract)["lint_text"]["requestBody"]["content"]
    assert set(content) == {"application/json", "text/plain", "text/markdown", "text/csv"}
    assert client.post("/v1/lint", json=content["application/json"]["example"]).get_json()["findings"]


def test_decimals_are_strings(contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]
    assert schemas["Figure"]["properties"]["value"]["type"] == "string"
    assert [way["type"] for way in schemas["DecimalInput"]["anyOf"]] == ["string", "number"]
    assert schemas["Range"]["properties"]["lower"]["type"] == ["string", "null"]
