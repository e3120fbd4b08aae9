from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector

from service.telemetry.shared import SharedDirectory, reading

# Processes that there cannot be: Linux has no numbers above.
GONE = 2**22 + 1


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[SharedDirectory]:
    made = SharedDirectory(tmp_path)
    yield made
    made.remove()


def count(shared: SharedDirectory, pid: int, refusals: float, buckets: dict[str, float], in_flight: float) -> None:
    """What a process leaves behind."""
    counters = MmapedDict(str(shared.path / f"counter_{pid}.db"))  # type: ignore[no-untyped-call]
    counters.write_value(mmap_key("refusals", "refusals_total", ["reason"], ["no_token"], "How many."), refusals, 0.0)  # type: ignore[no-untyped-call]
    histograms = MmapedDict(str(shared.path / f"histogram_{pid}.db"))  # type: ignore[no-untyped-call]
    for bound, value in buckets.items():
        histograms.write_value(mmap_key("took", "took_bucket", ["le"], [bound], "How long."), value, 0.0)  # type: ignore[no-untyped-call]
    histograms.write_value(mmap_key("took", "took_sum", [], [], "How long."), sum(buckets.values()), 0.0)  # type: ignore[no-untyped-call]
    gauges = MmapedDict(str(shared.path / f"gauge_livesum_{pid}.db"))  # type: ignore[no-untyped-call]
    gauges.write_value(mmap_key("in_flight", "in_flight", [], [], "How many."), in_flight, 0.0)  # type: ignore[no-untyped-call]
    for file in (counters, histograms, gauges):
        file.close()  # type: ignore[no-untyped-call]


def added_up(shared: SharedDirectory) -> dict[str, float]:
    collector = MultiProcessCollector(None, str(shared.path))  # type: ignore[no-untyped-call]
    return {
        sample.name + "".join(f",{name}={value}" for name, value in sample.labels.items()): sample.value
        for metric in collector.collect()  # type: ignore[no-untyped-call]
        for sample in metric.samples
    }


def test_what_a_dead_process_counted_stays_counted_and_nothing_is_in_its_hands(shared: SharedDirectory) -> None:
    count(shared, GONE, 3, {"0.1": 1, "+Inf": 2}, 1)
    count(shared, os.getpid(), 4, {"0.1": 5, "+Inf": 1}, 2)
    before = added_up(shared)
    assert before == {
        "refusals_total,reason=no_token": 7,
        "took_bucket,le=0.1": 6,
        "took_bucket,le=+Inf": 9,
        "took_count": 9,
        "took_sum": 9,
        "in_flight": 3,
    }
    shared.forget(GONE)
    assert added_up(shared) == {**before, "in_flight": 2}
    shared.forget(os.getpid())
    assert added_up(shared) == {name: value for name, value in before.items() if name != "in_flight"}


def test_others_that_died_unnoticed_are_forgotten_too_and_who_lives_is_not(shared: SharedDirectory) -> None:
    with subprocess.Popen(["true"]) as gone:
        pass
    count(shared, gone.pid, 3, {"0.1": 1}, 1)
    count(shared, os.getpid(), 4, {"0.1": 1}, 2)
    shared.forget(GONE)
    assert {path.name for path in shared.path.glob("counter*")} == {"counter_dead.db", f"counter_{os.getpid()}.db"}
    assert added_up(shared)["refusals_total,reason=no_token"] == 7
    assert added_up(shared)["in_flight"] == 2


def test_there_are_no_more_files_however_many_processes_die(shared: SharedDirectory) -> None:
    for pid in range(GONE, GONE + 30):
        count(shared, pid, 1, {"0.1": 1, "+Inf": 0}, 1)
        shared.forget(pid)
    assert sorted(path.name for path in shared.path.glob("*.db")) == ["counter_dead.db", "histogram_dead.db"]
    assert added_up(shared)["refusals_total,reason=no_token"] == 30
    assert added_up(shared)["took_count"] == 30


def test_nothing_is_moved_while_somebody_reads(shared: SharedDirectory) -> None:
    count(shared, GONE, 3, {"0.1": 1}, 1)
    count(shared, GONE + 1, 4, {"0.1": 1}, 1)
    with reading(shared.path):
        shared.forget(GONE)
        assert len(list(shared.path.glob("counter*"))) == 2
    shared.forget(GONE + 1)
    assert {path.name for path in shared.path.glob("counter*")} == {"counter_dead.db"}
    assert added_up(shared)["refusals_total,reason=no_token"] == 7


def test_a_process_that_counted_nothing_is_forgotten_too(shared: SharedDirectory) -> None:
    shared.forget(GONE)
    assert added_up(shared) == {}


def test_one_that_is_tidied_away_is_made_again_with_the_next_process(shared: SharedDirectory) -> None:
    count(shared, GONE, 7, {"0.1": 1}, 1)
    shutil.rmtree(shared.path)
    shared.forget(GONE)
    assert added_up(shared) == {}
    count(shared, GONE, 2, {"0.1": 1}, 1)
    shared.forget(GONE)
    assert added_up(shared)["refusals_total,reason=no_token"] == 2


IN_A_CHILD = """
import multiprocessing, pathlib, sys
from service.telemetry.shared import SharedDirectory
shared = SharedDirectory(pathlib.Path(sys.argv[1]))
child = multiprocessing.get_context("fork").Process(target=shared.remove)
child.start()
child.join()
print(shared.path.exists())
shared.remove()
print(shared.path.exists())
"""


def test_only_its_maker_removes_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", IN_A_CHILD, str(tmp_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() == ["True", "False"]


def test_what_a_killed_server_left_is_removed_and_what_a_living_one_has_is_not(
    shared: SharedDirectory, tmp_path: Path
) -> None:
    killed = "import os, pathlib, sys; from service.telemetry.shared import SharedDirectory; "
    killed += "print(SharedDirectory(pathlib.Path(sys.argv[1])).path, flush=True); os.kill(os.getpid(), 9)"
    ended = subprocess.run([sys.executable, "-c", killed, str(tmp_path)], capture_output=True, text=True, check=False)
    left = Path(ended.stdout.strip())
    assert left.exists()
    another = SharedDirectory(tmp_path)
    assert not left.exists()
    assert shared.path.exists()
    another.remove()


def test_a_directory_that_is_none_of_ours_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "claimcheck-metrics-of-somebody").mkdir()
    SharedDirectory(tmp_path).remove()
    os.mkfifo(tmp_path / "claimcheck-metrics-of-somebody" / "owned")  # opening it would wait for ever
    monkeypatch.setattr(os, "getuid", lambda: -1)
    SharedDirectory(tmp_path).remove()
    assert (tmp_path / "claimcheck-metrics-of-somebody").exists()


def test_others_cannot_look_into_it(shared: SharedDirectory) -> None:
    assert shared.path.stat().st_mode & 0o077 == 0
    with (shared.path / "owned").open("rb") as owned, pytest.raises(BlockingIOError):
        fcntl.flock(owned, fcntl.LOCK_EX | fcntl.LOCK_NB)
