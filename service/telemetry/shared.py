"""The directory in which the processes of one server count, each in files of its own.

It is made anew by each server, so that nothing of an earlier one is counted, and is gone with it; what servers left
that were killed is removed by the next one. Processes come and go: what a dead one counted is added to one file for all
dead ones, so that a server whose workers die often gets no slower to ask.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

# Where prometheus-client looks for it, when it is imported.
VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"

_PREFIX: Final = "claimcheck-metrics-"
_LOCK: Final = "lock"
_OWNED: Final = "owned"
_DEAD: Final = "dead"
_ADDED_UP: Final = ("counter", "histogram")
# In memory, where there is such a place: counting must not wait for a disk.
_PLACES: Final = (Path("/dev/shm"),)  # noqa: S108  a directory that others cannot read is made there # nosec B108


class SharedDirectory:
    """A directory of this server. Its processes are forks of the one that makes it."""

    def __init__(self, parent: Path | None = None) -> None:
        parent = parent or _place()
        _remove_what_dead_servers_left(parent)
        self._owner = os.getpid()
        made = Path(tempfile.mkdtemp(prefix=".claimcheck-", dir=parent))
        # Held as long as any process of this server lives, for forks share it.
        self._owned = (made / _OWNED).open("wb")
        fcntl.flock(self._owned, fcntl.LOCK_EX)
        # Only now under a name that other servers look for: one without an owner is a dead one's to them.
        self.path = made.rename(made.with_name(f"{_PREFIX}{made.name.removeprefix('.claimcheck-')}"))
        self.renew()

    def renew(self) -> None:
        """Make it again where something tidied it away: what was counted is lost, and all else goes on."""
        self.path.mkdir(0o700, exist_ok=True)
        (self.path / _LOCK).touch()

    def forget(self, pid: int) -> None:
        """Process ``pid`` is no more: nothing is in its hands, and what it counted goes to the file of the dead.

        So does what others counted that are no more without anybody having said so. Does not wait while somebody reads:
        then it is done when the next one dies.
        """
        from prometheus_client.multiprocess import mark_process_dead

        self.renew()
        dead = {pid, *(other for other in self._known() if not _lives(other))}
        for each in dead:
            with suppress(FileNotFoundError):  # another process forgets it, too
                mark_process_dead(each, str(self.path))  # type: ignore[no-untyped-call]
        with (self.path / _LOCK).open("rb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            for kind in _ADDED_UP:
                self._add_up(kind, dead)

    def remove(self) -> None:
        """It is not needed any more. Only the process that made it does this; in others nothing happens."""
        if os.getpid() == self._owner:
            self._owned.close()
            shutil.rmtree(self.path, ignore_errors=True)

    def _known(self) -> set[int]:
        """The processes that have files here."""
        named = (path.stem.rpartition("_")[2] for path in self.path.glob("*.db"))
        return {int(name) for name in named if name.isdecimal()}

    def _add_up(self, kind: str, dead: AbstractSet[int]) -> None:
        from prometheus_client.mmap_dict import MmapedDict, mmap_key
        from prometheus_client.multiprocess import MultiProcessCollector

        left = [path for pid in dead if (path := self.path / f"{kind}_{pid}.db").exists()]
        if not left:
            return
        kept = self.path / f"{kind}_{_DEAD}.db"
        # Under a name that nobody reads, and put in its place in one step.
        new = kept.with_suffix(".new")
        new.unlink(missing_ok=True)
        total = MmapedDict(str(new))  # type: ignore[no-untyped-call]
        files = [str(path) for path in (kept, *left) if path.exists()]
        for metric in MultiProcessCollector.merge(files, accumulate=False):  # type: ignore[no-untyped-call]
            for sample in metric.samples:
                key = mmap_key(
                    metric.name, sample.name, list(sample.labels), list(sample.labels.values()), metric.documentation
                )
                total.write_value(key, sample.value, 0.0)  # type: ignore[no-untyped-call]
        total.close()  # type: ignore[no-untyped-call]
        new.replace(kept)
        for path in left:
            path.unlink()


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """While the block runs, no file is moved into that of the dead."""
    with (path / _LOCK).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


def _place() -> Path:
    given = os.environ.get(VARIABLE)
    if given:
        return Path(given)
    return next((place for place in _PLACES if os.access(place, os.W_OK)), Path(tempfile.gettempdir()))


def _remove_what_dead_servers_left(parent: Path) -> None:
    for path in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            # Somebody else may have put something there that opening waits for.
            if path.lstat().st_uid != os.getuid():
                continue
            with (path / _OWNED).open("rb") as owned:
                fcntl.flock(owned, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
