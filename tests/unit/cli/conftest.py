from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service.bootstrap import wiring
from service.cli import commands
from service.storage import open_engine
from tests.storage import rows

Run = Callable[..., Result]
Write = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command with arguments, environment variables by keyword, and ``stdin``."""
    for name in ("DATABASE_URL", "REDIS_URL", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*args: str, stdin: str | bytes | None = None, **environment: str) -> Result:
        result = CliRunner().invoke(commands, args, input=stdin, env=environment, obj=wiring(), prog_name="claimcheck")
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return invoke


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a document as JSON, or text and bytes as they are; the name of the file."""

    def to_file(document: Any, name: str = "document.json") -> str:
        path = tmp_path / name
        if isinstance(document, bytes):
            path.write_bytes(document)
        else:
            path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return str(path)

    return to_file


def refused(result: Result) -> str:
    """The one line that a command refused its input with."""
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.endswith("\n")
    (line,) = result.stderr.splitlines()
    assert line.startswith("claimcheck: ")
    return line.removeprefix("claimcheck: ")


@pytest.fixture
def full_url(sqlite_url: str) -> str:
    """A database with a row of every kind."""
    engine = open_engine(sqlite_url)
    with engine.begin() as connection:
        rows.fill(connection)
    engine.dispose()
    return sqlite_url
