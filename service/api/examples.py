"""What operations answer, told by example: recorded from the service (``tools/examples.py``), shown in the contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypedDict

from service.api.blueprint import REFUSALS
from service.api.json_in import JSON


class Examples(TypedDict):
    """``operations`` by id: what was sent (``path``, ``query``, ``body``) and the ``answer`` by status.

    ``problems`` by status: one that was provoked.
    """

    operations: dict[str, Any]
    problems: dict[str, Any]


@cache
def recorded() -> Examples:
    """The examples that are kept with the code. They are shown, and never changed."""
    examples: Examples = json.loads((files("service.api") / "examples.json").read_bytes())
    return examples


def show(document: dict[str, Any], examples: Examples) -> None:
    """Put ``examples`` where the contract describes what they are of. One that a view gives stays as it is."""
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and operation.get("operationId") in examples["operations"]:
                _show(path, operation, examples["operations"][operation["operationId"]])
    for status, problem in examples["problems"].items():
        for content in document["components"]["responses"][REFUSALS[int(status)]]["content"].values():
            content["example"] = problem


def _show(path: Mapping[str, Any], operation: Mapping[str, Any], example: Mapping[str, Any]) -> None:
    given = {"path": example["path"], "query": example["query"]}
    for parameter in (*path.get("parameters", ()), *operation.get("parameters", ())):
        value = given.get(parameter.get("in", ""), {}).get(parameter.get("name"))
        if value is not None:
            parameter.setdefault("example", value)
    if "body" in example:
        content = operation["requestBody"]["content"][JSON]
        if "example" not in content and "examples" not in content:
            content["example"] = example["body"]
    for status, answer in example.get("answer", {}).items():
        operation["responses"][status]["content"][JSON]["example"] = answer
