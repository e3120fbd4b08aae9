"""Bad input gets an answer that names the place and says what would be right, at once, and stores nothing."""

import gzip
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.api.conftest import FINE, Json, Store

EQUAL = {"kind": "equal", "figures": {"left": {"value": "1", "unit": "kg"}, "right": {"value": "1", "unit": "kg"}}}


def evaluate(client: FlaskClient, body: Any) -> TestResponse:
    return client.post("/v1/evaluations", json=body)


def evaluate_text(client: FlaskClient, text: str | bytes) -> TestResponse:
    return client.post("/v1/evaluations", data=text, content_type="application/json")


def with_left(**figure: Any) -> dict[str, Any]:
    return {**EQUAL, "figures": {**EQUAL["figures"], "left": figure}}  # type: ignore[dict-item]


def refused(response: TestResponse, pointer: str, *words: str, status: int = 422) -> None:
    """Assert that a problem names the place, and that its message has these words."""
    problem = response.get_json()
    assert response.status_code == status, problem
    assert response.content_type == "application/problem+json"
    assert problem["status"] == status
    messages = {error["pointer"]: error["message"] for error in problem["errors"]}
    assert pointer in messages
    for word in words:
        assert word in messages[pointer]


def test_an_unknown_unit(client: FlaskClient) -> None:
    refused(evaluate(client, with_left(value="1", unit="kilogrmas")), "/figures/left/unit", "did you mean", "kilogram")


def test_kilograms_compared_with_kilometres(client: FlaskClient) -> None:
    response = evaluate(client, with_left(value="1", unit="km"))
    refused(response, "/figures/right/unit", "km", "kg")
    assert response.get_json()["type"] == "/problems/incomparable-units"


def test_an_unknown_currency(client: FlaskClient) -> None:
    refused(evaluate(client, with_left(value="1", unit="KZX")), "/figures/left/unit", 'unknown unit "KZX"')


@pytest.mark.parametrize("value", ["1e999999999", "9" * 10_000, "NaN", "Infinity", "10^10^10", "", " 1"])
def test_a_number_that_cannot_be_printed(client: FlaskClient, value: str) -> None:
    refused(evaluate(client, with_left(value=value, unit="kg")), "/figures/left/value", "number")


def test_a_number_with_separators(client: FlaskClient) -> None:
    refused(evaluate(client, with_left(value="18,000", unit="kg")), "/figures/left/value", 'write "18000"')


@pytest.mark.parametrize(
    ("literal", "message", "status"),
    [
        ("1e999999999", "between", 422),
        ("9" * 10_000, "at most 220 characters, not 10000", 422),
        ("0." + "9" * 10_000, "at most 220 characters", 422),
        ("1e" + "9" * 100, "exponent", 422),
        ("NaN", "NaN is not JSON", 400),
        ("-Infinity", "-Infinity is not JSON", 400),
    ],
)
def test_a_json_number_out_of_bounds(client: FlaskClient, literal: str, message: str, status: int) -> None:
    text = json.dumps(with_left(value="HERE", unit="kg")).replace('"HERE"', literal)
    refused(evaluate_text(client, text), "/figures/left/value", message, status=status)


@pytest.mark.parametrize("value", [True, [1], {"of": 1}])
def test_a_value_that_is_no_number(client: FlaskClient, value: Any) -> None:
    refused(evaluate(client, with_left(value=value, unit="kg")), "/figures/left/value", "decimal text")


@pytest.mark.parametrize(
    ("relation", "word"),
    [
        ("10^10^10 > 1", "power"),
        ("a" * 10_000 + " > 1", "at most 2000"),
        ("(" * 500 + "1" + ")" * 500 + " > 0", "50 levels"),
        ("1 +", "ends too early"),
        ("__import__('os').system('ls') > 1", ""),
    ],
)
def test_an_expression_out_of_bounds(client: FlaskClient, relation: str, word: str) -> None:
    response = evaluate(client, {"kind": "expression", "relation": relation, "figures": {}})
    refused(response, "/relation", word)


def test_a_member_given_twice(client: FlaskClient) -> None:
    text = '{"kind": "equal", "figures": {"left": {"value": "1", "value": "2"}, "right": {"value": "1"}}}'
    refused(evaluate_text(client, text), "/figures/left/value", "given more than once")


def test_integers_beyond_the_floats_stay_exact(client: FlaskClient) -> None:
    text = json.dumps(with_left(value="HERE", unit="kg", qualifier="exact")).replace('"HERE"', "9007199254740993")
    assert evaluate_text(client, text).get_json()["inputs"]["left"]["figure"]["value"] == "9007199254740993"


def test_a_lower_end_above_the_upper(client: FlaskClient) -> None:
    refused(evaluate(client, with_left(lower="2", upper="1", unit="kg")), "/figures/left/lower", "above upper", "swap")


@pytest.mark.parametrize("period", ["24.09.2004", "2004-13", "2005/2004", "2004-02-30"])
def test_a_period_that_is_not_edtf(client: FlaskClient, source: Json, period: str) -> None:
    response = client.post("/v1/claims", json={"source_id": source["id"], "figure": FINE, "period": period})
    refused(response, "/period")


def test_an_unknown_kind(client: FlaskClient) -> None:
    refused(evaluate(client, {**EQUAL, "kind": "eqal"}), "/kind", "equal")


def test_an_unknown_role(client: FlaskClient) -> None:
    body = {**EQUAL, "figures": {**EQUAL["figures"], "middle": {"value": "1"}}}  # type: ignore[dict-item]
    refused(evaluate(client, body), "/figures/middle", "unknown role", "left, right")


def test_a_role_that_is_missing(client: FlaskClient) -> None:
    refused(evaluate(client, {"kind": "equal", "figures": {"left": {"value": "1"}}}), "/figures/right", "required")


def test_a_claim_of_another_collection(client: FlaskClient, store: Store, source: Json) -> None:
    store("collections", slug="elsewhere", title="Another matter")
    claim = store("claims", source_id=source["id"], figure=FINE, collection="elsewhere")
    body = {"name": "x", "kind": "equal", "figures": {"left": {"claim": claim["id"]}, "right": FINE}}
    refused(client.post("/v1/checks", json=body), "/figures/left/claim", "elsewhere", "default")
    assert client.get("/v1/checks").get_json()["items"] == []


def test_a_denominator_that_can_only_be_zero(client: FlaskClient) -> None:
    zero = {"value": "0", "unit": "kg", "qualifier": "exact"}
    response = evaluate(client, {"kind": "ratio", "figures": {"numerator": FINE, "denominator": zero}})
    refused(response, "/figures/denominator", "zero")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"])
def test_a_wrong_content_type(client: FlaskClient, content_type: str) -> None:
    response = client.post("/v1/evaluations", data=json.dumps(EQUAL), content_type=content_type)
    assert response.status_code == 415
    assert "send application/json" in response.get_json()["detail"]


def test_a_compressed_body(client: FlaskClient) -> None:
    body, headers = gzip.compress(json.dumps(EQUAL).encode()), {"Content-Encoding": "gzip"}
    response = client.post("/v1/evaluations", data=body, headers=headers, content_type="application/json")
    assert response.status_code == 415
    assert "without Content-Encoding: gzip" in response.get_json()["detail"]


def test_json_in_another_encoding(client: FlaskClient) -> None:
    declared = client.post("/v1/evaluations", data=b"{}", content_type="application/json; charset=latin-1")
    assert declared.status_code == 415
    undeclared = evaluate_text(client, '{"kind": "é"}'.encode("latin-1"))
    assert undeclared.status_code == 400
    assert "not UTF-8: byte 10" in undeclared.get_json()["detail"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the JSON text is empty"),
        ("{", "line 1, column 2"),
        ('{"kind": "equal"} {}', "extra data"),
        ("{'kind': 1}", "double quotes"),
        ("\ufeff{}", "starts with a byte order mark"),
    ],
)
def test_a_body_that_is_not_json(client: FlaskClient, text: str, message: str) -> None:
    response = evaluate_text(client, text)
    assert response.status_code == 400
    assert response.get_json()["type"] == "/problems/invalid-json"
    assert message in response.get_json()["detail"]


@pytest.mark.parametrize("depth", [65, 900, 200_000])
def test_a_body_nested_too_deep(client: FlaskClient, depth: int) -> None:
    response = evaluate_text(client, '{"figures": ' + "[" * depth + "]" * depth + "}")
    refused(response, "", "nested deeper than 64 levels")


@pytest.mark.parametrize("body", [[], "text", 1, None, True])
def test_a_body_that_is_no_object(client: FlaskClient, body: Any) -> None:
    refused(evaluate_text(client, json.dumps(body)), "", "must be an object")


@pytest.mark.parametrize(("bad", "name"), [("a\0b", "U+0000"), ("a\ud800b", "U+D800")])
def test_text_that_is_no_text(client: FlaskClient, bad: str, name: str) -> None:
    response = client.post("/v1/sources", json={"title": bad, "kind": "article"})
    refused(response, "/title", "title contains", name)
    named = client.post("/v1/evaluations", json={**EQUAL, "figures": {bad: FINE}})
    assert named.status_code == 422
    assert name in named.get_json()["detail"]
    assert client.get("/v1/sources").get_json()["items"] == []


def test_a_name_that_cannot_be_sent_is_shown_escaped(client: FlaskClient) -> None:
    refused(evaluate_text(client, r'{"\ud800": 1, "\ud800": 2}'), r"/\ud800", "given more than once")
    refused(evaluate_text(client, r'{"\udfff": NaN}'), r"/\udfff", "NaN", status=400)
    refused(evaluate_text(client, r'{"a/b~c\ud800": 1}'), r"/a~1b~0c\ud800", "U+D800")


def test_a_surrogate_pair_is_one_character(client: FlaskClient) -> None:
    text = '{"title": "\\ud83c\\udf3e cotton", "kind": "article"}'
    response = client.post("/v1/sources", data=text, content_type="application/json")
    assert response.get_json()["title"] == "🌾 cotton"


def test_a_nul_in_a_query(client: FlaskClient) -> None:
    refused(client.get("/v1/claims?text=a%00b"), "/text", "text contains", "U+0000")


def test_a_member_that_is_not_known(client: FlaskClient, source: Json) -> None:
    body = {"source_id": source["id"], "figure": FINE, "mesure": "fine"}
    refused(client.post("/v1/claims", json=body), "/mesure", 'did you mean "measure"?')
    inner = {"source_id": source["id"], "figure": {**FINE, "currency": "KZT"}}
    refused(client.post("/v1/claims", json=inner), "/figure/currency", "a figure has no", "unit")


def test_a_member_that_the_service_sets(client: FlaskClient, claim: Json) -> None:
    refused(client.patch(f"/v1/claims/{claim['id']}", json={"revision": 7}), "/revision", "not known here")


@pytest.mark.parametrize("path", ["/v1/claims", "/v1/units", "/v1/collections", "/healthz", "/v1/check-kinds"])
def test_a_query_parameter_that_is_not_known(client: FlaskClient, path: str) -> None:
    response = client.get(f"{path}?colour=red")
    refused(response, "/colour", "not known here")
    assert response.get_json()["errors"][0]["place"] == "query"


def test_a_query_parameter_given_twice(client: FlaskClient) -> None:
    refused(client.get("/v1/claims?limit=1&limit=2"), "/limit", "given more than once")


@pytest.mark.parametrize("limit", ["0", "501", "-1", "1.5", "ten", "", "١"])
def test_a_limit_out_of_bounds(client: FlaskClient, limit: str) -> None:
    refused(client.get("/v1/claims", query_string={"limit": limit}), "/limit", "must be")


def test_every_fault_of_a_body_is_told_at_once(client: FlaskClient) -> None:
    body = {"source": {"title": "", "kind": "leaflet"}, "figure": FINE, "tags": ["fine", 3], "dimensions": {"a": 1}}
    errors = client.post("/v1/claims", json=body).get_json()["errors"]
    assert {error["pointer"]: error["message"] for error in errors} == {
        "/source/title": "must not be empty",
        "/source/kind": "must be one of article, broadcast, report, dataset, statement, assumption",
        "/tags/1": "must be a string",
        "/dimensions/a": "must be a string",
    }


def test_null_is_not_a_value(client: FlaskClient) -> None:
    refused(client.post("/v1/sources", json={"title": None, "kind": "article"}), "/title", "must not be null")


def test_text_of_any_length(client: FlaskClient) -> None:
    body = {"title": "x" * 1001, "kind": "article"}
    refused(client.post("/v1/sources", json=body), "/title", "1001 characters; at most 1000")


def test_an_address_that_is_no_web_address(client: FlaskClient) -> None:
    body = {"title": "x", "kind": "article", "url": "javascript:alert(1)"}
    refused(client.post("/v1/sources", json=body), "/url", "https://")


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, ' + ", ".join(f'"m{number}": 1' for number in range(200_000)) + ', "a": 2}',
        "{" + ", ".join(f'"m{number}": 1' for number in range(200_000)) + "}",
        '{"figures": {' + ", ".join(f'"m{number}": 1' for number in range(200_000)) + "}}",
        '{"kind": "' + "\\u0000" * 500_000 + '"}',
        "[" * 8_000_000,
        '{"' + '\\"' * 4_000_000,
    ],
    ids=["a name twice among many", "many unknown members", "many figures", "many NULs", "brackets", "quotation marks"],
)
@pytest.mark.parametrize("settings", ["sqlite and memory"], indirect=True)  # refused before anything is asked
def test_a_large_body_that_makes_no_sense_is_refused_in_linear_time(client: FlaskClient, text: str) -> None:
    response = client.post("/v1/check", data=text, content_type="application/json")
    assert response.status_code in {400, 422}
    assert len(response.get_data()) < 100_000
