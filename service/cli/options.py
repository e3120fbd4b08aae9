"""The options that ``claimcheck lint`` and ``claimcheck check`` share, and what they come to."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.core import ParameterSource

from service.cli.baseline import Baseline
from service.cli.config import COLORS, FAIL_ON, SHAPES, Config, read_config, read_config_file
from service.cli.documents import STANDARD_INPUT, Unreadable
from service.cli.output import STANDARD
from service.cli.rules import require_known
from service.cli.terminal import WIDTH, is_colored, width
from service.formats.level import Level

if TYPE_CHECKING:
    from service.cli.remote import Remote

_FAILING: Final = {
    "inconsistent": Level.ERROR.gravity,
    "strained": Level.WARNING.gravity,
    "undetermined": Level.NOTE.gravity,
    "never": Level.ERROR.gravity + 1,
}

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What was asked for by options, and in what they leave open by the configuration.

    Findings are told as ``shape`` in ``output``, or on standard output, and ``also`` in other forms in other files.
    Findings of ``ignored`` rules are silenced. ``fail_on`` is the least gravity of a finding that makes the exit status
    1, ``remote`` the service that does the work. ``color`` and ``width`` (in cells) are those of the terminal.
    """

    config: Config
    shape: str
    output: Path | None
    also: tuple[tuple[str, Path], ...]
    hide_silenced: bool
    ignored: frozenset[str]
    fail_on: int
    baseline: Baseline | None
    remote: Remote | None
    color: bool
    width: int

    def tells(self, shape: str) -> bool:
        """Whether findings are told in a form, anywhere."""
        return shape == self.shape or any(shape == other for other, _ in self.also)


def shared_options(command: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """Give a command the shared options; it takes them together, as ``manner``."""

    @wraps(command)
    def with_manner(
        *args: Any,
        shape: str | None,
        output: Path | None,
        also: tuple[tuple[str, Path], ...],
        hide_silenced: bool | None,
        ignored: tuple[str, ...],
        fail_on: str | None,
        baseline: Path | None,
        server: str | None,
        token: str | None,
        color: str | None,
        config: Path | None,
        **kwargs: Any,
    ) -> _Answer:
        read = read_config(Path.cwd()) if config is None else read_config_file(config)
        baseline = baseline or read.baseline()
        configured = read.get("ignore") or ()
        require_known(ignored, "--ignore")
        require_known(configured, f"{read.file}: ignore")
        if server is None and token and read.get("server"):
            # What is checked out must not choose who is given the user's secrets.
            raise Unreadable(
                f"{read.file}: server: is given no token; name it as CLAIMCHECK_SERVER or --server where there is one"
            )
        source = click.get_current_context().get_parameter_source("server")
        given = "CLAIMCHECK_SERVER" if source is ParameterSource.ENVIRONMENT else "--server"
        named = given if server else f"{read.file}: server"
        server = server or read.get("server")
        _require_apart([output, *(path for _, path in also)])
        with nullcontext() if server is None else _remote(server, token, named) as remote:
            manner = Manner(
                config=read,
                shape=shape or read.get("format") or "text",
                output=output,
                also=also,
                hide_silenced=bool(read.get("hide_silenced") if hide_silenced is None else hide_silenced),
                ignored=frozenset((*ignored, *configured)),
                fail_on=_FAILING[fail_on or read.get("fail_on") or "inconsistent"],
                baseline=_baseline(baseline, {output, *(path for _, path in also)}),
                remote=remote,
                color=output is None and is_colored(color or read.get("color") or "auto"),
                width=width() if output is None else WIDTH,
            )
            return command(*args, manner=manner, **kwargs)

    decorated: Callable[..., _Answer] = with_manner
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def _require_apart(outputs: Iterable[Path | None]) -> None:
    """Raises ``UsageError`` for a file that two forms would be written to."""
    seen = set()
    for output in outputs:
        if output is not None and output.resolve() in seen:
            raise click.UsageError(f"{output} is to be written in two formats")
        seen.add(output and output.resolve())


class Command(click.Command):
    """A command that takes files, and options that are no files.

    Names come from elsewhere, such as a hook: a file called "--output=README.md" must not become an option.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does. Raises ``UsageError`` for what is an option and a file."""
        for each in args[: args.index("--") if "--" in args else None]:
            if each.startswith("-") and each != STANDARD_INPUT and os.path.lexists(each):
                raise click.UsageError(f"{each} is an option and a file here; write ./{each} for the file")
        return super().parse_args(ctx, args)


def _baseline(path: Path | None, outputs: Collection[Path | None]) -> Baseline | None:
    if path is None:
        return None
    # The run that makes a baseline has none yet, also where it is configured already.
    if not path.exists() and any(output is not None and output.resolve() == path.resolve() for output in outputs):
        return None
    return Baseline.read(path)


def _remote(server: str, token: str | None, named: str) -> Remote:
    # Slow to import, and nothing that works in this process needs it.
    from service.cli.remote import Remote

    return Remote(server, token or None, named)


def _forms_and_files(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, Path], ...]:
    pairs = [pair.partition("=") for pair in given]
    if not all(shape in SHAPES and file for shape, _, file in pairs):
        raise click.BadParameter(f"write FORMAT=FILE, where FORMAT is one of {', '.join(SHAPES)}")
    return tuple((shape, Path(file)) for shape, _, file in pairs)


_OPTIONS: Final[tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...]] = (
    click.option("--format", "shape", type=click.Choice(SHAPES), help="How findings are told.  [default: text]"),
    click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        callback=lambda _context, _parameter, given: None if given == Path(STANDARD) else given,
        help="Write them to this file.",
    ),
    click.option(
        "--also",
        metavar="FORMAT=FILE",
        multiple=True,
        callback=_forms_and_files,
        help="Write them to a file in another format too, such as sarif=findings.sarif.",
    ),
    click.option(
        "--hide-silenced/--show-silenced",
        default=None,
        help="Leave out of SARIF and JUnit what is silenced. Code scanning of GitHub would show it as open alerts.",
    ),
    click.option(
        "--ignore",
        "ignored",
        metavar="RULE",
        multiple=True,
        help="Silence all findings of a rule; several times for several, and beside those of the configuration.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(FAIL_ON),
        help="What makes the exit status 1: inconsistent for errors, strained for warnings too, undetermined for notes "
        "too.  [default: inconsistent]",
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
