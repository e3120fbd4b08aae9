"""The files that a command is given: named one by one, found in directories, or standard input."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.application.texts import LARGEST_TEXT
from service.cli.checkout import Ignored, checkout_of
from service.cli.config import Config
from service.cli.documents import STANDARD_INPUT, Unreadable, read_bytes
from service.cli.problems import located
from service.cli.terminal import aside
from service.domain.errors import Malformed
from service.wire.decoding import NotText, decode

# What a text on standard input is called if nobody says what it is.
STDIN_NAME: Final = "stdin"
# Directories that hold what others wrote; hidden ones are left out too.
_OF_OTHERS: Final = frozenset({"node_modules", "site-packages", "venv", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Input:
    """A file to be read: ``name`` is what people are shown and its suffix says what it is, ``path`` what is opened.

    ``fault`` says in a line why it cannot be read, if that is known already.
    """

    name: str
    path: str
    fault: str | None = None

    def text(self) -> str:
        """The text in it, at most 1 MiB in UTF-8. Raises ``Unreadable``, whose message does not name the file."""
        if self.fault is not None:
            raise Unreadable(self.fault)
        if self.path != STANDARD_INPUT and Path(self.path).is_fifo():
            raise Unreadable("is a pipe; give it as standard input, -")
        try:
            return decode(read_bytes(self.path, LARGEST_TEXT))
        except OSError as error:
            raise Unreadable(error.strerror or str(error)) from None
        except NotText as error:
            raise Unreadable(f"{error}; save it in UTF-8") from None
        except Malformed as error:
            raise Unreadable(located(error).removeprefix("/: ")) from None


def collect(
    paths: Sequence[str], config: Config, suffixes: Collection[str], *, stdin_name: str = STDIN_NAME
) -> list[Input]:
    """The files, each once.

    Of a directory those with one of ``suffixes`` (in lower case) are taken in the order of their names, and behind them
    those of the directories in it; hidden ones, those with what others wrote and what git is told to ignore are left
    out. So is what the configuration excludes, and of a file that was named itself this is told.
    """
    found: dict[str, Input] = {}
    for path in paths:
        for one in _inputs(path, config, suffixes, stdin_name):
            found.setdefault(os.path.normpath(Path.cwd() / one.path), one)
    return list(found.values())


def _inputs(path: str, config: Config, suffixes: Collection[str], stdin_name: str) -> Iterator[Input]:
    if not path:
        raise Unreadable("the name of a file is empty; was a variable not set?")
    if path == STANDARD_INPUT:
        # An editor asks for a file that it holds; what is called nothing is not excluded.
        if stdin_name != STDIN_NAME and config.excludes(Path(stdin_name)):
            aside(f"claimcheck: {stdin_name} is excluded by {config.file}")
        else:
            yield Input(stdin_name, path)
    elif config.excludes(Path(path), directory=Path(path).is_dir()):
        aside(f"claimcheck: {shown(path)} is excluded by {config.file}")
    elif Path(path).is_dir():
        below = list(_below(path, config, suffixes))
        if not below:
            # That nothing was found must not look as if nothing had been wrong.
            fault = f"no file in it, or none that is not excluded, ends in {' '.join(sorted(suffixes))}"
            yield Input(shown(path), path, fault)
        yield from below
    else:
        yield Input(shown(path), os.path.normpath(path))


def _below(top: str, config: Config, suffixes: Collection[str]) -> Iterator[Input]:
    unreadable: list[OSError] = []
    ignored = Ignored(checkout_of(Path.cwd()))
    if ignored(Path(top), directory=True):
        ignored = Ignored(None)  # asked for itself

    def left_out(path: Path, *, directory: bool = False) -> bool:
        return path.name.startswith(".") or any(out(path, directory=directory) for out in (config.excludes, ignored))

    for directory, below, names in os.walk(top, onerror=unreadable.append):
        here = Path(directory)
        below[:] = sorted(
            name for name in below if name not in _OF_OTHERS and not left_out(here / name, directory=True)
        )
        for name in sorted(names):
            path = here / name
            # No pipe, which would be waited for, and no device; a link that leads nowhere is told.
            if path.suffix.lower() in suffixes and not left_out(path) and (path.is_file() or not path.exists()):
                yield Input(shown(str(path)), os.path.normpath(path))
    for error in unreadable:
        yield Input(shown(str(error.filename)), str(error.filename), error.strerror or str(error))


def shown(path: str) -> str:
    """A path as people are shown it: from where the command runs, if it is below, with forward slashes."""
    whole = Path(os.path.normpath(Path.cwd() / path))
    try:
        named = whole.relative_to(Path.cwd())
    except ValueError:
        named = whole if Path(path).is_absolute() else Path(os.path.normpath(path))
    # A name may hold bytes that are no UTF-8.
    return os.fsencode(named.as_posix()).decode(errors="replace")
