"""The contract keeps what the last released one promised. `released/openapi.yaml` is the one of the last release."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from tests.contract.compatibility import breaks
from tests.contract.tools import COMMITTED, HERE

Json = dict[str, Any]
RELEASED: Json = yaml.load((HERE / "released/openapi.yaml").read_text(), Loader=yaml.CSafeLoader)


def version(document: Json) -> tuple[int, ...]:
    """What of a version changes where the contract may break: the first number, and until 1.0 the second."""
    first, second, _ = map(int, document["info"]["version"].split("."))
    return (first, second) if first == 0 else (first,)


def test_programs_written_for_the_last_release_get_along_with_this_one() -> None:
    current = yaml.load(COMMITTED.read_text(), Loader=yaml.CSafeLoader)
    found = breaks(RELEASED, current)
    assert found == [] or version(current) > version(RELEASED), "\n".join(found)


def test_nothing_in_this_one_is_beyond_what_can_be_compared() -> None:
    current = yaml.load(COMMITTED.read_text(), Loader=yaml.CSafeLoader)
    assert breaks(current, current) == []


def schema(document: Json, name: str) -> Json:
    found: Json = document["components"]["schemas"][name]
    return found


def member(document: Json, name: str, of: str) -> Json:
    found: Json = schema(document, of)["properties"][name]
    return found


def operation(document: Json, path: str, method: str) -> Json:
    found: Json = document["paths"][path][method]
    return found


def query(document: Json, path: str, name: str) -> Json:
    (found,) = (one for one in operation(document, path, "get")["parameters"] if one.get("name") == name)
    given: Json = found
    return given


def body(document: Json, path: str) -> Json:
    found: Json = operation(document, path, "post")["requestBody"]["content"]
    return found


def answer(document: Json, path: str, method: str, status: str) -> Json:
    found: Json = operation(document, path, method)["responses"][status]
    return found


def without(document: Json, name: str, of: str) -> None:
    del schema(document, of)["properties"][name]
    if name in schema(document, of)["required"]:
        schema(document, of)["required"].remove(name)


BREAKING: list[tuple[str, Callable[[Json], Any]]] = [
    ("DELETE /v1/claims/{claim_id} is gone", lambda d: d["paths"]["/v1/claims/{claim_id}"].pop("delete")),
    (
        "POST /v1/lint: operationId was lint_text, now it is lint",
        lambda d: operation(d, "/v1/lint", "post").update(operationId="lint"),
    ),
    (
        "GET /v1/units: tags was ['units'], now it is ['words']",
        lambda d: operation(d, "/v1/units", "get").update(tags=["words"]),
    ),
    (
        "GET /v1/claims: takes no query parameter tag any more",
        lambda d: operation(d, "/v1/claims", "get")["parameters"].remove(query(d, "/v1/claims", "tag")),
    ),
    (
        "GET /v1/claims: needs the query parameter tag now",
        lambda d: query(d, "/v1/claims", "tag").update(required=True),
    ),
    (
        "GET /v1/claims: query parameter limit was 50 when left out, now it is 20",
        lambda d: query(d, "/v1/claims", "limit")["schema"].update(default=20),
    ),
    (
        "POST /v1/sources: body (application/json) at /reference was False when left out, now it is True",
        lambda d: member(d, "reference", "NewSource").update(default=True),
    ),
    ("POST /v1/lint: takes no text/csv any more", lambda d: body(d, "/v1/lint").pop("text/csv")),
    (
        "POST /v1/reports/{report_id}/replay: needs a body now",
        lambda d: operation(d, "/v1/reports/{report_id}/replay", "post").update(
            requestBody={"required": True, "content": {}}
        ),
    ),
    (
        "POST /v1/claims: body (application/json) at /measure is needed now",
        lambda d: schema(d, "NewClaim")["required"].append("measure"),
    ),
    (
        "POST /v1/claims: body (application/json) at /tags is not taken any more",
        lambda d: schema(d, "NewClaim")["properties"].pop("tags"),
    ),
    (
        "POST /v1/evaluations: body (application/json) at /figures/*/value may be number, and is not taken any more",
        lambda d: schema(d, "DecimalInput")["anyOf"].pop(),
    ),
    (
        "POST /v1/claims: body (application/json) at /statement has maxLength 100, not 10000 as before",
        lambda d: member(d, "statement", "NewClaim").update(maxLength=100),
    ),
    (
        "POST /v1/sources: body (application/json) at /url has pattern ^s, not ^https?://[^\\s]+$ as before",
        lambda d: member(d, "url", "NewSource").update(pattern="^s"),
    ),
    (
        'POST /v1/sources: body (application/json) at /kind may be "broadcast", and is not taken any more',
        lambda d: schema(d, "SourceKind")["enum"].remove("broadcast"),
    ),
    (
        'GET /v1/sources/{source_id}: 200 (application/json) at /kind may be "rumour" now',
        lambda d: schema(d, "SourceKind")["enum"].append("rumour"),
    ),
    (
        "GET /v1/claims: 200 (application/json) at /items[]/measure is gone",
        lambda d: without(d, "measure", "Claim"),
    ),
    (
        "GET /v1/claims/{claim_id}: 200 (application/json) at /figure/unit may be missing now",
        lambda d: schema(d, "Figure")["required"].remove("unit"),
    ),
    (
        "GET /v1/claims/{claim_id}: 200 (application/json) at /tags may be null now",
        lambda d: member(d, "tags", "Claim").update(type=["array", "null"]),
    ),
    (
        "GET /v1/checks/{check_id}/result: 200 (application/json) at /inputs/* may be boolean now",
        lambda d: schema(d, "ResultFigure")["anyOf"].append({"type": "boolean"}),
    ),
    (
        "GET /v1/units: 200 (application/json) at /items[]/name has maxLength 900, not 200 as before",
        lambda d: member(d, "name", "Unit").update(maxLength=900),
    ),
    (
        "GET /v1/reports/{report_id}: 200 is not sent as text/csv any more",
        lambda d: answer(d, "/v1/reports/{report_id}", "get", "200")["content"].pop("text/csv"),
    ),
    (
        "GET /v1/claims/{claim_id}: 200 has no header ETag any more",
        lambda d: answer(d, "/v1/claims/{claim_id}", "get", "200")["headers"].pop("ETag"),
    ),
    (
        "POST /v1/reports: does not answer 202 any more",
        lambda d: operation(d, "/v1/reports", "post")["responses"].pop("202"),
    ),
    (
        "POST /v1/lint: may answer 204 now",
        lambda d: operation(d, "/v1/lint", "post")["responses"].update({"204": {"description": "Nothing."}}),
    ),
    ("GET /v1/units: needs a token now", lambda d: operation(d, "/v1/units", "get").update(security=[{"token": []}])),
    ("POST /v1/lint: needs a token now", lambda d: d.update(security=[{"token": []}])),
    ("there is no schema Gap any more", lambda d: d["components"]["schemas"].pop("Gap")),
]


@pytest.mark.parametrize(("told", "change"), BREAKING, ids=[told for told, _ in BREAKING])
def test_what_breaks_a_program_is_told(told: str, change: Callable[[Json], Any]) -> None:
    changed = copy.deepcopy(RELEASED)
    if told == "there is no schema Gap any more":
        member(changed, "gap", "Result").update(anyOf=[schema(changed, "Gap"), {"type": "null"}])
    change(changed)
    assert told in breaks(RELEASED, changed)


COMPATIBLE: dict[str, Callable[[Json], Any]] = {
    "an operation is new": lambda d: d["paths"].update({"/v1/new": {"get": operation(d, "/healthz", "get")}}),
    "a filter is new": lambda d: operation(d, "/v1/claims", "get")["parameters"].append(
        {"name": "new", "in": "query", "schema": {"type": "string"}}
    ),
    "a member may be sent": lambda d: schema(d, "NewClaim")["properties"].update(new={"type": "string"}),
    "a member need not be sent": lambda d: schema(d, "NewSource")["required"].remove("kind"),
    "more words are taken": lambda d: schema(d, "NewClaimStatus")["enum"].append("new"),
    "more of a text is taken": lambda d: member(d, "statement", "NewClaim").update(maxLength=20_000),
    "a pattern is not asked for": lambda d: member(d, "url", "SourceChange").pop("pattern"),
    "null is taken": lambda d: member(d, "title", "NewSource").update(type=["string", "null"]),
    "another type is taken": lambda d: schema(d, "CheckFiguresChange")["additionalProperties"]["anyOf"].append(
        {"type": "boolean"}
    ),
    "a media type is taken": lambda d: body(d, "/v1/lint").update({"text/new": {"schema": {"type": "string"}}}),
    "more is told": lambda d: schema(d, "Result")["properties"].update(new={"type": "string"}),
    "what was told at times is told always": lambda d: schema(d, "ProblemError")["required"].append("line"),
    "a word is not said any more": lambda d: schema(d, "ReportStatus")["enum"].remove("queued"),
    "null is not told any more": lambda d: member(d, "quote", "Claim")["anyOf"].pop(),
    "a refusal is new": lambda d: operation(d, "/v1/units", "get")["responses"].update(
        {"429": {"$ref": "#/components/responses/Unavailable"}}
    ),
    "a format is new": lambda d: answer(d, "/v1/reports/{report_id}", "get", "200")["content"].update(
        {"text/new": {"schema": {"type": "string"}}}
    ),
    "a token may be sent": lambda d: d.update(security=[{"token": []}, {}]),
    "a scope is named": lambda d: operation(d, "/v1/units", "get").update({"x-required-scope": "admin"}),
    "it is described otherwise": lambda d: schema(d, "Result").update(description="What came of it."),
}


@pytest.mark.parametrize("what", COMPATIBLE)
def test_what_breaks_no_program_is_let_pass(what: str) -> None:
    changed = copy.deepcopy(RELEASED)
    COMPATIBLE[what](changed)
    assert breaks(RELEASED, changed) == []


def test_a_token_that_was_good_for_it_still_is() -> None:
    first, second = copy.deepcopy(RELEASED), copy.deepcopy(RELEASED)
    for scope, document in (("write", first), ("admin", second)):
        operation(document, "/v1/claims", "post")["x-required-scope"] = scope
    assert breaks(first, second) == ["POST /v1/claims: needs the scope admin now, not write as before"]
    assert breaks(second, first) == []


def test_what_it_does_not_know_it_does_not_pass_over() -> None:
    changed = copy.deepcopy(RELEASED)
    schema(changed, "Gap").update({"not": {}})
    with pytest.raises(ValueError, match="cannot compare what says not"):
        breaks(RELEASED, changed)
