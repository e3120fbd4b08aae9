from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.cli.conftest import Run, Write, refused

BODY = {"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "7"}}}


@pytest.fixture
def written(run: Run, write: Write) -> Any:
    """What ``check --format json`` writes of two checks."""
    return json.loads(run("check", "--format", "json", write([BODY, {**BODY, "name": "again"}])).stdout)


@pytest.fixture
def receipt(written: Any) -> Any:
    return written["files"][0]["answer"][0]["result"]


def test_a_receipt_stands(run: Run, write: Write, receipt: Any) -> None:
    result = run("verify", write(receipt, "receipt.json"))
    assert (result.exit_code, result.stdout) == (0, f"stands: {receipt['digest']}\n")


@pytest.mark.parametrize(
    ("member", "value", "pointer"), [("verdict", "consistent", "/verdict"), ("digest", "0" * 64, "/digest")]
)
def test_a_receipt_that_was_tampered_with_does_not_stand(
    run: Run, write: Write, receipt: Any, member: str, value: str, pointer: str
) -> None:
    result = run("verify", write({**receipt, member: value}, "receipt.json"))
    assert result.exit_code == 1
    assert "does not stand" in result.stdout
    assert f"  differs at {pointer}\n" in result.stdout


def test_every_receipt_is_found_in_what_check_wrote_and_in_an_array(
    run: Run, write: Write, written: Any, receipt: Any
) -> None:
    for document in (written, [receipt, receipt]):
        result = run("verify", write(document, "several.json"))
        assert (result.exit_code, result.stdout) == (0, "2 of 2 receipts stand\n")


def test_every_receipt_is_found_in_what_lint_wrote(run: Run) -> None:
    told = run("lint", "-", "--format", "json", stdin="The dike runs 12 km (8.5 miles) along the shore.").stdout
    assert run("verify", "-", stdin=told).stdout.startswith("stands: ")


def test_of_several_those_that_do_not_stand_are_told_with_their_lines(run: Run, write: Write, written: Any) -> None:
    written["files"][0]["answer"][1]["result"]["text"] = "all is well"
    file = write(json.dumps(written, indent=1), "several.json")
    result = run("verify", file)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith("line ")
    assert lines[1:] == ["  differs at /text", "1 of 2 receipts stand"]


@pytest.mark.parametrize("document", ["[]", "{}", '{"inputs": 7}', "7"])
def test_what_holds_no_receipt_is_refused(run: Run, write: Write, document: str) -> None:
    assert "a receipt is the JSON object of one result" in refused(run("verify", write(document)))


def test_a_receipt_that_makes_no_sense_is_refused_at_its_place(run: Run, write: Write, receipt: Any) -> None:
    broken = {**receipt, "inputs": {**receipt["inputs"], "left": {"figure": {"value": "two", "unit": ""}}}}
    assert "/0/inputs/left/figure/value: " in refused(run("verify", write([broken])))
