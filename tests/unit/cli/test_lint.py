from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run, Write, refused

SLIP = "The dike runs 12 km (8.5 miles) along the shore.\n"
STRAIN = "Of the 643 households, 161 (20%) have wells.\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_WORKSPACE", "CLAIMCHECK_SERVER", "CLAIMCHECK_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_clean_text_ends_with_0(run: Run, write: Write) -> None:
    write("The dike runs 12 km along the shore.\n", "dike.md")
    result = run("lint", "dike.md")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "no findings in 1 file: 1 figure, 0 checks\n", "")


@pytest.mark.parametrize(
    ("text", "fail_on", "status"),
    [
        (SLIP, "inconsistent", 1),
        (SLIP, "never", 0),
        (STRAIN, "inconsistent", 0),
        (STRAIN, "strained", 1),
        (STRAIN, "undetermined", 1),
        (STRAIN, "never", 0),
    ],
)
def test_what_fails_is_what_was_asked_for(run: Run, write: Write, text: str, fail_on: str, status: int) -> None:
    write(text, "dike.md")
    result = run("lint", "dike.md", "--fail-on", fail_on)
    assert result.exit_code == status
    assert "dike.md:1:" in result.stdout


def test_findings_fail_at_errors_unless_told_otherwise(run: Run, write: Write) -> None:
    write(STRAIN, "wells.md")
    assert run("lint", "wells.md").exit_code == 0
    write(SLIP, "dike.md")
    assert run("lint", "wells.md", "dike.md").exit_code == 1


def test_the_end_of_the_name_says_what_a_file_is(run: Run, write: Write) -> None:
    table = "place,share\nNorth,61%\nSouth,48%\nTotal,100%\n"
    write(table, "shares.csv")
    write(table, "shares.txt")
    result = run("lint", "shares.csv", "shares.txt", "--format", "json")
    files = json.loads(result.stdout)["files"]
    assert [bool(one["findings"]) for one in files] == [True, False]


def test_text_comes_from_standard_input(run: Run) -> None:
    result = run("lint", "-", "--stdin-name", "notes/dike.md", stdin=SLIP)
    assert result.exit_code == 1
    assert result.stdout.startswith("notes/dike.md:1:15: error: conversion\n")
    assert run("lint", "-", stdin=SLIP).stdout.startswith("stdin:1:15: ")


def test_a_comment_silences_in_markdown_on_standard_input(run: Run) -> None:
    silenced = f"<!-- claimcheck: ignore conversion — As printed. -->\n{SLIP}"
    assert run("lint", "-", "--stdin-name", "a.md", stdin=silenced).exit_code == 0
    assert run("lint", "-", stdin=silenced).exit_code == 1


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("ignore", "it gives no reason"),
        ("ignore conversoin — As printed.", "there is no rule conversoin"),
        ("ignore — As printed.", "there is nothing to silence here"),
        ("hush", "not understood"),
    ],
)
def test_a_comment_that_silences_nothing_is_a_warning(run: Run, write: Write, comment: str, told: str) -> None:
    write(f"<!-- claimcheck: {comment} -->\nThe dike runs along the shore.\n", "dike.md")
    result = run("lint", "dike.md")
    assert result.exit_code == 0
    assert result.stdout.startswith("dike.md:1:1: warning: suppression\n")
    assert f"This comment silences nothing: {told}" in result.stdout
    assert run("lint", "dike.md", "--fail-on", "strained").exit_code == 1


def test_json_says_of_comments_what_is_wrong_with_them(run: Run, write: Write) -> None:
    write(f"<!-- claimcheck: ignore -->\n{SLIP}", "dike.md")
    (file,) = json.loads(run("lint", "dike.md", "--format", "json").stdout)["files"]
    assert [(one["rule"], one["level"]) for one in file["findings"]] == [
        ("conversion", "error"),
        ("suppression", "warning"),
    ]
    (comment,) = file["answer"]["suppressions"]
    assert comment["fault"] in file["findings"][1]["text"]


def test_json_tells_findings_of_texts_and_of_checks_alike(run: Run, write: Write) -> None:
    write(SLIP, "dike.md")
    write(b"\xff", "wrong.md")
    write({"kind": "equal", "figures": {"left": {"value": "2"}, "right": {"value": "7"}}}, "check.json")
    lint, check = (
        json.loads(run(*command, "--format", "json").stdout)["files"]
        for command in (("lint", "dike.md", "wrong.md"), ("check", "check.json"))
    )
    assert lint[0].keys() == lint[1].keys() == check[0].keys()
    assert lint[0]["findings"][0].keys() == check[0]["findings"][0].keys()
    assert lint[0]["findings"][0]["digest"] == lint[0]["answer"]["findings"][0]["result"]["digest"]
    assert (lint[1]["findings"], lint[1]["answer"]) == ([], None)
    assert "UTF-8" in lint[1]["fault"]


@pytest.mark.parametrize(
    ("raw", "column"), [(b"\xef\xbb\xbf" + SLIP.encode(), 15), (b"One.\r\n\r\n\t" + SLIP.encode(), 16)]
)
def test_columns_are_those_of_editors(run: Run, write: Write, raw: bytes, column: int) -> None:
    write(raw, "dike.txt")
    (file,) = json.loads(run("lint", "dike.txt", "--format", "json").stdout)["files"]
    (finding,) = file["findings"]
    assert (finding["line"], finding["column"]) == (raw.count(b"\n"), column)
    assert finding["about"] == "12 km (8.5 miles)"


def test_lines_end_where_editors_end_them(run: Run, write: Write) -> None:
    write(f"One.\r{SLIP.strip()}\rTwo.\u2028Three.", "dike.txt")
    result = run("lint", "dike.txt")
    assert result.stdout.splitlines()[:2] == [
        "dike.txt:2:15: error: conversion",
        f"  2 | {SLIP.strip()}",
    ]


def test_relative_dates_are_read_by_the_date_of_the_text(run: Run, write: Write) -> None:
    write("The mill of 1902 closed ten years ago. It was founded 20 years ago, in 1902.\n", "mill.txt")
    assert run("lint", "mill.txt", "--date", "1922").exit_code == 0
    assert run("lint", "mill.txt", "--date", "1950").exit_code == 1
    assert "EDTF" in refused(run("lint", "mill.txt", "--date", "next spring"))


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (None, "No such file or directory"),
        ("caf\xe9".encode("latin-1"), "byte 4 (line 1, column 4) is 0xE9: unexpected end of data; save it in UTF-8"),
        (SLIP.encode("utf-16"), "byte 1 (line 1, column 1) is 0xFF: invalid start byte; save it in UTF-8"),
        (b"a\nb\0", "line 2, column 2 is the character U+0000, which no text may hold; leave it out"),
        (b"x" * (1024 * 1024 + 1), "larger than 1 MiB"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_examined(
    run: Run, write: Write, raw: bytes | None, told: str
) -> None:
    write(SLIP, "dike.md")
    if raw is not None:
        write(raw, "odd.md")
    result = run("lint", "odd.md", "dike.md")
    assert result.exit_code == 2
    assert result.stderr == f"claimcheck: odd.md: {told}\n"
    assert result.stdout.startswith("dike.md:1:15: error: conversion\n")
    assert result.stdout.endswith("1 error in 1 file: 2 figures, 1 check; 1 file could not be examined\n")


@pytest.mark.parametrize("shape", ["json", "sarif", "junit", "github"])
def test_each_form_tells_what_could_not_be_examined(run: Run, shape: str) -> None:
    result = run("lint", "odd.md", "--format", shape)
    assert result.exit_code == 2
    assert "No such file or directory" in result.stdout


def test_a_directory_is_searched_for_texts(run: Run, here: Path) -> None:
    for name in ("a.md", "b.markdown", "c/d.TXT", "c/e.csv", "c/f.py", ".git/g.md", "node_modules/h.md", ".i.md"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text("One.\n", encoding="utf-8")
    told = json.loads(run("lint", ".", "c", "./a.md", "--format", "json").stdout)
    assert [one["file"] for one in told["files"]] == ["a.md", "b.markdown", "c/d.TXT", "c/e.csv"]


def test_a_directory_without_texts_is_no_success(run: Run, here: Path) -> None:
    (here / "empty").mkdir()
    told = "claimcheck: empty: no file in it, or none that is not excluded, ends in .csv .markdown .md .txt\n"
    for configuration in ("", "exclude = ['*.md']\n"):
        (here / ".claimcheck.toml").write_text(configuration, encoding="utf-8")
        result = run("lint", "empty")
        assert (result.exit_code, result.stderr) == (2, told)
        (here / "empty" / "a.md").write_text("One.\n", encoding="utf-8")


def test_what_git_ignores_is_left_out_of_directories(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ("a.md", "a.tmp.md", "build/b.md", "c/keep.tmp.md", "c/d.md", "c/top.md", "top.md")
    for name in (*texts, ".git/x"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text("One.\n", encoding="utf-8")
    (here / ".gitignore").write_text("build/\n*.tmp.md\n/top.md\n", encoding="utf-8")
    (here / "c" / ".gitignore").write_text("!keep.tmp.md\nd.md\n", encoding="utf-8")

    def found(*arguments: str) -> list[str]:
        told = json.loads(run("lint", *arguments, "--format", "json").stdout)
        return [one["file"] for one in told["files"]]

    assert found(".") == ["a.md", "c/keep.tmp.md", "c/top.md"]
    # What is named is meant.
    assert found("build", "a.tmp.md") == ["build/b.md", "a.tmp.md"]
    monkeypatch.chdir(here / "c")
    assert found("..") == ["../a.md", "keep.tmp.md", "top.md"]
    (here / ".git" / "x").unlink()
    (here / ".git").rmdir()
    assert len(found("..")) == len(texts)


def test_pipes_in_directories_are_left_alone(run: Run, here: Path) -> None:
    os.mkfifo(here / "pipe.md")
    (here / "gone.md").symlink_to(here / "nowhere.md")
    (here / "a.md").write_text("One.\n", encoding="utf-8")
    result = run("lint", ".")
    assert (result.exit_code, result.stderr) == (2, "claimcheck: gone.md: No such file or directory\n")
    assert result.stdout.startswith("no findings in 1 file")


def test_files_are_named_from_where_the_command_runs(run: Run, here: Path) -> None:
    (here / "in").mkdir()
    (here / "in" / "a.md").write_text("One.\n", encoding="utf-8")
    told = json.loads(run("lint", str(here / "in" / "a.md"), "--format", "json").stdout)
    assert [one["file"] for one in told["files"]] == ["in/a.md"]


def test_a_name_that_is_no_text_is_shown_as_far_as_it_goes(run: Run, here: Path) -> None:
    (here / os.fsdecode(b"caf\xe9.md")).write_text(SLIP, encoding="utf-8")
    for shape in ("text", "json", "sarif", "junit", "github"):
        assert run("lint", ".", "--format", shape).exit_code == 1
    assert run("lint", ".").stdout.startswith("caf\ufffd.md:1:15")


def test_output_goes_into_a_file_and_the_log_says_what_there_is(run: Run, write: Write, here: Path) -> None:
    write(SLIP, "dike.md")
    result = run("lint", "dike.md", "--format", "sarif", "--output", "out.sarif")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "1 error in 1 file: 2 figures, 1 check; written to out.sarif\n"
    assert json.loads((here / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert sorted(path.name for path in here.iterdir()) == ["dike.md", "out.sarif"]


def test_one_run_tells_in_several_forms(run: Run, write: Write, here: Path) -> None:
    write(SLIP, "dike.md")
    files = ("sarif=a.sarif", "json=b.json", "text=c.txt", "junit=d=e.xml")
    result = run("lint", "dike.md", "--color", "always", *(part for file in files for part in ("--also", file)))
    assert (result.exit_code, result.stderr) == (1, "")
    assert "\x1b[" in result.stdout
    for shape, file in (file.split("=", 1) for file in files):
        alone = run("lint", "dike.md", "--format", shape)
        assert (here / file).read_bytes() == alone.stdout_bytes


@pytest.mark.parametrize("also", ["sarif", "sarif=", "=a.sarif", "serif=a.sarif"])
def test_another_form_needs_a_name_and_a_file(run: Run, also: str) -> None:
    assert "write FORMAT=FILE, where FORMAT is one of text, json, sarif" in refused(run("lint", ".", "--also", also))


def test_what_is_silenced_can_be_left_out_of_what_other_programs_read(run: Run, write: Write, here: Path) -> None:
    write(f"{SLIP}\n<!-- claimcheck: ignore conversion — As printed. -->\n{SLIP}", "dike.md")
    results = [
        json.loads(run("lint", "dike.md", "--format", "sarif", *option).stdout)["runs"][0]["results"]
        for option in ((), ("--hide-silenced",))
    ]
    assert [len(told) for told in results] == [2, 1]
    assert run("lint", "dike.md", "--format", "junit", "--hide-silenced").stdout.count("<testcase") == 1
    (here / ".claimcheck.toml").write_text("hide-silenced = true\n", encoding="utf-8")
    assert run("lint", "dike.md", "--format", "junit").stdout.count("<testcase") == 1
    assert run("lint", "dike.md").stdout.splitlines()[-1].startswith("1 error (1 silenced) in 1 file")


def test_output_that_cannot_be_written_is_told(run: Run, write: Write) -> None:
    write(SLIP, "dike.md")
    told = refused(run("lint", "dike.md", "--output", "nowhere/out.txt"))
    assert told == "nowhere/out.txt: cannot be written: No such file or directory"


@pytest.mark.parametrize(
    ("arguments", "environment", "colored"),
    [
        ((), {}, False),
        (("--color", "always"), {}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--color", "always", "--output", "out.txt"), {}, False),
    ],
)
def test_colour_is_for_terminals_and_for_whoever_asks(
    run: Run, write: Write, here: Path, arguments: tuple[str, ...], environment: dict[str, str], colored: bool
) -> None:
    write(SLIP, "dike.md")
    told = run("lint", "dike.md", *arguments, **environment).stdout_bytes
    if "--output" in arguments:
        told = (here / "out.txt").read_bytes()
    assert (b"\x1b[" in told) is colored


def test_workflow_commands_name_files_from_the_checkout(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "dike.md").write_text(SLIP, encoding="utf-8")
    monkeypatch.chdir(here / "docs")
    assert ",file=dike.md," in run("lint", "dike.md", "--format", "github").stdout
    told = run("lint", "dike.md", "--format", "github", GITHUB_WORKSPACE=str(here)).stdout
    assert ",file=docs/dike.md," in told


def test_other_programs_have_names_from_the_root_of_the_checkout(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for directory in (".git", "docs"):
        (here / directory).mkdir()
    (here / "docs" / "dike.md").write_text(SLIP, encoding="utf-8")
    (here / "docs" / ".claimcheck.toml").write_text("", encoding="utf-8")
    run("lint", "docs", "--format", "sarif", "--output", "known.sarif")
    monkeypatch.chdir(here / "docs")
    assert run("lint", ".", "--baseline", "../known.sarif").stdout.startswith("no findings (1 known) in 1 file")
    log = json.loads(run("lint", "dike.md", "--format", "sarif").stdout)
    assert [one["location"]["uri"] for one in log["runs"][0]["artifacts"]] == ["docs/dike.md"]
    assert ",file=docs/dike.md," in run("lint", "dike.md", "--format", "github").stdout


def test_junit_fails_what_makes_the_run_fail(run: Run, write: Write) -> None:
    write(SLIP, "dike.md")
    write(STRAIN, "wells.md")
    for fail_on, failures in (("never", 0), ("inconsistent", 1), ("strained", 2)):
        told = run("lint", "dike.md", "wells.md", "--format", "junit", "--fail-on", fail_on).stdout
        assert told.count("<failure") == failures


def test_a_pipe_is_not_waited_for(run: Run, here: Path) -> None:
    os.mkfifo(here / "pipe.md")
    assert run("lint", "pipe.md").stderr == "claimcheck: pipe.md: is a pipe; give it as standard input, -\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "known.sarif: No such file or directory; make one with --format sarif --output FILE"),
        ("{", "known.sarif: not JSON: "),
        ("[]", "known.sarif /: is no SARIF log of version 2.1.0; make one"),
        ('{"version": "2.0.0", "runs": []}', "known.sarif /: is no SARIF log of version 2.1.0; make one"),
        ('{"version": "2.1.0", "runs": [3, {"tool": {}}]}', "known.sarif /: holds no run of Claimcheck; make one"),
    ],
)
def test_a_baseline_that_is_none_is_told(run: Run, write: Write, content: str | None, told: str) -> None:
    write(SLIP, "dike.md")
    if content is not None:
        write(content, "known.sarif")
    assert refused(run("lint", "dike.md", "--baseline", "known.sarif")).startswith(told)


def test_a_baseline_holds_files_outside_the_root_and_odd_names_too(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "in").mkdir()
    (here / "50% año ?#.md").write_text(SLIP, encoding="utf-8")
    (here / "in" / "a b:c.md").write_text(SLIP, encoding="utf-8")
    monkeypatch.chdir(here / "in")
    run("lint", ".", "..", "--format", "sarif", "--output", "known.sarif")
    result = run("lint", ".", "..", "--baseline", "known.sarif")
    assert result.stdout.startswith("no findings (2 known) in 2 files")
    assert result.stderr == ""


def test_a_baseline_does_not_know_what_was_silenced_when_it_is_so_no_longer(run: Run, write: Write) -> None:
    comment = "<!-- claimcheck: ignore conversion — As printed. -->\n"
    write(f"{comment}{SLIP}", "dike.md")
    run("lint", "dike.md", "--format", "sarif", "--output", "known.sarif")
    assert run("lint", "dike.md", "--baseline", "known.sarif").exit_code == 0
    write(SLIP, "dike.md")
    assert run("lint", "dike.md", "--baseline", "known.sarif").exit_code == 1
    run("lint", "dike.md", "--format", "sarif", "--output", "known.sarif")
    write(f"{comment}{SLIP}", "dike.md")
    silenced = run("lint", "dike.md", "--baseline", "known.sarif")
    assert (silenced.exit_code, silenced.stderr) == (0, "")
    assert silenced.stdout.startswith("no findings (1 silenced) in 1 file")


def test_a_baseline_may_hold_results_of_other_tools(run: Run, write: Write) -> None:
    write(SLIP, "dike.md")
    run("lint", "dike.md", "--format", "sarif", "--output", "known.sarif")
    log = json.loads(Path("known.sarif").read_text(encoding="utf-8"))
    others = [{}, {"partialFingerprints": 3}, {"locations": [], "partialFingerprints": {"other/v1": "a"}}]
    log["runs"].insert(0, {"tool": {"driver": {"name": "another"}}, "results": others})
    log["runs"] += [{"tool": {"driver": {"name": "none"}}}, {"results": 5}, 7]
    write(log, "known.sarif")
    assert run("lint", "dike.md", "--baseline", "known.sarif").exit_code == 0
    for result in log["runs"][1]["results"]:
        result["baselineState"] = "absent"
    write(log, "known.sarif")
    assert run("lint", "dike.md", "--baseline", "known.sarif").exit_code == 1


def test_without_files_nothing_is_done(run: Run) -> None:
    assert "FILE" in refused(run("lint"))


def test_output_called_as_standard_input_is_standard_output(run: Run, write: Write, here: Path) -> None:
    file = write("The dike is 2 m (9 feet) high.", "dike.md")
    assert run("lint", file, "--output", "-").stdout == run("lint", file).stdout
    assert run("lint", file, "--also", "json=-").stdout.startswith(run("lint", file).stdout)
    assert not (here / "-").exists()


def test_a_collection_file_is_said_to_be_for_another_command(run: Run, write: Write) -> None:
    file = write("collection: {slug: dikes, title: Dikes}", "collection.yaml")
    assert (
        "is read as plain text; the checks of a collection file are run by claimcheck check" in run("lint", file).stdout
    )


def test_an_empty_name_is_told_as_such(run: Run) -> None:
    assert refused(run("lint", "")) == "the name of a file is empty; was a variable not set?"
