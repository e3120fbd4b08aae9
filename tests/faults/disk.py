"""A disk that can be full, for SQLite."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

SYS_ADMIN: Final = 21
BALLAST: Final = "ballast"
SIZE: Final = 192 << 20


def may_mount() -> bool:
    """Whether this process may mount a file system: root may, unless it is in a container without that right."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapEff:")]
    return bool(int(line.split()[1], 16) >> SYS_ADMIN & 1)


@contextmanager
def small_disk(directory: Path) -> Iterator[Path]:
    """A file system of 192 MiB in memory, gone in the end."""
    place = directory / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        # Also where something still has a file open there.
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path, leave: int) -> None:
    """Take all room on a disk but ``leave`` bytes, while others may be taking some too."""
    with (disk / BALLAST).open("wb") as file:
        while (room := _room(disk)) > leave:
            file.write(bytes(min(1 << 20, room - leave)))
            file.flush()


def _room(disk: Path) -> int:
    state = os.statvfs(disk)
    return state.f_bavail * state.f_frsize


def free(disk: Path) -> None:
    """Give it back."""
    (disk / BALLAST).unlink()


def limit_files(root: int, size: int) -> Callable[[], None]:
    """Let a process and all below it write no file beyond ``size`` bytes. Gives what ends it."""
    _limit(root, size)
    # Processes that were made meanwhile have it, too.
    return lambda: _limit(root, resource.RLIM_INFINITY)


def _limit(process: int, size: int) -> None:
    with suppress(ProcessLookupError, FileNotFoundError):
        _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))
        for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            _limit(int(child), size)
