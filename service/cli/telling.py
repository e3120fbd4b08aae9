"""How findings leave a command: in which form, to which file, with which exit status."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import orjson

from service.cli import rules
from service.cli.checkout import checkout_of
from service.cli.config import Config
from service.cli.documents import Unreadable
from service.cli.options import Manner
from service.cli.output import written
from service.cli.problems import BAD_INPUT
from service.cli.terminal import WIDTH, aside, harmless
from service.formats import github, junit, sarif, text
from service.formats.finding import Examined, Examiner, tally

FOUND: Final = 1
# What a runner of GitHub Actions would obey (see terminal.harmless), written in another way that says the same.
_JSON_COMMAND: Final = re.compile(rb"(?<=#)#(?=\[)")
_XML_COMMAND: Final = re.compile(rb"^(\s*):(?=:)|(?<=#)#(?=\[)", re.MULTILINE)


def tell(manner: Manner, examiner: Examiner, examined: Sequence[Examined]) -> int:
    """Tell all that came of files in the form that was asked for, and return the exit status."""
    _require_kept(manner, examined)
    examined = rules.without(manner.ignored, examined)
    gone = 0
    if manner.baseline is not None:
        root = _root(manner.config)
        examined, gone = manner.baseline.compare(examined, lambda file: _from(root, file))
    with written(manner.output) as stream:
        stream.write(_render(manner, manner.shape, examiner, examined))
    in_file = replace(manner, color=False, width=WIDTH)
    for shape, output in manner.also:
        with written(output) as stream:
            stream.write(_render(in_file, shape, examiner, examined))
    # Whoever reads the log of a job sees what there is in the file, and that something was examined.
    if manner.output is not None:
        aside(f"{text.summary(examined)}; written to {manner.output}")
    elif manner.shape == "github":
        aside(text.summary(examined))
    if manner.baseline is not None and gone:
        findings = "finding that is" if gone == 1 else "findings that are"
        aside(f"claimcheck: {manner.baseline.path} holds {gone} {findings} gone; make it anew")
    for one in examined:
        if one.fault is not None:
            aside(f"claimcheck: {one.file}: {one.fault}")
    if any(one.fault is not None for one in examined):
        return BAD_INPUT
    return FOUND if any(finding.fails(manner.fail_on) for one in examined for finding in one.findings) else 0


def _require_kept(manner: Manner, examined: Sequence[Examined]) -> None:
    """Raises ``Unreadable`` for an output that would take the place of what was examined."""
    read = {Path(one.file).resolve() for one in examined}
    for output in (manner.output, *(path for _, path in manner.also)):
        if output is not None and output.resolve() in read:
            raise Unreadable(f"{output}: is examined, and not written over")


def _root(config: Config) -> Path:
    """Where other programs have the names of files from, wherever in a checkout the command runs."""
    checkout = checkout_of(Path.cwd()) or os.environ.get("GITHUB_WORKSPACE")
    return Path(checkout) if checkout else config.root


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
            raw = orjson.dumps(_document(examined), option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)
            return _JSON_COMMAND.sub(rb"\\u0023", raw) + b"\n"
        case "sarif":
            named = _named(_root(manner.config), _shown(manner, examined))
            raw = sarif.render_files(named, examiner, compared=manner.baseline is not None)
            return _JSON_COMMAND.sub(rb"\\u0023", raw)
        case "junit":
            raw = junit.render_files(_shown(manner, examined), examiner, fail_on=manner.fail_on)
            return _XML_COMMAND.sub(lambda found: b"%s&#%d;" % (found[1] or b"", found[0][-1]), raw)
        case "github":
            return github.render(_named(_root(manner.config), examined)).encode()
        case _:
            return harmless(text.render(examined, width=manner.width, color=manner.color)).encode()


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
