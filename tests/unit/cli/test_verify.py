from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from service.bootstrap import wiring
from service.cli import commands
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


@pytest.fixture(scope="module")
def of_collection() -> Any:
    """What ``check --format json`` writes of a collection."""
    file = str(Path(__file__).parents[3] / "examples" / "school-meals")
    return json.loads(CliRunner().invoke(commands, ["check", "--format", "json", file], obj=wiring()).stdout)


def test_of_a_report_what_has_no_receipt_is_told_as_not_verified(run: Run, write: Write, of_collection: Any) -> None:
    def told(document: Any) -> list[str]:
        result = run("verify", write(document))
        assert result.exit_code == 0
        return result.stdout.splitlines()

    stand, rest = told(of_collection)
    assert stand == "5 of 5 receipts stand"
    assert rest.startswith("not verified: whether these are all, what all say together")
    assert rest.endswith("another check of the files does that")
    report = copy.deepcopy(of_collection["files"][0]["answer"]) | {"id": "7"}
    report["results"].append({"origin": "discovered", "verdict": "consistent", "result": None})
    report["counts"] = {name: count + (name in {"consistent", "total"}) for name, count in report["counts"].items()}
    stand, rest = told(report)
    assert rest.startswith("not verified: 1 result without a receipt, whether")
    assert rest.endswith("POST /v1/reports/{id}/replay does that")


@pytest.mark.parametrize(
    ("at", "value", "pointers"),
    [
        (("results", 1, "verdict"), "consistent", ["/results/1/verdict", "/counts/consistent", "/counts/inconsistent"]),
        (("results", 1, "text"), "All is well.", ["/results/1/text"]),
        (("results", 1, "digest"), "0" * 64, ["/results/1/digest"]),
        (("results", 1, "result"), None, ["/results/1/result"]),
        (("counts", "inconsistent"), 0, ["/counts/inconsistent"]),
        (("results",), [], ["/counts/consistent", "/counts/inconsistent", "/counts/total"]),
    ],
)
def test_what_a_report_says_of_its_results_is_what_their_receipts_say(
    run: Run, write: Write, of_collection: Any, at: tuple[Any, ...], value: Any, pointers: list[str]
) -> None:
    answer = copy.deepcopy(of_collection["files"][0]["answer"])
    place = answer
    for step in at[:-1]:
        place = place[step]
    assert answer["results"][1]["verdict"] == "inconsistent"
    place[at[-1]] = value
    # So that there is a receipt in any case.
    receipt = of_collection["files"][0]["answer"]["results"][0]["result"]
    result = run("verify", write({"files": [{"answer": answer}, {"answer": [{"result": receipt}]}]}))
    assert result.exit_code == 1
    differ = [
        line.removeprefix("  differs at /files/0/answer") for line in result.stdout.splitlines() if "differs" in line
    ]
    assert differ == pointers


@pytest.mark.parametrize("document", ["[]", "{}", '{"inputs": 7}', "7"])
def test_what_holds_no_receipt_is_refused(run: Run, write: Write, document: str) -> None:
    assert "a receipt is the JSON object of one result" in refused(run("verify", write(document)))


def test_a_receipt_that_makes_no_sense_is_refused_at_its_place(run: Run, write: Write, receipt: Any) -> None:
    broken = {**receipt, "inputs": {**receipt["inputs"], "left": {"figure": {"value": "two", "unit": ""}}}}
    assert "/0/inputs/left/figure/value: " in refused(run("verify", write([broken])))
