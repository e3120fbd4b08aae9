"""Findings for people at a terminal or in the log of a job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import click

from service.formats import excerpt
from service.formats.finding import LABELS, Examined, Finding, tally
from service.formats.level import Level

_COLORS: Final = {Level.ERROR: "red", Level.WARNING: "yellow", Level.NOTE: "cyan"}


def render(examined: Sequence[Examined], *, width: int = 100, color: bool = False) -> str:
    """What is to be done, finding by finding, then a line that counts. ``width`` is that of the lines, in cells."""
    written = "".join(f"{line}\n" for line in _lines(examined, width))
    return written if color else click.unstyle(written)


def summary(examined: Sequence[Examined]) -> str:
    """A line that counts findings and files."""
    counts = tally(finding for one in examined for finding in one.findings)
    found = [_several(counts[level], level) for level in ("error", "warning", "note") if counts[level]]
    files = sum(one.fault is None for one in examined)
    told = ", ".join(found) or "no findings"
    aside = [f"{counts[name]} {name}" for name in ("silenced", "known") if counts[name]]
    if aside:
        told += f" ({', '.join(aside)})"
    told += f" in {_several(files, 'file')}"
    counted = Counter[str]()
    for one in examined:
        counted.update(one.counted)
    if counted:
        told += f": {', '.join(_several(count, name) for name, count in counted.items())}"
    if files < len(examined):
        told += f"; {_several(len(examined) - files, 'file')} could not be examined"
    return told


def _lines(examined: Sequence[Examined], width: int) -> Iterator[str]:
    for one in examined:
        for finding in one.findings:
            if finding.counts and finding.level is not Level.NONE:
                yield from _told(finding, width)
                yield ""
        yield from map(excerpt.printable, one.notes)
    yield summary(examined)


def _told(finding: Finding, width: int) -> Iterator[str]:
    color = _COLORS[finding.level]
    level = click.style(finding.level.value, fg=color, bold=True)
    named = finding.details or not finding.lines
    about = f": {excerpt.printable(finding.about)}" if named else ""
    yield f"{click.style(f'{excerpt.printable(finding.place)}', bold=True)}: {level}: {finding.rule}{about}"
    if not named:
        yield from excerpt.lines(finding, width, lambda marks: click.style(marks, fg=color, bold=True))
    for part, line in finding.parts():
        said = excerpt.printable(line)
        if part == "why":
            said = click.style(said, dim=True)
        elif part in LABELS:
            said = f"{click.style(f'{LABELS[part]}:', bold=True)} {said}"
        yield f"{'    ' if part == 'detail' else '  '}{said}"


def _several(count: int, name: str) -> str:
    return f"{count:,} {name}{'' if count == 1 else 's'}"
