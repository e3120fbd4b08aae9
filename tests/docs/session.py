"""A shell in which the commands of a page run one after another, as a reader types them."""

from __future__ import annotations

import os
import re
import selectors
import shlex
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

LONGEST = 120
_HERE = re.compile(r"<<-?\s*(['\"]?)(\w+)\1")
_MARK = "\x1eend of command"


def commands_of(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a session, each with the output shown for it. A command begins behind "$ ".

    It goes on over lines while a quotation is open, where a line ends with a backslash, and to the end of what ``<<``
    begins. Raises AssertionError for output that no command stands above.
    """
    lines = text.splitlines()
    place = 0
    while place < len(lines):
        assert lines[place].startswith("$ "), f"no command above: {lines[place]}"
        command = lines[place].removeprefix("$ ")
        place += 1
        while not _is_whole(command):
            assert place < len(lines), f"the command does not end: {command}"
            command += "\n" + lines[place]
            place += 1
        begin = place
        while place < len(lines) and not lines[place].startswith("$ "):
            place += 1
        yield command, "\n".join(lines[begin:place])


def _is_whole(command: str) -> bool:
    if here := _HERE.search(command.partition("\n")[0]):
        return command.endswith(f"\n{here[2]}")
    try:
        shlex.split(command)
    except ValueError:
        return False
    return not command.endswith("\\")


class Session:
    """A bash that lives as long as a page: variables, functions and ``$?`` last from one command to the next."""

    def __init__(self, directory: Path, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=directory,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._script = directory.parent / f"{directory.name}.sh"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def run(self, command: str) -> tuple[str, int]:
        """What ``command`` writes, to both outputs, and its exit status."""
        self._script.write_text(f"{command}\n", encoding="utf-8")
        told = f"(exit $was); . {shlex.quote(str(self._script))} </dev/null; was=$?; printf '{_MARK} %d\\n' $was\n"
        assert self._process.stdin
        self._process.stdin.write(told.encode())
        self._process.stdin.flush()
        came = self._read_to_mark(command)
        output, _, status = came.rpartition(_MARK)
        return output, int(status)

    def _read_to_mark(self, command: str) -> str:
        stream = self._process.stdout
        assert stream
        came = b""
        deadline = time.monotonic() + LONGEST
        with selectors.DefaultSelector() as waiting:
            waiting.register(stream, selectors.EVENT_READ)
            while not re.search(rf"{_MARK} \d+\n$".encode(), came):
                assert waiting.select(deadline - time.monotonic()), f"takes more than {LONGEST} s: {command}"
                read = os.read(stream.fileno(), 65536)
                assert read, f"the shell ended: {command}\n{came.decode(errors='replace')}"
                came += read
        return came.decode("utf-8", errors="replace").replace("\r\n", "\n")
