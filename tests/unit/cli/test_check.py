from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.cli.conftest import Run, Write, refused

CONSISTENT = {"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "2"}}}
INCONSISTENT = {"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "7"}}}
STRAINED = {"kind": "equal", "figures": {"left": {"value": "2000"}, "right": {"value": "2300"}}}
UNDETERMINED = {"kind": "ratio", "figures": {"numerator": {"value": "2"}, "denominator": {"value": "3"}}}


def test_a_consistent_check_is_clean(run: Run, write: Write) -> None:
    result = run("check", write(CONSISTENT))
    assert result.exit_code == 0
    assert result.stdout.startswith("consistent: equal\n")


def test_an_inconsistent_check_is_a_finding_and_says_what_clashes(run: Run, write: Write) -> None:
    result = run("check", write({**INCONSISTENT, "name": "two is seven"}))
    assert result.exit_code == 1
    assert result.stdout.startswith("inconsistent: two is seven (equal)\n")
    assert result.stderr == ""


def test_checks_in_an_array_are_counted_by_verdict(run: Run, write: Write) -> None:
    result = run("check", write([CONSISTENT, INCONSISTENT, CONSISTENT]))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "3 checks: 1 inconsistent, 2 consistent"


def test_no_checks_are_no_findings(run: Run, write: Write) -> None:
    result = run("check", write([]))
    assert (result.exit_code, result.stdout) == (0, "0 checks\n")


def test_several_files_are_one_run(run: Run, write: Write) -> None:
    result = run("check", write(CONSISTENT, "a.json"), write(INCONSISTENT, "b.json"))
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "2 checks: 1 inconsistent, 1 consistent"


@pytest.mark.parametrize(
    ("body", "severity", "least"),
    [
        (INCONSISTENT, "error", "error"),
        (INCONSISTENT, "warning", "warning"),
        (STRAINED, "error", "warning"),
        (STRAINED, "warning", "note"),
        (UNDETERMINED, "error", "note"),
        (CONSISTENT, "error", None),
    ],
)
def test_what_fails_a_run_depends_on_verdict_severity_and_fail_on(
    run: Run, write: Write, body: dict[str, Any], severity: str, least: str | None
) -> None:
    file = write({**body, "severity": severity})
    levels = ["never", "error", "warning", "note"]
    failing = [level for level in levels if run("check", "--fail-on", level, file).exit_code == 1]
    assert failing == ([] if least is None else levels[levels.index(least) :])


def test_json_gives_the_whole_result_as_the_service_would(run: Run, write: Write) -> None:
    result = run("check", "--format", "json", write(INCONSISTENT))
    answer = json.loads(result.stdout)
    assert answer["verdict"] == "inconsistent"
    assert len(answer["digest"]) == 64
    assert result.exit_code == 1


def test_json_of_an_array_is_an_array(run: Run, write: Write) -> None:
    answer = json.loads(run("check", "--format", "json", write([CONSISTENT])).stdout)
    assert [item["verdict"] for item in answer] == ["consistent"]


def test_a_check_can_come_from_standard_input(run: Run) -> None:
    assert run("check", "-", stdin=json.dumps(INCONSISTENT)).exit_code == 1


def test_a_receipt_is_checked_again(run: Run, write: Write) -> None:
    receipt = run("check", "--format", "json", write(INCONSISTENT)).stdout
    again = run("check", "--format", "json", write(receipt, "receipt.json"))
    assert again.exit_code == 1
    assert again.stdout == receipt


def test_a_check_as_the_service_lists_it_is_read_as_it_is(run: Run, write: Write) -> None:
    stored = {**CONSISTENT, "id": "01890a5d-ac96-774b-bcce-b302099a8057", "collection": "x", "rationale": None}
    assert run("check", write(stored)).exit_code == 0


def test_a_unit_that_does_not_exist_is_refused_at_its_place(run: Run, write: Write) -> None:
    body = {"kind": "equal", "figures": {"left": {"value": "2", "unit": "kilograam"}, "right": {"value": "3"}}}
    file = write([CONSISTENT, body])
    line = refused(run("check", file))
    assert line.startswith(f"{file} /1/figures/left/unit: ")


def test_a_severity_that_does_not_exist_is_refused(run: Run, write: Write) -> None:
    assert "/severity: must be error or warning" in refused(run("check", write({**CONSISTENT, "severity": "fatal"})))


@pytest.mark.parametrize("name", [7, ["x"], {"of": "x"}])
def test_a_name_that_is_no_text_is_refused(run: Run, write: Write, name: object) -> None:
    assert "/name: must be text" in refused(run("check", write({**CONSISTENT, "name": name})))


@pytest.mark.parametrize("document", ["7", '"text"', "null", "[7]"])
def test_what_is_no_check_is_refused(run: Run, write: Write, document: str) -> None:
    assert "must be the body of a check" in refused(run("check", write(document)))


def test_a_receipt_stands(run: Run, write: Write) -> None:
    receipt = run("check", "--format", "json", write(INCONSISTENT)).stdout
    result = run("verify", write(receipt, "receipt.json"))
    assert (result.exit_code, result.stdout) == (0, f"stands: {json.loads(receipt)['digest']}\n")


@pytest.mark.parametrize(
    ("member", "value", "pointer"), [("verdict", "consistent", "/verdict"), ("digest", "0" * 64, "/digest")]
)
def test_a_receipt_that_was_tampered_with_does_not_stand(
    run: Run, write: Write, member: str, value: str, pointer: str
) -> None:
    receipt = json.loads(run("check", "--format", "json", write(INCONSISTENT)).stdout)
    result = run("verify", write({**receipt, member: value}, "receipt.json"))
    assert result.exit_code == 1
    assert "does not stand" in result.stdout
    assert f"  differs at {pointer}\n" in result.stdout


@pytest.mark.parametrize("document", ["[]", "{}", '{"inputs": 7}', "7"])
def test_what_is_no_receipt_is_refused(run: Run, write: Write, document: str) -> None:
    refused(run("verify", write(document)))
