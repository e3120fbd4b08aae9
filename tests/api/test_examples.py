"""What the service must answer to the checks it was made for."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

EXAMPLES = json.loads((Path(__file__).parent / "examples.json").read_text())


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["name"] for example in EXAMPLES])
def test_an_example_gets_its_answer(client: FlaskClient, example: dict[str, Any]) -> None:
    response = client.post("/v1/evaluations", json=example["check"])
    assert response.status_code == 200
    assert holds(example["answer"], response.get_json())


def test_kilometres_and_kilograms_do_not_add_up(client: FlaskClient) -> None:
    check = {
        "kind": "expression",
        "relation": "a + b > 0 km",
        "figures": {"a": {"value": "1", "unit": "km"}, "b": {"value": "1", "unit": "kg"}},
    }
    response = client.post("/v1/evaluations", json=check)
    problem = response.get_json()
    assert response.status_code == 422
    assert problem["type"] == "/problems/incomparable-units"
    assert problem["errors"][0]["pointer"] == "/figures/b/unit"
    assert "km" in problem["detail"]
    assert "kg" in problem["detail"]


def holds(expected: Any, found: Any) -> bool:
    """Whether everything that is expected is found; more may be."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            name in found and holds(expected[name], found[name]) for name in expected
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) >= len(expected)
            and all(holds(one, other) for one, other in zip(expected, found, strict=False))
        )
    return bool(expected == found)
