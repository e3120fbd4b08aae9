"""Files of CI services as these services read them: their steps run here, and what they call must be there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from service.cli import COMMANDS
from tests.docs.blocks import ROOT

Run = Callable[[str], tuple[str, int]]

# Actions of GitHub's own that need nothing of ours.
_OTHERS: Final = ("actions/", "github/")


def gitlab(text: str, run: Run) -> None:
    """Run the script of every job. It may fail where the job may, and where findings are what it is about."""
    for name, job in yaml.safe_load(text).items():
        for line in job["script"]:
            came, status = run(line)
            assert status in (0, 1), f"{name}: {line}\n{came}"
        for report in job.get("artifacts", {}).get("reports", {}).values():
            assert _wrote(run, report), f"{name} leaves no {report}"


def workflow(text: str, run: Run) -> None:
    """Run the steps of a workflow of GitHub, and look up the inputs that it gives to the action of this repository."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    for step in _steps(yaml.safe_load(text)):
        if "run" in step:
            came, status = run(step["run"])
            assert status in (0, 1), f"{step['run']}\n{came}"
        elif not step["uses"].startswith(_OTHERS):
            unknown = set(step.get("with", {})) - set(action["inputs"])
            assert not unknown, f"action.yml has no {unknown}"


def pre_commit(text: str, run: Run) -> None:  # noqa: ARG001 - as the others
    """Read what pre-commit would, and look up the hooks of this repository."""
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    for repository in yaml.safe_load(text)["repos"]:
        assert repository["rev"]
        for hook in repository["hooks"]:
            assert hook["id"] in hooks, f"there is no hook {hook['id']}"


def assistant(text: str, run: Run) -> None:  # noqa: ARG001 - as the others
    """Look up the command that starts a server for an assistant."""
    for server in json.loads(text)["mcpServers"].values():
        assert Path(server["command"]).name == "claimcheck"
        assert server["args"][0] in COMMANDS


READERS: Final[Mapping[str, Callable[[str, Run], None]]] = {
    ".gitlab-ci.yml": gitlab,
    ".github/workflows/figures.yml": workflow,
    ".pre-commit-config.yaml": pre_commit,
    "mcp.json": assistant,
}


def _steps(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for job in document["jobs"].values():
        yield from job["steps"]


def _wrote(run: Run, file: str) -> bool:
    return run(f"test -s {file}")[1] == 0
