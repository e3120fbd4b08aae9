"""What only a person at a terminal sees: a real one, since a program asks the system whether it has one."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

SLIP = "The dike is 2 m (9 feet) high.\n"


def lint(here: Path, *, at_terminal: bool) -> bytes:
    """What comes out of the command, run on two texts."""
    for name in ("dike.md", "quay.md"):
        (here / name).write_text(SLIP)
    environment = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    command = [str(Path(sys.executable).with_name("claimcheck")), "lint", "dike.md", "quay.md"]
    if not at_terminal:
        done = subprocess.run(command, cwd=here, env=environment, capture_output=True, check=False)
        return done.stdout + done.stderr
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command, cwd=here, env={**environment, "TERM": "xterm"}, stdin=theirs, stdout=theirs, stderr=theirs
    ):
        os.close(theirs)
        told = b""
        try:
            while some := os.read(ours, 65_536):
                told += some
        except OSError:  # how Linux says that nobody has the other end any more
            pass
        finally:
            os.close(ours)
    return told


def test_at_a_terminal_there_are_colours_and_it_shows_how_far_it_is(tmp_path: Path) -> None:
    told = lint(tmp_path, at_terminal=True)
    assert b"\x1b[31m" in told
    assert b"reading" in told
    assert b"100%" in told
    assert b"2 errors in 2 files" in told


def test_elsewhere_there_is_nothing_but_the_findings(tmp_path: Path) -> None:
    told = lint(tmp_path, at_terminal=False)
    assert b"\x1b" not in told
    assert b"reading" not in told
    assert b"2 errors in 2 files" in told
