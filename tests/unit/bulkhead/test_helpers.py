from __future__ import annotations

import subprocess
import sys

import pytest

from tests.serving import ROOT, clean_environment
from tests.unit.bulkhead.drill import STATEMENTS


@pytest.mark.parametrize("statement", [statement.__name__ for statement in STATEMENTS])
def test_it_holds_that(statement: str) -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.unit.bulkhead.drill", statement]
    held = subprocess.run(
        command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert held.returncode == 0, held.stderr
