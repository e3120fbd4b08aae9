"""The terminal that a command runs in, if it runs in one: colour, width, and how far the work is."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final, TypeVar

import click

from service.formats.excerpt import printable

# What a log of a job, or whatever reads the output, is given for the width of a line.
WIDTH: Final = 100
_WIDEST: Final = 160

_Item = TypeVar("_Item")


# What the runner of GitHub Actions takes for a command, in whatever a step writes: the one at the beginning of a line,
# the other anywhere.
_COMMANDS: Final = re.compile(r"^(\s*)(?=::)|(?<=##)(?=\[)", re.MULTILINE)


def harmless(text: str) -> str:
    """Text for people that no runner obeys, whatever was taken into it from files: it shows nothing for the sign."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    return _COMMANDS.sub(lambda found: f"{found[0]}\N{WORD JOINER}", text)


def aside(message: str) -> None:
    """Tell people a line on standard error; names of files and answers of services in it do nothing but show."""
    click.echo(harmless(printable(" ".join(message.split()))), err=True)


def is_colored(color: str) -> bool:
    """Whether standard output is coloured where "auto", "always" or "never" was asked for."""
    # https://no-color.org and https://force-color.org: set to anything but nothing.
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def width() -> int:
    """The width of lines on standard output, in cells."""
    if not sys.stdout.isatty():
        return WIDTH
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, _WIDEST)


def progress(items: Sequence[_Item], label: str) -> AbstractContextManager[Iterable[_Item]]:
    """Goes through ``items``; a person who waits at a terminal sees how far."""
    if len(items) < 2 or not sys.stderr.isatty():
        return nullcontext(items)
    return click.progressbar(items, label=label, file=sys.stderr)


@contextmanager
def steps(label: str) -> Iterator[Callable[[int, int], None]]:
    """What to tell how many steps are done, of how many; a person who waits at a terminal sees how far."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=0, label=label, file=sys.stderr) as bar:

        def show(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield show
