"""The examples of the contract are really taken and really answered. (Redocly holds them against their schemas.)"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from flask import Flask

from service.api.contract import METHODS
from service.api.examples import recorded
from tests.contract.tools import COMMITTED
from tools.examples import told

Operation = tuple[str, str, dict[str, Any]]
# These two cannot be had by asking.
FAILURES = ("InternalError", "Unavailable")


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    """The contract as it is committed."""
    document: dict[str, Any] = yaml.load(COMMITTED.read_text(), Loader=yaml.CSafeLoader)
    return document


@pytest.fixture(scope="module")
def operations(contract: dict[str, Any]) -> dict[str, Operation]:
    """Its operations by their ids: method, path, and what is said of them."""
    return {
        item[method]["operationId"]: (method, path, item[method])
        for path, item in contract["paths"].items()
        for method in METHODS
        if method in item
    }


def given(content: dict[str, Any]) -> list[Any]:
    """The examples of one media type."""
    if "example" in content:
        return [content["example"]]
    return [example["value"] for example in content.get("examples", {}).values()]


def standing_alone(operations: dict[str, Operation]) -> Iterator[tuple[str, str, Any]]:
    """The bodies that can be sent to a service in which nothing is stored yet."""
    for name, (_, path, operation) in operations.items():
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            if "{" not in path and ("examples" in content or media_type != "application/json"):
                for example in given(content):
                    yield name, media_type, example


def test_the_service_answers_what_the_examples_say() -> None:
    now, before = told(), recorded()
    for kind in ("operations", "problems"):
        assert set(now[kind]) == set(before[kind]), "run `make openapi` and commit what changes"
        for name, example in now[kind].items():
            assert example == before[kind][name], f"{name}: run `make openapi` and commit what changes"


def test_every_operation_shows_what_it_takes(contract: dict[str, Any], operations: dict[str, Operation]) -> None:
    for name, (_, path, operation) in operations.items():
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            assert given(content), (
                f"{name} has no example of {media_type}: give one in its view or in tools/examples.py"
            )
        for parameter in contract["paths"][path].get("parameters", ()):
            assert "example" in parameter, (name, parameter["name"])


def test_every_operation_shows_what_it_answers(operations: dict[str, Operation]) -> None:
    for name, (_, _, operation) in operations.items():
        for status, response in operation["responses"].items():
            content = response.get("content", {}).get("application/json")
            # A report that is not finished, or a service that is not ready, has no more to show.
            if content is not None and status in {"200", "201"}:
                assert given(content), f"{name} has no example of {status}: let tools/examples.py ask it"


def test_problems_are_shown(contract: dict[str, Any]) -> None:
    for name, response in contract["components"]["responses"].items():
        if "content" in response and name not in FAILURES:
            assert given(response["content"]["application/problem+json"]), name


def test_examples_that_need_nothing_stored_are_taken(stored_app: Flask, operations: dict[str, Operation]) -> None:
    client = stored_app.test_client()
    sent = list(standing_alone(operations))
    for name, media_type, example in sent:
        body = example if isinstance(example, str) else json.dumps(example)
        method, path, _ = operations[name]
        response = client.open(path, method=method, data=body.encode(), content_type=media_type)
        assert response.status_code < 300, (name, media_type, response.get_json())
    assert {name for name, _, _ in sent} >= {"evaluate", "lint_text", "create_claims"}
