"""The contract is valid OpenAPI, and says all that generators of clients need to make good ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.contract.tools import COMMITTED

Json = dict[str, Any]
# What these hold is data, and no part of the description.
DATA = ("example", "examples", "default", "enum", "const")


@pytest.fixture(scope="module")
def contract() -> Json:
    """The contract as it is committed."""
    document: Json = yaml.load(COMMITTED.read_text(), Loader=yaml.CSafeLoader)
    return document


def parts(value: Any, where: str = "") -> Iterator[tuple[str, Json]]:
    """Every object of the description, with where it stands."""
    if isinstance(value, dict):
        yield where, value
        for name, inner in value.items():
            # A schema may have a property of such a name.
            if name not in DATA or where.endswith("/properties"):
                yield from parts(inner, f"{where}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from parts(inner, f"{where}/{index}")


def schemas(contract: Json) -> Iterator[tuple[str, Json]]:
    """Every schema, those within others too, with where it stands."""
    yield from (
        (where, part)
        for where, part in parts(contract)
        if re.search(r"/(schema|items|additionalProperties|(components/schemas|properties|anyOf)/[^/]+)$", where)
    )


def alternatives(schema: Json) -> list[Json]:
    """What it may be but null."""
    return [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]


def test_it_is_valid_openapi(contract: Json) -> None:
    assert contract["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(contract).iter_errors()] == []


def test_every_reference_leads_somewhere_and_everything_named_is_referred_to(contract: Json) -> None:
    referred = {part["$ref"] for _, part in parts(contract) if "$ref" in part}
    # By its name alone.
    asked = {name for _, part in parts(contract) for way in part.get("security", ()) for name in way}
    referred |= {f"#/components/securitySchemes/{name}" for name in asked}
    named = {
        f"#/components/{kind}/{name}" for kind, components in contract["components"].items() for name in components
    }
    assert referred == named


def test_every_operation_tells_what_it_needs_of_a_token_or_that_it_needs_none(contract: Json) -> None:
    # A generated client goes without a token, where it is not given one.
    assert contract["security"] == [{"token": []}, {}]
    for where, operation in parts(contract["paths"]):
        if "operationId" in operation:
            public = operation.get("security") == []
            assert public or operation["x-required-scope"] in {"read", "write", "admin"}, where
            assert public or "security" not in operation, where
            assert public != ({"401", "403"} <= operation["responses"].keys()), where


def test_every_operation_is_called_what_it_does(contract: Json) -> None:
    tags = {tag["name"] for tag in contract["tags"]}
    names = []
    for where, operation in parts(contract["paths"]):
        if "operationId" in operation:
            names.append(operation["operationId"])
            assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation["operationId"]), where
            assert len(operation["tags"]) == 1, where
            assert set(operation["tags"]) <= tags, where
    assert len(names) == len(set(names)) > 0
    used = {tag for _, operation in parts(contract["paths"]) for tag in operation.get("tags", ())}
    assert used == tags


def test_names_of_schemas_are_words(contract: Json) -> None:
    for name in contract["components"]["schemas"]:
        # No number behind it, and nothing that a tool made up.
        assert re.fullmatch(r"([A-Z][a-z]+)+", name), name
        assert not name.startswith("Inline"), name


def test_no_two_schemas_say_the_same_under_two_names(contract: Json) -> None:
    described: dict[str, str] = {}
    for name, schema in contract["components"]["schemas"].items():
        text = repr(schema)
        assert described.setdefault(text, name) == name


def test_nothing_is_untyped(contract: Json) -> None:
    for where, schema in schemas(contract):
        assert {"$ref", "anyOf", "type"} & set(schema), where
        if schema.get("type") == "object":
            members = "properties" in schema or isinstance(schema.get("additionalProperties"), dict)
            closed = schema.get("additionalProperties") is not True
            # What is open on purpose names the standard that says what it holds.
            assert "externalDocs" in schema or (members and closed), where
        if schema.get("type") == "array":
            assert schema["items"], where


def test_what_has_members_or_alternatives_or_words_has_a_name(contract: Json) -> None:
    for where, schema in schemas(contract):
        if re.fullmatch(r"/components/schemas/[^/]+", where):
            continue
        assert "enum" not in schema, f"{where} needs a name"
        assert len(alternatives(schema)) < 2, f"{where} needs a name"
        assert "properties" not in schema, f"{where} needs a name"
        types = schema.get("type")
        assert not isinstance(types, list) or len([kind for kind in types if kind != "null"]) == 1, where
