"""A clock that a test sets for one service, without touching that of the machine."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.servers import NoServer
from tests.serving import ROOT

# Where Debian and its kin keep it.
_PLACES = ("/usr/lib/*/faketime/libfaketime.so.1", "/usr/lib*/faketime/libfaketime.so.1")
# libfaketime 0.9.10 spoils the one call with which Python sleeps until an instant of the clock that is left alone.
SLEEP = """
import select, time
time.sleep = lambda seconds: select.select((), (), (), seconds) and None
"""


class Clock:
    """The time of day of the processes that have its ``environment``; how long something takes stays as it is."""

    def __init__(self, directory: Path) -> None:
        self._file = directory / "clock"
        self._site = directory / "site"
        self._site.mkdir()
        (self._site / "sitecustomize.py").write_text(SLEEP)
        self.set(timedelta(0))

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "PYTHONPATH": f"{self._site}:{ROOT}",
        }

    def set(self, offset: timedelta) -> None:
        """Let it be before (below zero) or after the clock of the machine, from now on."""
        written = self._file.with_suffix(".new")
        written.write_text(f"{offset.total_seconds():+.0f}\n")
        written.rename(self._file)


def library() -> Path:
    """The library that comes between a process and the clock. Raises NoServer."""
    for place in _PLACES:
        for found in sorted(Path("/").glob(place[1:])):
            return found
    raise NoServer("libfaketime is not on this machine; `make servers` installs it")
