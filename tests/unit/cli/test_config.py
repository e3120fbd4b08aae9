from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run, refused

NOTHING_KNOWN = '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Claimcheck"}}, "results": []}]}'
SLIP = "The dike runs 12 km (8.5 miles) along the shore.\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLAIMCHECK_SERVER", "CLAIMCHECK_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dike.md").write_text(SLIP, encoding="utf-8")
    return tmp_path


def configure(directory: Path, text: str, name: str = ".claimcheck.toml") -> None:
    directory.mkdir(exist_ok=True)
    (directory / name).write_text(text, encoding="utf-8")


def files(run: Run, *arguments: str) -> list[str]:
    told = json.loads(run("lint", *arguments, "--format", "json").stdout)
    return [one["file"] for one in told["files"]]


def test_options_left_out_are_as_configured(run: Run, here: Path) -> None:
    configure(here, 'format = "github"\nfail-on = "never"\n')
    result = run("lint", "dike.md")
    assert (result.exit_code, result.stdout[:8]) == (0, "::error ")


def test_options_overrule_the_configuration(run: Run, here: Path) -> None:
    configure(here, 'format = "github"\nfail-on = "never"\ncolor = "always"\n')
    result = run("lint", "dike.md", "--format", "text", "--fail-on", "inconsistent", "--color", "never")
    assert (result.exit_code, result.stdout[:12]) == (1, "dike.md:1:15")


def test_pyproject_has_a_table_for_it(run: Run, here: Path) -> None:
    configure(here, '[project]\nname = "x"\n[tool.claimcheck]\nfail-on = "never"\n', "pyproject.toml")
    assert run("lint", "dike.md").exit_code == 0


def test_its_own_file_comes_before_pyproject(run: Run, here: Path) -> None:
    configure(here, '[tool.claimcheck]\nfail-on = "never"\n', "pyproject.toml")
    configure(here, "")
    assert run("lint", "dike.md").exit_code == 1


def test_the_nearest_counts_and_pyproject_without_the_table_is_none(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(here, 'fail-on = "never"\n')
    configure(here / "in", '[project]\nname = "x"\n', "pyproject.toml")
    monkeypatch.chdir(here / "in")
    assert run("lint", "../dike.md").exit_code == 0
    configure(here / "in", "[tool.claimcheck]\n", "pyproject.toml")
    assert run("lint", "../dike.md").exit_code == 1


def test_another_one_can_be_named(run: Run, here: Path) -> None:
    configure(here, 'fail-on = "never"\n')
    configure(here / "ci", 'format = "json"\n', "strict.toml")
    result = run("lint", "dike.md", "--config", "ci/strict.toml")
    assert (result.exit_code, result.stdout[0]) == (1, "{")
    configure(here / "ci", '[tool.claimcheck]\nformat = "json"\n', "pyproject.toml")
    assert run("lint", "dike.md", "--config", "ci/pyproject.toml").stdout[0] == "{"
    assert refused(run("lint", "dike.md", "--config", "ci/none.toml")).endswith(
        "ci/none.toml: No such file or directory"
    )
    configure(here / "ci", "", "pyproject.toml")
    assert refused(run("lint", "dike.md", "--config", "ci/pyproject.toml")).endswith("has no table [tool.claimcheck]")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fail_on = 'never'\n", 'fail_on: is not known here; did you mean "fail-on"?'),
        ("colour = 'never'\n", 'colour: is not known here; did you mean "color"?'),
        (
            "quiet = true\n",
            "quiet: is not known here; known are baseline, color, date, exclude, fail-on, format, hide-silenced, ig",
        ),
        ("[tool.claimcheck]\n", "tool: is for pyproject.toml; in .claimcheck.toml the keys stand without a table"),
        ("server = 'nowhere'\n", "server: must be the address of a service"),
        ("output = '.bashrc'\n", "output: is an option only, --output"),
        ("fail-on = 'warning'\n", "fail-on: must be one of inconsistent, strained, undetermined, never"),
        ("fail-on = 3\n", "fail-on: must be a string"),
        ("hide-silenced = 'yes'\n", "hide-silenced: must be true or false"),
        ("exclude = 'drafts'\n", "exclude: must be an array"),
        ("exclude = ['a', 2]\n", "exclude.1: must be a string"),
        ("exclude = ['a', '!']\n", "exclude.1: is no pattern as in .gitignore"),
        ("exclude = ['[z-a]']\n", "exclude.0: is no pattern as in .gitignore"),
        ("date = 'spring'\n", "date: "),
        ("date = 2019\n", "date: must be a string"),
        ("server = ''\n", "server: must not be empty"),
        ("token = 'x'\n", "token: is a secret; give it in the environment, as CLAIMCHECK_TOKEN"),
        ("fail-on =\n", "not TOML: "),
        ("x = " + "[" * 5000, "not TOML: "),
    ],
)
def test_what_is_wrong_is_told_with_its_name(run: Run, here: Path, text: str, told: str) -> None:
    configure(here, text)
    assert refused(run("lint", "dike.md")).startswith(f"{here / '.claimcheck.toml'}: {told}")


def test_in_pyproject_the_name_is_that_of_the_table(run: Run, here: Path) -> None:
    configure(here, "[tool.claimcheck]\nfail_on = 'never'\n", "pyproject.toml")
    assert refused(run("lint", "dike.md")).startswith(f"{here / 'pyproject.toml'}: tool.claimcheck.fail_on: is not")
    configure(here, "[tool]\nclaimcheck = 3\n", "pyproject.toml")
    assert refused(run("lint", "dike.md")).startswith(f"{here / 'pyproject.toml'}: tool.claimcheck: must be a")


def test_all_that_is_wrong_is_told_at_once(run: Run, here: Path) -> None:
    configure(here, "fail-on = 3\ncolor = 4\n")
    told = refused(run("lint", "dike.md"))
    assert "fail-on: must be a string" in told
    assert "color: must be a string" in told


def test_one_that_is_named_is_about_where_the_command_runs(run: Run, here: Path) -> None:
    configure(here / ".github", "exclude = ['/drafts/']\nbaseline = 'known.sarif'\n", "claimcheck.toml")
    configure(here, NOTHING_KNOWN, "known.sarif")
    (here / "drafts").mkdir()
    (here / "drafts" / "a.md").write_text(SLIP, encoding="utf-8")
    assert files(run, ".", "--config", ".github/claimcheck.toml") == ["dike.md"]


def test_rules_can_be_ignored(run: Run, here: Path) -> None:
    assert run("lint", "dike.md", "--ignore", "change").exit_code == 1
    assert refused(run("lint", "dike.md", "--ignore", "convrsion")) == (
        '--ignore: there is no rule convrsion; did you mean "conversion"?'
    )
    told = run("lint", "dike.md", "--ignore", "conversion", "--ignore", "joint-conflict")
    assert (told.exit_code, told.stdout) == (0, "no findings (1 silenced) in 1 file: 2 figures, 1 check\n")
    configure(here, "ignore = ['conversion']\n")
    log = json.loads(run("lint", "dike.md", "--ignore", "change", "--format", "sarif").stdout)
    (suppression,) = log["runs"][0]["results"][0]["suppressions"]
    assert suppression == {"kind": "external", "status": "accepted", "justification": "its rule is ignored"}
    configure(here, "ignore = ['conversions']\n")
    assert refused(run("lint", "dike.md")).startswith(f"{here / '.claimcheck.toml'}: ignore: there is no rule conversi")


def test_what_is_configured_to_be_hidden_can_be_shown(run: Run, here: Path) -> None:
    configure(here, "hide-silenced = true\n")
    (here / "dike.md").write_text(f"<!-- claimcheck: ignore — As printed. -->\n{SLIP}", encoding="utf-8")
    junit = ("lint", "dike.md", "--format", "junit")
    assert ["<skipped" in run(*junit, *option).stdout for option in ((), ("--show-silenced",))] == [False, True]


def test_files_are_excluded_by_patterns_from_where_the_configuration_is(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.md", "drafts/b.md", "in/drafts/c.md", "in/d.md", "in/e.old.md", "in/keep.old.md"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("One.\n", encoding="utf-8")
    configure(here, "exclude = ['/drafts/', '*.old.md', '!keep.old.md', 'dike.md']\n")
    assert files(run, ".") == ["a.md", "in/d.md", "in/keep.old.md", "in/drafts/c.md"]
    assert files(run, "in", "drafts") == ["in/d.md", "in/keep.old.md", "in/drafts/c.md"]
    monkeypatch.chdir(here / "in")
    assert files(run, ".", "..") == ["d.md", "keep.old.md", "drafts/c.md", "../a.md"]


def test_a_file_that_is_named_and_excluded_is_told(run: Run, here: Path) -> None:
    configure(here, "exclude = ['dike.md']\n")
    result = run("lint", "dike.md")
    assert (result.exit_code, result.stdout) == (0, "no findings in 0 files\n")
    assert result.stderr == f"claimcheck: dike.md is excluded by {here / '.claimcheck.toml'}\n"


def test_a_directory_that_is_named_and_excluded_is_told(run: Run, here: Path) -> None:
    (here / "drafts").mkdir()
    configure(here, "exclude = ['drafts/']\n")
    assert run("lint", "drafts").stderr == f"claimcheck: drafts is excluded by {here / '.claimcheck.toml'}\n"


def test_what_an_editor_holds_is_excluded_by_its_name(run: Run, here: Path) -> None:
    configure(here, "exclude = ['/*']\n")
    assert run("lint", "-", stdin=SLIP).exit_code == 1
    result = run("lint", "-", "--stdin-name", "drafts/a.md", stdin=SLIP)
    assert (result.exit_code, result.stdout) == (0, "no findings in 0 files\n")
    assert result.stderr == f"claimcheck: drafts/a.md is excluded by {here / '.claimcheck.toml'}\n"


def test_all_but_some_can_be_excluded(run: Run, here: Path) -> None:
    (here / "in").mkdir()
    (here / "in" / "a.md").write_text("One.\n", encoding="utf-8")
    configure(here, "exclude = ['/*', '!/in/']\n")
    assert files(run, ".") == ["in/a.md"]


def test_what_is_outside_is_not_excluded(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(here / "in", "exclude = ['*.md']\n")
    monkeypatch.chdir(here / "in")
    assert files(run, "../dike.md") == ["../dike.md"]


def test_paths_are_relative_to_the_configuration(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(here, "baseline = 'known.sarif'\n")
    (here / "in").mkdir()
    monkeypatch.chdir(here / "in")
    assert "known.sarif: No such file" in refused(run("lint", "../dike.md"))
    (here / "known.sarif").write_text(NOTHING_KNOWN, encoding="utf-8")
    assert run("lint", "../dike.md").exit_code == 1


@pytest.mark.parametrize("path", ["/etc/passwd", "../up.txt", "in/../../up.txt", "link/x.txt"])
def test_what_is_checked_out_names_no_files_elsewhere(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    configure(here / "in", f"baseline = '{path}'\n")
    (here / "in" / "link").symlink_to(here)
    monkeypatch.chdir(here / "in")
    line = refused(run("lint", "../dike.md"))
    assert line.startswith(f"{here / 'in' / '.claimcheck.toml'}: baseline: must be below {here / 'in'}; give another")


def test_what_is_checked_out_does_not_choose_who_is_given_the_token(run: Run, here: Path) -> None:
    configure(here, "server = 'http://127.0.0.1:9'\n")
    line = refused(run("lint", "dike.md", CLAIMCHECK_TOKEN="s3cr3t"))
    assert "server: is given no token; name it as CLAIMCHECK_SERVER or --server" in line
    assert "s3cr3t" not in line


def test_the_date_of_texts_can_be_configured(run: Run, here: Path) -> None:
    (here / "mill.txt").write_text("It was founded 20 years ago, in 1902.\n", encoding="utf-8")
    configure(here, "date = '1950'\n")
    assert run("lint", "mill.txt").exit_code == 1
    assert run("lint", "mill.txt", "--date", "1922").exit_code == 0
