"""A page as a reader works through it: every block is run, sent, written or compared, from the top down."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.docs.blocks import ROOT, Block
from tests.docs.pipelines import READERS
from tests.docs.session import Session, commands_of
from tests.docs.shown import assert_shown

ADDRESS = "http://127.0.0.1:8000"  # where pages say that the service is
_REQUEST = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/\S*)")
_STATUS = re.compile(r"(\d{3}) [\w' -]+")
_FILE = re.compile(r"[\w.-]+(/[\w.-]+)*\.(ya?ml|toml|json|ndjson|md|txt|csv|py)")
# The command looks for these by itself, so that nothing on the page names them.
FOUND_BY_NAME = {".claimcheck.toml", "pyproject.toml"}


class Page:
    """Runs the blocks of one page, in a directory and against a service that it has for itself."""

    def __init__(self, name: str, directory: Path, url: str, session: Session) -> None:
        self._name = name
        self._directory = directory
        self._url = url
        self._session = session
        self._python: dict[str, Any] = {"__name__": "__main__"}
        self._printed = ""
        self._answer: httpx.Response | None = None
        self._unread: dict[str, str] = {}

    def run(self, blocks: list[Block]) -> None:
        """Run them in order. Raises AssertionError, naming page and line, for what does not come as it is shown."""
        kinds: dict[str, Callable[[Block, str], None]] = {"console": self._console, "sh": self._sh, "python": self._run}
        for block in blocks:
            where = f"{self._name}:{block.line}"
            if block.title:
                self._titled(block, where)
            elif block.kind == "text":
                assert self._printed, f"{where}: nothing was printed above"
                assert_shown(block.text, self._printed, where)
                self._printed = ""
            else:
                assert block.kind in kinds, f"{where}: nothing runs a block of {block.kind} without a title"
                kinds[block.kind](block, where)
        assert not self._unread, f"{self._name}: no command reads {', '.join(self._unread)}"
        assert self._answer is None, f"{self._name}: ends with a request that no answer is shown to"

    def _titled(self, block: Block, where: str) -> None:
        """Send a request, compare the answer to it, or write a file: the title tells which."""
        if request := _REQUEST.fullmatch(block.title):
            assert self._answer is None, f"{where}: no answer is shown to the request above"
            self._answer = httpx.request(
                request[1],
                self._url + request[2],
                content=block.text.encode(),
                headers={"Content-Type": "application/json" if block.kind == "json" else "text/markdown"},
            )
        elif status := _STATUS.fullmatch(block.title):
            assert self._answer is not None, f"{where}: no request above"
            assert self._answer.status_code == int(status[1]), f"{where}: {self._answer.text}"
            assert_shown(block.text, self._seen(self._answer.text), where)
            self._answer = None
        else:
            assert _FILE.fullmatch(block.title), f"{where}: {block.title} is no request, no status and no file"
            path = self._directory / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text.replace(ADDRESS, self._url), encoding="utf-8")
            if block.title in READERS:
                READERS[block.title](block.text, self._ran)
            elif block.title not in FOUND_BY_NAME:
                self._unread[block.title] = where

    def _console(self, block: Block, where: str) -> None:
        for command, shown in commands_of(block.text):
            came, status = self._ran(command)
            assert status == 0 or shown, f"{where}: {command}\nends with {status}, and the page shows nothing:\n{came}"
            assert_shown(shown, came, f"{where}: {command}")

    def _sh(self, block: Block, where: str) -> None:
        came, status = self._ran(block.text)
        assert status == 0, f"{where}: ends with {status}:\n{came}"

    def _ran(self, command: str) -> tuple[str, int]:
        for name in [name for name in self._unread if _reads(command, name)]:
            del self._unread[name]
        came, status = self._session.run(command.replace(ADDRESS, self._url))
        return self._seen(came), status

    def _run(self, block: Block, where: str) -> None:
        printed = io.StringIO()
        code = compile("\n" * block.line + block.text.replace(ADDRESS, self._url), where, "exec")
        with contextlib.chdir(self._directory), contextlib.redirect_stdout(printed):
            exec(code, self._python)  # noqa: S102 - the pages are ours
        self._printed = self._seen(printed.getvalue())

    def _seen(self, text: str) -> str:
        """Output as a reader sees it, whose service is at another address."""
        return text.replace(self._url, ADDRESS)


def _reads(command: str, name: str) -> bool:
    """Whether a command names a file, or a directory that it is in."""
    top = Path(name).parts[0]
    return name in command or any(word in (".", top) or word.startswith(f"{top}/") for word in command.split())


def stand_ins(folder: Path) -> None:
    """Put in ``folder`` what pages call and tests must not do: install, serve. It tells whether that could be done."""
    make = shutil.which("make")
    assert make, "make is not on the PATH"
    scripts = {
        "make": f'#!/bin/sh\nexec {make} --dry-run --directory={shlex.quote(str(ROOT))} "$@" >/dev/null\n',
        "pip": f"#!{sys.executable}\n{_PIP.format(project=str(ROOT / 'pyproject.toml'))}",
    }
    for name, script in scripts.items():
        (folder / name).write_text(script, encoding="utf-8")
        (folder / name).chmod(0o755)


# `pip install` of the project in this folder or of a copy of it, with an extra that there is. It is in no registry, so
# that whoever installs it by its name there may get what somebody else has put under it.
_PIP = """import re, sys, tomllib
with open({project!r}, "rb") as project:
    extras = tomllib.load(project)["project"]["optional-dependencies"]
wanted = re.fullmatch(
    r"install (?:\\.|git\\+https://git\\.example\\.org/\\S+/claimcheck@v[\\d.]+)(?:\\[(\\w+)\\])?",
    " ".join(sys.argv[1:]),
)
sys.exit(wanted is None or (wanted[1] is not None and wanted[1] not in extras))
"""
