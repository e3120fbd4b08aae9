"""Findings as commands to the runner of GitHub Actions, which puts them beside the lines that a change touches.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands says how they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from service.formats.finding import Examined, Finding, Region
from service.formats.level import Level

_COMMANDS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render(examined: Sequence[Examined]) -> str:
    """A line for each finding that is to be done and for each file that could not be examined."""
    return "".join(f"{line}\n" for line in _lines(examined))


def _lines(examined: Sequence[Examined]) -> Iterator[str]:
    for one in examined:
        if one.fault is not None:
            told = {"title": "claimcheck", "file": one.file, **_place(one.faulty)}
            yield _command("error", told, f"{one.file}: {one.fault}")
        for finding in one.findings:
            if finding.counts and finding.level in _COMMANDS:
                yield _command(_COMMANDS[finding.level], _properties(finding), _message(finding))


def _properties(finding: Finding) -> dict[str, str]:
    return {"title": f"claimcheck: {finding.rule}", "file": finding.file, **_place(finding.region)}


def _place(region: Region | None) -> dict[str, str]:
    if region is None:
        return {}
    lines = {"line": str(region.line), "endLine": str(region.end_line)}
    if region.line != region.end_line:
        # Columns are of one line; the runner takes no others.
        return lines
    return {**lines, "col": str(region.column), "endColumn": str(region.end_column)}


def _message(finding: Finding) -> str:
    # The log of the runner shows the message and nothing of the properties.
    told = "\n".join(finding.told())
    return f"{finding.place}: {finding.about}: {told}"


def _command(command: str, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    return f"::{command} {told}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
