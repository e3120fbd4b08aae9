from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from marshmallow import Schema

from schemas.check import EvaluationSchema
from schemas.check_kind import CheckKindPageSchema
from schemas.collection_file import CollectionFileSchema
from schemas.lint import LintRequestSchema, LintSchema
from service.domain.checks import kinds
from service.domain.checks.kind import Kind
from service.wire.json_schema import json_schema

SCHEMAS = (EvaluationSchema, CheckKindPageSchema, CollectionFileSchema, LintRequestSchema, LintSchema)


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    text = (Path(__file__).parents[3] / "openapi.yaml").read_text(encoding="utf-8")
    parts: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)["components"]["schemas"]
    return parts


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_schema_needs_no_other_document_and_says_what_the_contract_says(
    schema: type[Schema], contract: dict[str, Any]
) -> None:
    told = json_schema(schema)
    Draft202012Validator.check_schema(told)
    assert told["type"] == "object"
    references = {part["$ref"] for part in _objects(told) if "$ref" in part}
    assert references == {f"#/$defs/{name}" for name in told["$defs"]}
    as_in_contract = json.loads(json.dumps(told).replace("#/$defs/", "#/components/schemas/"))
    assert as_in_contract.pop("$defs") == {name: contract[name] for name in told["$defs"]}
    assert as_in_contract.pop("$schema") == "https://json-schema.org/draft/2020-12/schema"
    assert as_in_contract == contract[schema.__name__.removesuffix("Schema")]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_the_example_of_each_kind_is_what_the_schema_of_checks_takes(kind: Kind) -> None:
    checks = Draft202012Validator(json_schema(EvaluationSchema))
    checks.validate(kind.example)
    assert not checks.is_valid({**kind.example, "kind": "no such kind"})
    assert not checks.is_valid({**kind.example, "figure": {}})


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(found for item in value.values() for found in _objects(item))]
    return [found for item in value for found in _objects(item)] if isinstance(value, list) else []
