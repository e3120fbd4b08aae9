"""A token that is revoked is good for nothing at once, whichever process is asked."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx

from service.application import tokens
from service.application.access import Scope
from service.storage import SqlUnits, open_engine
from tests.serving import Serving

WORKERS = 2


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
    units = SqlUnits(open_engine(postgresql_url))
    with units() as uow:
        _, token = tokens.issue(uow, "nightly", {Scope.READ})
        uow.commit()
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
            with units() as uow:
                tokens.revoke(uow, "nightly")
                uow.commit()
            asking.until_every_worker_answered(401)
    finally:
        serving.end()
        units.close()
    assert token.split("_")[2] not in serving.log()
