"""A token that is revoked is good for nothing at once, whichever process is asked."""

from __future__ import annotations

import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx

from tests.serving import COMMAND, ROOT, Serving, clean_environment

WORKERS = 3


def command(*words: str, url: str) -> str:
    """What `claimcheck token` writes."""
    return subprocess.run(
        [*COMMAND, "token", *words],
        cwd=ROOT,
        env=clean_environment(DATABASE_URL=url),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout.strip()


class Asking:
    """Asks with a token again and again, several at once and every time over a connection of its own."""

    def __init__(self, serving: Serving, token: str) -> None:
        self._serving = serving
        headers = {"Authorization": f"Bearer {token}", "Connection": "close"}
        self._client = httpx.Client(base_url=serving.url, headers=headers, timeout=30)
        self._threads = ThreadPoolExecutor(8)

    def close(self) -> None:
        self._threads.shutdown()
        self._client.close()

    def until_every_worker_answered(self, status: int) -> None:
        """Every answer has this status."""
        deadline = time.monotonic() + 60
        while len(workers(self._serving, status)) < WORKERS:
            assert time.monotonic() < deadline
            answers = self._threads.map(lambda _: self._client.get("/v1/collections").status_code, range(24))
            assert set(answers) == {status}


def workers(serving: Serving, status: int) -> set[int]:
    """The processes that answered so."""
    entries = [json.loads(line) for line in serving.log().splitlines() if line.startswith('{"') and "/v1/" in line]
    return {entry["worker"] for entry in entries if entry["status"] == status}


def test_every_worker_refuses_it_from_the_next_request_on(tmp_path: Path, postgresql_url: str) -> None:
    token = command("create", "nightly", url=postgresql_url)
    serving = Serving(
        tmp_path / "log",
        DATABASE_URL=postgresql_url,
        CLAIMCHECK_REQUIRE_TOKENS="true",
        CLAIMCHECK_WORKERS=str(WORKERS),
        CLAIMCHECK_ACCESS_LOG="true",
    )
    try:
        serving.wait()
        with closing(Asking(serving, token)) as asking:
            asking.until_every_worker_answered(200)
            command("revoke", "nightly", url=postgresql_url)
            asking.until_every_worker_answered(401)
    finally:
        serving.end()
    assert token.split("_")[2] not in serving.log()
