"""How findings leave a command: in which form, to which file, with which exit status."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click
import orjson

from service.cli.options import Manner
from service.cli.output import written
from service.cli.problems import BAD_INPUT
from service.cli.terminal import WIDTH
from service.formats import github, junit, sarif, text
from service.formats.finding import Examined, Examiner, tally

FOUND: Final = 1


def tell(manner: Manner, examiner: Examiner, examined: Sequence[Examined]) -> int:
    """Tell all that came of files in the form that was asked for, and return the exit status."""
    gone = 0
    if manner.baseline is not None:
        examined, gone = manner.baseline.compare(examined, lambda file: _from(manner.config.root, file))
    with written(manner.output) as stream:
        stream.write(_render(manner, manner.shape, examiner, examined))
    in_file = replace(manner, color=False, width=WIDTH)
    for shape, output in manner.also:
        with written(output) as stream:
            stream.write(_render(in_file, shape, examiner, examined))
    if manner.output is not None:
        # Whoever reads the log of a job sees what there is in the file.
        click.echo(f"{text.summary(examined)}; written to {manner.output}", err=True)
    if manner.baseline is not None and gone:
        findings = "finding that is" if gone == 1 else "findings that are"
        click.echo(f"claimcheck: {manner.baseline.path} holds {gone} {findings} gone; make it anew", err=True)
    for one in examined:
        if one.fault is not None:
            click.echo(f"claimcheck: {one.file}: {one.fault}", err=True)
    if any(one.fault is not None for one in examined):
        return BAD_INPUT
    failing = any(
        finding.counts and finding.level.gravity >= manner.fail_on for one in examined for finding in one.findings
    )
    return FOUND if failing else 0


def _from(root: Path, file: str) -> str:
    """A file's name as logs for other programs have it: from the root, or the whole path of one that is not below."""
    path = Path(os.path.normpath(Path.cwd() / file))
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def _render(manner: Manner, shape: str, examiner: Examiner, examined: Sequence[Examined]) -> bytes:
    match shape:
        case "json":
            return orjson.dumps(_document(examined), option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z) + b"\n"
        case "sarif":
            named = _named(manner.config.root, _shown(manner, examined))
            return sarif.render_files(named, examiner, compared=manner.baseline is not None)
        case "junit":
            return junit.render_files(_shown(manner, examined), examiner)
        case "github":
            # The runner takes names from the checkout, wherever in it a step may run.
            checkout = os.environ.get("GITHUB_WORKSPACE") or manner.config.root
            return github.render(_named(Path(checkout), examined)).encode()
        case _:
            return text.render(examined, width=manner.width, color=manner.color).encode()


def _shown(manner: Manner, examined: Sequence[Examined]) -> Sequence[Examined]:
    """What forms tell that tell of silenced findings too."""
    if not manner.hide_silenced:
        return examined
    return [replace(one, findings=tuple(each for each in one.findings if each.silenced is None)) for one in examined]


def _document(examined: Sequence[Examined]) -> dict[str, Any]:
    return {
        "files": [
            {
                "file": one.file,
                "fault": one.fault,
                "findings": [finding.as_json() for finding in one.findings],
                "answer": one.answer,
            }
            for one in examined
        ],
        "counts": tally(finding for one in examined for finding in one.findings),
    }


def _named(root: Path, examined: Sequence[Examined]) -> list[Examined]:
    """The same with files named from a root."""
    return [
        replace(
            one,
            file=_from(root, one.file),
            findings=tuple(replace(each, file=_from(root, each.file)) for each in one.findings),
        )
        for one in examined
    ]
