"""What ``claimcheck lint`` and ``claimcheck check`` share: their options, how they tell findings, their exit status."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
import orjson

from service.cli.baseline import Baseline
from service.cli.config import COLORS, FAIL_ON, SHAPES, Config, read_config, read_config_file
from service.cli.output import written
from service.cli.problems import BAD_INPUT
from service.formats import github, junit, sarif, text
from service.formats.finding import Examined, Examiner, tally
from service.formats.level import Level

FOUND: Final = 1
# What a log of a job, or whatever reads the output, is given for the width of a line.
_WIDTH: Final = 100
_WIDEST: Final = 160
_FAILING: Final = {
    "inconsistent": Level.ERROR.gravity,
    "strained": Level.WARNING.gravity,
    "undetermined": Level.NOTE.gravity,
    "never": Level.ERROR.gravity + 1,
}

if TYPE_CHECKING:
    from service.cli.remote import Remote

_Answer = TypeVar("_Answer")
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What was asked for by options, and in what they leave open by the configuration.

    Findings are told as ``shape`` in ``output``, or on standard output, and ``also`` in other forms in other files.
    ``fail_on`` is the least gravity of a finding that makes the exit status 1, ``remote`` the service that does the
    work. ``color`` and ``width`` (in cells) are those of the terminal.
    """

    config: Config
    shape: str
    output: Path | None
    also: tuple[tuple[str, Path], ...]
    hide_silenced: bool
    fail_on: int
    baseline: Baseline | None
    remote: Remote | None
    color: bool
    width: int

    def tells(self, shape: str) -> bool:
        """Whether findings are told in a form, anywhere."""
        return shape == self.shape or any(shape == other for other, _ in self.also)


def telling(command: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """Give a command the shared options; it takes them together, as ``manner``."""

    @wraps(command)
    def with_manner(
        *args: Any,
        shape: str | None,
        output: Path | None,
        also: tuple[tuple[str, Path], ...],
        hide_silenced: bool,
        fail_on: str | None,
        baseline: Path | None,
        server: str | None,
        token: str | None,
        color: str | None,
        config: Path | None,
        **kwargs: Any,
    ) -> _Answer:
        read = read_config(Path.cwd()) if config is None else read_config_file(config)
        output = output or read.path("output")
        baseline = baseline or read.path("baseline")
        server = server or read.get("server")
        with nullcontext() if server is None else _remote(server, token) as remote:
            manner = Manner(
                config=read,
                shape=shape or read.get("format") or "text",
                output=output,
                also=also,
                hide_silenced=hide_silenced or read.get("hide-silenced") or False,
                fail_on=_FAILING[fail_on or read.get("fail-on") or "inconsistent"],
                baseline=_baseline(baseline, {output, *(path for _, path in also)}),
                remote=remote,
                color=output is None and _colored(color or read.get("color") or "auto"),
                width=_width() if output is None else _WIDTH,
            )
            return command(*args, manner=manner, **kwargs)

    decorated: Callable[..., _Answer] = with_manner
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def _baseline(path: Path | None, outputs: Collection[Path | None]) -> Baseline | None:
    if path is None:
        return None
    # The run that makes a baseline has none yet, also where it is configured already.
    if not path.exists() and any(output is not None and output.resolve() == path.resolve() for output in outputs):
        return None
    return Baseline.read(path)


def _remote(server: str, token: str | None) -> Remote:
    # Slow to import, and nothing that works in this process needs it.
    from service.cli.remote import Remote

    return Remote(server, token or None)


def tell(manner: Manner, examiner: Examiner, examined: Sequence[Examined]) -> int:
    """Tell all that came of files in the form that was asked for, and return the exit status."""
    gone = 0
    if manner.baseline is not None:
        examined, gone = manner.baseline.compare(examined, lambda file: from_root(manner.config, file))
    with written(manner.output) as stream:
        stream.write(_render(manner, manner.shape, examiner, examined))
    in_file = replace(manner, color=False, width=_WIDTH)
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


def from_root(config: Config, file: str) -> str:
    """A file's name as logs for other programs have it: from the root, or the whole path of one that is not below."""
    return _from(config.root, file)


def _from(root: Path, file: str) -> str:
    path = Path(os.path.normpath(Path.cwd() / file))
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def progress(items: Sequence[_Item], label: str) -> AbstractContextManager[Iterable[_Item]]:
    """Goes through ``items``; a person who waits at a terminal sees how far."""
    if len(items) < 2 or not sys.stderr.isatty():
        return nullcontext(items)
    return click.progressbar(items, label=label, file=sys.stderr)


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


def _colored(color: str) -> bool:
    # https://no-color.org and https://force-color.org: set to anything but nothing.
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def _width() -> int:
    if not sys.stdout.isatty():
        return _WIDTH
    return min(shutil.get_terminal_size((_WIDTH, 24)).columns, _WIDEST)


def _forms_and_files(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, Path], ...]:
    pairs = [pair.partition("=") for pair in given]
    if not all(shape in SHAPES and file for shape, _, file in pairs):
        raise click.BadParameter(f"write FORMAT=FILE, where FORMAT is one of {', '.join(SHAPES)}")
    return tuple((shape, Path(file)) for shape, _, file in pairs)


_OPTIONS: Final[tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...]] = (
    click.option("--format", "shape", type=click.Choice(SHAPES), help="How findings are told.  [default: text]"),
    click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write them to this file."),
    click.option(
        "--also",
        metavar="FORMAT=FILE",
        multiple=True,
        callback=_forms_and_files,
        help="Write them to a file in another format too, such as sarif=findings.sarif.",
    ),
    click.option(
        "--hide-silenced",
        is_flag=True,
        help="Leave out of SARIF and JUnit what is silenced. Code scanning of GitHub would show it as open alerts.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(FAIL_ON),
        help="The mildest finding that makes the exit status 1: inconsistent for any error, strained for any warning "
        "too, undetermined for any note too.  [default: inconsistent]",
    ),
    click.option(
        "--baseline",
        type=click.Path(dir_okay=False, path_type=Path),
        help="A SARIF log of an earlier run; what that found is known and does not fail.",
    ),
    click.option("--server", metavar="URL", envvar="CLAIMCHECK_SERVER", help="Let a service there do the work."),
    click.option(
        "--token",
        envvar="CLAIMCHECK_TOKEN",
        help="The token for it; better given in the environment, where no list of processes shows it.",
    ),
    click.option("--color", type=click.Choice(COLORS), help="Use colour; auto is on a terminal only.  [default: auto]"),
    click.option(
        "--config",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The configuration, instead of the nearest .claimcheck.toml or [tool.claimcheck] of pyproject.toml.",
    ),
)
