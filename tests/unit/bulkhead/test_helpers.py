from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.serving import ROOT, clean_environment
from tests.unit.bulkhead.drill import STATEMENTS

Held = Callable[[str, Path], bool]


@pytest.fixture(scope="module")
def held() -> Iterator[Held]:
    """Whether a statement holds, found out by a process that has one thread and forks another one for each."""
    command = [sys.executable, "-W", "error", "-m", "tests.unit.bulkhead.drill"]
    with subprocess.Popen(
        command, cwd=ROOT, env=clean_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as drill:
        assert drill.stdin is not None
        assert drill.stdout is not None
        ask, told = drill.stdin, drill.stdout

        def find_out(statement: str, said: Path) -> bool:
            ask.write(f"{statement} {said}\n")
            ask.flush()
            return told.readline() == "held\n"

        yield find_out


@pytest.mark.parametrize("statement", STATEMENTS)
def test_it_holds_that(statement: str, held: Held, tmp_path: Path) -> None:
    said = tmp_path / "said"
    assert held(statement, said), said.read_text()
