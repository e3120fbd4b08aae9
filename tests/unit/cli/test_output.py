from __future__ import annotations

import errno
import io
import os
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from service.cli.documents import Unreadable
from service.cli.output import written


def write(output: Path | None, *pieces: bytes) -> None:
    with written(output) as stream:
        for piece in pieces:
            stream.write(piece)


def test_a_file_is_there_whole(tmp_path: Path) -> None:
    output = tmp_path / "out"
    write(output, b"one ", b"two")
    assert output.read_bytes() == b"one two"
    assert list(tmp_path.iterdir()) == [output]


def test_what_stood_there_stays_where_writing_fails(tmp_path: Path) -> None:
    output = tmp_path / "out"
    output.write_bytes(b"before")

    def stop_half_way() -> None:
        with written(output) as stream:
            stream.write(b"after")
            assert output.read_bytes() == b"before"
            raise ValueError("half-way")

    with pytest.raises(ValueError, match="half-way"):
        stop_half_way()
    assert output.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [output]


def test_a_link_stays_one_and_a_file_keeps_who_may_read_it(tmp_path: Path) -> None:
    output, link = tmp_path / "out", tmp_path / "link"
    output.write_bytes(b"before")
    output.chmod(0o640)
    link.symlink_to(output)
    write(link, b"after")
    assert link.is_symlink()
    assert output.read_bytes() == b"after"
    assert output.stat().st_mode & 0o777 == 0o640


def test_a_new_file_is_readable_as_others_are(tmp_path: Path) -> None:
    write(tmp_path / "out", b"")
    (tmp_path / "other").write_bytes(b"")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(pipe, b"through")
    reader.join(timeout=10)
    assert read == [b"through"]
    assert pipe.is_fifo()


def test_a_link_to_a_pipe_is_followed() -> None:
    reading, writing = os.pipe()
    write(Path(f"/dev/fd/{writing}"), b"through")
    assert os.read(reading, 100) == b"through"
    os.close(reading)
    os.close(writing)


class _Full(io.RawIOBase):
    def write(self, _data: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_behind_standard_output_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=_Full(), flush=lambda: None))
    with pytest.raises(Unreadable, match="standard output: cannot be written: No space left on device"):
        write(None, b"x")


@pytest.mark.parametrize("name", ["nowhere/out", "."])
def test_where_nothing_can_be_written_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(Unreadable, match="cannot be written: "):
        write(tmp_path / name, b"")
