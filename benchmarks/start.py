"""How soon the command answers that has nothing to do: every other one is at least as late."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.measure import Outcome

STARTS = 10
# What people feel as at once, in seconds.
SOON: Final = 0.3


def outcome(rounds: int) -> Outcome:
    """Starts of ``claimcheck --version`` a second, against one in 0.3 s."""
    ours = tuple(_starts() for _ in range(rounds))
    return Outcome("claimcheck --version", "one in 0.3 s", 1, "starts/s", ours, (1 / SOON,) * rounds)


def _starts() -> float:
    seconds = []
    for _ in range(STARTS):
        began = time.perf_counter()
        subprocess.run([Path(sys.executable).with_name("claimcheck"), "--version"], check=True, capture_output=True)
        seconds.append(time.perf_counter() - began)
    return 1 / median(seconds)
