"""``claimcheck worker`` before it begins to work."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.serving import COMMAND, ROOT, clean_environment


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "without it the processes of claimcheck serve make reports"),
        ({"REDIS_URL": "redis://127.0.0.1:1/0?max_connections=x"}, "REDIS_URL: "),
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "run claimcheck db upgrade"),
    ],
    ids=["without Redis", "an address that the client cannot use", "a database without its tables"],
)
def test_it_says_what_keeps_it_from_working(tmp_path: Path, environment: dict[str, str], said: str) -> None:
    database = {"DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite", "CLAIMCHECK_DATABASE_WAIT": "0"}
    ended = subprocess.run(
        [*COMMAND, "worker"],
        cwd=ROOT,
        env=clean_environment(**database, **environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode in {1, 2}
    assert said in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
