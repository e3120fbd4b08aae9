"""Runs the steps of action.yml on this machine as a runner of GitHub does: its script, its variables, its outputs.

Of GitHub's expressions only those are known that action.yml has, ``${{ inputs.NAME }}`` and the outputs of steps; any
other is an error.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

_EXPRESSION: Final = re.compile(r"\$\{\{ ([^}]+) \}\}")


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of the steps: the exit status of the last that ran, what all of them wrote, the action's outputs."""

    status: int
    log: str
    outputs: Mapping[str, str]


def run(
    action: Path, inputs: Mapping[str, str], *, workspace: Path, temporary: Path, steps: slice = slice(None)
) -> Ran:
    """Run the steps one after the other until one fails, in ``workspace``; ``temporary`` is the runner's own directory.

    Raises KeyError for an input or an expression that the action does not have.
    """
    description = yaml.safe_load(action.read_text(encoding="utf-8"))
    declared = description["inputs"]
    values = {name: one.get("default", "") for name, one in declared.items()}
    for name, value in inputs.items():
        if name not in declared:
            raise KeyError(name)
        values[name] = value
    known = {f"inputs.{name}": value for name, value in values.items()}
    log, status = "", 0
    for step in description["runs"]["steps"][steps]:
        written = temporary / "output"
        written.write_text("", encoding="utf-8")
        completed = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=workspace,
            env={
                **os.environ,
                "GITHUB_ACTIONS": "true",
                "GITHUB_ACTION_PATH": str(action.parent),
                "GITHUB_OUTPUT": str(written),
                "GITHUB_WORKSPACE": str(workspace),
                "RUNNER_TEMP": str(temporary),
                **{name: _filled(value, known) for name, value in step.get("env", {}).items()},
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        log, status = log + completed.stdout, completed.returncode
        for line in written.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition("=")
            known[f"steps.{step['id']}.outputs.{name}"] = value
        if status:
            break
    return Ran(status, log, _outputs(description, known))


def _outputs(description: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, str]:
    """The outputs; what a step did not write is empty."""
    outputs = {name: one["value"] for name, one in description["outputs"].items()}
    asked = {expression: "" for value in outputs.values() for expression in _EXPRESSION.findall(value)}
    return {name: _filled(value, {**asked, **known}) for name, value in outputs.items()}


def _filled(text: str, known: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: known[found[1]], text)
