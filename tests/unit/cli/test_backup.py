"""``claimcheck backup`` and ``claimcheck restore``: what they say and leave behind."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from pathlib import Path

import pytest
import redis

from tests.serving import COMMAND, ROOT, clean_environment
from tests.storage import rows
from tests.unit.cli.conftest import Run, refused


def test_a_backup_goes_into_one_file_for_its_owner_alone_and_comes_back(
    run: Run, full_url: str, tmp_path: Path
) -> None:
    file, other = tmp_path / "backup.tar", f"sqlite:///{tmp_path}/other.sqlite"
    made = run("backup", str(file), DATABASE_URL=full_url)
    assert made.exit_code == 0
    assert made.stdout.startswith("sqlite of claimcheck ")
    assert "2 claims" in made.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    assert run("restore", "--check", str(file)).stdout == f"the backup is whole: {made.stdout}"
    restored = run("restore", str(file), DATABASE_URL=other)
    assert restored.stdout == f"restored: {made.stdout}"
    assert rows.kept(other) == rows.kept(full_url)


def test_a_backup_goes_to_standard_output_alone_and_comes_from_standard_input(full_url: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [*COMMAND, "backup", "-"],
        cwd=ROOT,
        env=clean_environment(DATABASE_URL=full_url),
        check=True,
        capture_output=True,
    )
    assert ended.stderr.startswith(b"sqlite of claimcheck ")
    other = f"sqlite:///{tmp_path}/other.sqlite"
    environment = clean_environment(DATABASE_URL=other, TMPDIR=str(tmp_path))
    subprocess.run([*COMMAND, "restore", "-"], cwd=ROOT, env=environment, check=True, input=ended.stdout)
    assert rows.kept(other) == rows.kept(full_url)
    assert not list(tmp_path.glob("backup.*"))


def test_a_disk_that_is_full_is_told_in_one_line(full_url: str) -> None:
    environment = clean_environment(DATABASE_URL=full_url)
    ended = subprocess.run(
        [*COMMAND, "backup", "/dev/full"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.stderr == "claimcheck: /dev/full: cannot be written: No space left on device\n"


def test_what_stood_in_a_file_stays_where_no_backup_can_be_made(run: Run, tmp_path: Path) -> None:
    file, database = tmp_path / "backup.tar", tmp_path / "empty.sqlite"
    file.write_text("an older one")
    database.touch()
    assert "lacks migrations" in refused(run("backup", str(file), DATABASE_URL=f"sqlite:///{database}"))
    assert file.read_text() == "an older one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "empty.sqlite"]


def test_a_backup_that_is_stopped_leaves_nothing_behind(
    run: Run, full_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(tmp_path.iterdir())
    monkeypatch.setattr("shutil.copyfileobj", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    ended = run("backup", str(tmp_path / "backup.tar"), DATABASE_URL=full_url)
    assert ended.exit_code == 128 + signal.SIGTERM
    assert set(tmp_path.iterdir()) == before


def test_a_database_that_is_not_there_is_neither_made_nor_backed_up(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    line = refused(run("backup", str(file), DATABASE_URL=f"sqlite:///{tmp_path}/new.sqlite"))
    assert line.startswith("there is no database at ")
    assert list(tmp_path.iterdir()) == []


def test_a_restore_over_data_is_refused_unless_told_to(run: Run, full_url: str, tmp_path: Path) -> None:
    file = str(tmp_path / "backup.tar")
    assert run("backup", file, DATABASE_URL=full_url).exit_code == 0
    before = rows.kept(full_url)
    assert "holds data; say --replace" in refused(run("restore", file, DATABASE_URL=full_url))
    assert run("restore", "--replace", file, DATABASE_URL=full_url).exit_code == 0
    assert rows.kept(full_url) == before


def test_a_backup_of_an_older_version_comes_with_what_to_do_next(run: Run, sqlite_url: str, tmp_path: Path) -> None:
    file = str(tmp_path / "backup.tar")
    assert run("db", "downgrade", "0003", DATABASE_URL=sqlite_url).exit_code == 0
    assert run("backup", file, DATABASE_URL=sqlite_url).exit_code == 0
    told = run("restore", file, DATABASE_URL=sqlite_url).stdout.splitlines()
    assert "at migration 0003" in told[0]
    assert told[1].endswith("run claimcheck db upgrade")


def test_a_restore_takes_the_results_along_that_redis_kept_of_other_data(
    run: Run, full_url: str, redis_url: str, tmp_path: Path
) -> None:
    file = str(tmp_path / "backup.tar")
    assert run("backup", file, DATABASE_URL=full_url).exit_code == 0
    with redis.Redis.from_url(redis_url) as client:
        client.set("claimcheck:result of a revision that will be another", "stale")
        assert run("restore", "--replace", file, DATABASE_URL=full_url, REDIS_URL=redis_url).exit_code == 0
        assert client.keys() == []
    before = rows.kept(full_url)
    line = refused(run("restore", "--replace", file, DATABASE_URL=full_url, REDIS_URL="redis://127.0.0.1:1"))
    assert "start Redis, or unset REDIS_URL" in line
    assert rows.kept(full_url) == before


def test_what_is_no_backup_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("to do: make backups")
    assert refused(run("restore", "--check", str(file))) == f"{file} is no backup, or only a part of one"
    assert refused(run("restore", str(tmp_path / "nothing.tar"))).endswith(
        "nothing.tar cannot be read: No such file or directory"
    )
