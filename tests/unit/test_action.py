"""The action for GitHub: its step that examines, with a command that tells how it was called.

That it installs what it runs, and finds what there is to find, `make package` shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from service.bootstrap import wiring
from service.cli import commands
from tools.action_steps import Ran, run

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
# Tells its arguments, and ends as its name for the status says.
COMMAND = """#!/bin/sh
for argument; do printf '<%s>' "$argument" >>"$RUNNER_TEMP/calls"; done
echo >>"$RUNNER_TEMP/calls"
while [ $# -gt 0 ]; do
  case $1 in
    --also) [ -n "$SILENT" ] || echo '{}' >"${2#sarif=}" || exit 2 ;;
  esac
  shift
done
exit "${STATUS:-0}"
"""

Examine = Callable[..., tuple[Ran, list[list[str]]]]


def _described(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@pytest.fixture
def examine(tmp_path: Path) -> Examine:
    """Run the step; what came of it, and the arguments of each call."""
    workspace, temporary = tmp_path / "workspace", tmp_path / "temporary"
    command = temporary / "claimcheck/bin/claimcheck"
    command.parent.mkdir(parents=True)
    command.write_text(COMMAND, encoding="utf-8")
    command.chmod(0o755)
    workspace.mkdir()

    def step(**inputs: str) -> tuple[Ran, list[list[str]]]:
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        calls = temporary / "calls"
        calls.write_text("", encoding="utf-8")
        ran = run(ACTION, given, workspace=workspace, temporary=temporary, steps=slice(1, None))
        return ran, [re.findall("<(.*?)>", line) for line in calls.read_text(encoding="utf-8").splitlines()]

    return step


def test_by_default_the_whole_checkout_is_linted_with_annotations(examine: Examine) -> None:
    ran, calls = examine()
    assert (ran.status, ran.outputs) == (0, {"outcome": "clean", "sarif": ""})
    assert calls == [["lint", "--format", "github", "--", "."]]


def test_every_input_reaches_the_command_as_it_was_given(examine: Examine) -> None:
    odd = "a b; echo $(date) `id` 'c' \"d\" *.md"
    _, calls = examine(
        command="check", files=f"--odd\n{odd}\n\n  last.yaml\n", format="text", fail_on="strained",
        baseline=f"{odd}.sarif", config=f"{odd}.toml", sarif="a b=c.sarif",
    )  # fmt: skip
    assert calls == [
        ["check", "--format", "text", "--fail-on", "strained", "--baseline", f"{odd}.sarif", "--config", f"{odd}.toml",
         "--also", "sarif=a b=c.sarif", "--hide-silenced", "--", "--odd", odd, "last.yaml"],
    ]  # fmt: skip


@pytest.mark.parametrize(("status", "outcome"), [("1", "findings"), ("2", "failed"), ("70", "failed")])
def test_the_status_of_the_command_is_that_of_the_step(
    examine: Examine, monkeypatch: pytest.MonkeyPatch, status: str, outcome: str
) -> None:
    monkeypatch.setenv("STATUS", status)
    ran, _ = examine(sarif="found.sarif")
    assert ran.status == int(status)
    # What is uploaded is there also where the job fails.
    assert ran.outputs == {"outcome": outcome, "sarif": "found.sarif"}


def test_a_log_that_cannot_be_written_fails(examine: Examine) -> None:
    ran, _ = examine(sarif="nowhere/found.sarif")
    assert (ran.status, ran.outputs) == (2, {"outcome": "failed", "sarif": ""})


def test_what_an_earlier_run_left_is_not_that_of_this_one(
    examine: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SILENT", "1")
    monkeypatch.setenv("STATUS", "2")
    (tmp_path / "old.sarif").write_text("{}", encoding="utf-8")
    ran, _ = examine(sarif=str(tmp_path / "old.sarif"))
    assert (ran.status, ran.outputs) == (2, {"outcome": "failed", "sarif": ""})


@pytest.mark.parametrize("files", ["", "\n \n"])
def test_no_files_are_the_whole_checkout(examine: Examine, files: str) -> None:
    assert examine(files=files)[1][0][-2:] == ["--", "."]


def test_only_commands_that_tell_findings_can_be_run(examine: Examine) -> None:
    ran, calls = examine(command="db upgrade")
    assert (ran.status, ran.log, calls) == (2, "::error title=claimcheck::command must be lint or check\n", [])


def test_no_input_becomes_part_of_a_script() -> None:
    for step in _described(ACTION)["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert set(step) <= {"name", "id", "shell", "env", "run"}
        assert step["shell"] == "bash"


def test_every_input_is_used_and_every_option_that_is_used_is_there() -> None:
    description = _described(ACTION)
    used = set(re.findall(r"\$\{\{ inputs\.([a-z-]+) \}\}", ACTION.read_text(encoding="utf-8")))
    assert used == set(description["inputs"])
    for name in ("lint", "check"):
        told = CliRunner().invoke(commands, [name, "--help"], obj=wiring()).stdout
        for option in ("--format", "--also", "--hide-silenced", "--fail-on", "--baseline", "--config"):
            assert option in told


def test_the_guide_tells_of_every_input_and_what_it_is_when_left_out() -> None:
    guide = (ROOT / "docs/guides/ci.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z-]+)` \| .* \| (.*) \|$", guide, re.MULTILINE)
    inputs = _described(ACTION)["inputs"]
    assert [name for name, _ in told] == list(inputs)
    for name, default in told:
        if default.startswith("`"):
            assert default == f"`{inputs[name]['default']}`"
        else:
            assert inputs[name]["default"] in {"", "."}


@pytest.mark.parametrize(
    "hook", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()), ids=lambda hook: hook["id"]
)
def test_hooks_run_commands_that_are_there_on_files_that_they_read(hook: Mapping[str, Any]) -> None:
    program, name = hook["entry"].split()
    assert (program, hook["language"], hook["id"]) == ("claimcheck", "python", f"claimcheck-{name}")
    assert name in commands.commands
    texts, collections = (
        ["README.md", "a/b.markdown", "notes.txt", "rates.csv"],
        ["collection.json", "a/collection.yaml"],
    )
    taken = {"lint": texts, "check": collections}[name]
    assert [file for file in (*texts, *collections) if re.search(hook["files"], file)] == taken
