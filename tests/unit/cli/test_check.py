from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.conftest import Run, Write

CONSISTENT = {"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "2"}}}
INCONSISTENT = {"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "7"}}}
STRAINED = {"kind": "equal", "figures": {"left": {"value": "2000"}, "right": {"value": "2300"}}}
UNDETERMINED = {"kind": "ratio", "figures": {"numerator": {"value": "2"}, "denominator": {"value": "3"}}}
DATES = """\
- kind: order
  figures:
    earlier: {date: 2005}
    later: {date: 2004-05}
"""


def fault_of(result: Any) -> str:
    """What one file of a run that checked the rest could not be checked for."""
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    return str(line).removeprefix("claimcheck: ")


def told(result: Any) -> Any:
    """What the one file of a run says in JSON."""
    (one,) = json.loads(result.stdout)["files"]
    return one


def test_a_check_that_holds_is_no_finding(run: Run, write: Write) -> None:
    result = run("check", write(CONSISTENT))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "no findings in 1 file: 1 check\n"


def test_a_check_that_fails_says_where_it_is_and_what_clashes(run: Run, write: Write) -> None:
    file = write(
        '{"name": "two is seven", "kind": "equal",\n "figures": {"left": {"value": "2"}, "right": {"value": 7}}}'
    )
    result = run("check", file)
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.splitlines()[:4] == [
        f"{file}:1:11: error: equal: two is seven",
        "  left is 1.5 to 2.5; the other figure is 6.5 to 7.5.",
        "    left: 2",
        "    right: 7",
    ]


def test_checks_in_an_array_and_in_several_files_are_one_run(run: Run, write: Write) -> None:
    several, one = write([CONSISTENT, INCONSISTENT, STRAINED], "a.json"), write(INCONSISTENT, "b.json")
    result = run("check", several, one)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "2 errors, 1 warning in 2 files: 4 checks"


def test_no_checks_are_no_findings(run: Run, write: Write) -> None:
    assert run("check", write([])).stdout == "no findings in 1 file: 0 checks\n"


def test_numbers_and_dates_of_yaml_need_no_quotation_marks(run: Run, write: Write) -> None:
    result = run("check", "--format", "json", write(DATES, "dates.yaml"))
    assert told(result)["answer"][0]["result"]["verdict"] == "inconsistent"
    (finding,) = told(result)["findings"]
    assert (finding["line"], finding["details"]) == (1, ["earlier: 2005", "later: 2004-05"])
    digits = write("kind: equal\nfigures: {left: {value: 4.50}, right: {value: 4.5}}", "digits.yml")
    assert [
        role["figure"]["value"]
        for role in told(run("check", "--format", "json", digits))["answer"][0]["result"]["inputs"].values()
    ] == ["4.50", "4.5"]


@pytest.mark.parametrize(
    ("body", "severity", "mildest"),
    [
        (INCONSISTENT, "error", "inconsistent"),
        (INCONSISTENT, "warning", "strained"),
        (STRAINED, "error", "strained"),
        (STRAINED, "warning", "undetermined"),
        (UNDETERMINED, "error", "undetermined"),
        (CONSISTENT, "error", None),
    ],
)
def test_what_fails_a_run_depends_on_verdict_severity_and_fail_on(
    run: Run, write: Write, body: dict[str, Any], severity: str, mildest: str | None
) -> None:
    file = write({**body, "severity": severity})
    levels = ["never", "inconsistent", "strained", "undetermined"]
    failing = [level for level in levels if run("check", "--fail-on", level, file).exit_code == 1]
    assert failing == ([] if mildest is None else levels[levels.index(mildest) :])


def test_a_fault_is_told_where_other_programs_look_for_its_place(run: Run, write: Write) -> None:
    file = write(
        '{"kind": "equal",\n "figures": {"left": {"value": "2", "unit": "zorkmid"}, "right": {"value": "7"}}}\n'
    )
    told = run("check", "--format", "github", file)
    assert (told.exit_code, ",line=2,endLine=2,col=46,endColumn=53::" in told.stdout) == (2, True)
    run_of = json.loads(run("check", "--format", "sarif", file).stdout)["runs"][0]
    (notification,) = run_of["invocations"][0]["toolExecutionNotifications"]
    region = notification["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["charLength"]) == (2, 46, 7)


def test_json_has_the_whole_result_as_the_service_would_answer_it(run: Run, write: Write) -> None:
    result = run("check", "--format", "json", write([{**INCONSISTENT, "name": "x"}, CONSISTENT]))
    first, second = told(result)["answer"]
    assert (first["name"], first["severity"], first["result"]["verdict"]) == ("x", "error", "inconsistent")
    assert len(first["result"]["digest"]) == 64
    assert second["result"]["verdict"] == "consistent"
    assert [finding["level"] for finding in told(result)["findings"]] == ["error", "none"]


def test_checks_can_come_from_standard_input_in_either_form(run: Run) -> None:
    assert run("check", "-", stdin=json.dumps(INCONSISTENT)).exit_code == 1
    assert run("check", "-", stdin=DATES).exit_code == 1


def test_a_baseline_keeps_a_check_from_failing_while_it_asks_the_same(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ratio = {**UNDETERMINED, "expect": {"max": "0.25"}}
    baseline = write(run("check", "--format", "sarif", write(ratio)).stdout, "baseline.sarif")
    assert run("check", "--baseline", baseline, write([{**ratio, "severity": "error"}])).exit_code == 0
    assert run("check", "--baseline", baseline, write({**ratio, "expect": {"max": "0.2"}})).exit_code == 1


def test_a_receipt_is_checked_again(run: Run, write: Write) -> None:
    receipt = told(run("check", "--format", "json", write(INCONSISTENT)))["answer"][0]["result"]
    again = run("check", "--format", "json", write(receipt, "receipt.json"))
    assert told(again)["answer"][0]["result"] == receipt
    assert again.exit_code == 1


def test_a_check_as_the_service_lists_it_is_read_as_it_is(run: Run, write: Write) -> None:
    stored = {**CONSISTENT, "id": "01890a5d-ac96-774b-bcce-b302099a8057", "collection": "x", "rationale": None}
    assert run("check", write({**stored, "version": 1, "created_at": "2024-05-01T09:30:00Z"})).exit_code == 0


def test_a_unit_that_does_not_exist_is_refused_at_its_place(run: Run, write: Write) -> None:
    file = write("- kind: equal\n  figures:\n    left: {value: 2, unit: kilograam}\n    right: {value: 3}\n", "x.yaml")
    assert fault_of(run("check", file)).startswith(f"{file}: line 3, column 28: /0/figures/left/unit: ")


def test_a_severity_that_does_not_exist_is_refused(run: Run, write: Write) -> None:
    said = fault_of(run("check", write({**CONSISTENT, "severity": "fatal"})))
    assert said.endswith("/severity: must be one of error, warning")


@pytest.mark.parametrize("name", [7, ["x"], {"of": "x"}])
def test_a_name_that_is_no_text_is_refused(run: Run, write: Write, name: object) -> None:
    assert "/name: must be a string" in fault_of(run("check", write({**CONSISTENT, "name": name})))


@pytest.mark.parametrize("document", ["7", '"text"', "null", "[7]"])
def test_what_is_no_check_is_refused(run: Run, write: Write, document: str) -> None:
    assert "must be a collection file, the body of a check" in fault_of(run("check", write(document)))


def test_what_cannot_be_checked_is_told_after_the_rest(run: Run, write: Write, tmp_path: Any) -> None:
    bad, good = write("{", "bad.json"), write(INCONSISTENT, "good.json")
    result = run("check", bad, good, str(tmp_path / "missing.yaml"))
    assert result.exit_code == 2
    assert result.stdout.splitlines()[-1] == "1 error in 1 file: 1 check; 2 files could not be examined"
    assert [line.partition(": ")[2] for line in result.stderr.splitlines()] == [
        f"{bad}: not JSON, line 1, column 2: expecting property name enclosed in double quotes",
        f"{tmp_path / 'missing.yaml'}: No such file or directory",
    ]
