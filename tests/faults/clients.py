"""Clients that write without a pause, ask again when they get no answer, and keep a ledger of what they were told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from itertools import count
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import httpx

from tests.faults.ledger import Ledger

# What a client takes as "not now"; everything else has to be an answer.
NOT_NOW = frozenset((429, 503))
# A test machine may be busy with other things, too.
PATIENCE = 120.0
TEXT = "In March 2004 the ridge road, 12 km (7.5 miles) of gravel, was closed for 19 days; {} vans were stuck."


class Asking:
    """Sends requests of one client, and counts what comes of them."""

    def __init__(self, url: str, ledger: Ledger, timeout: float) -> None:
        self.client = httpx.Client(base_url=url, timeout=timeout)
        self.ledger = ledger
        # Nobody wants to know any more.
        self.abandoned = threading.Event()

    def once(self, method: str, path: str, **request: Any) -> httpx.Response | None:
        """The answer; None when there is none, or one that says "not now"."""
        self.ledger.count("requests")
        try:
            response = self.client.request(method, path, **request)
        except httpx.TransportError:
            self.ledger.count("unanswered")
            return None
        if response.status_code in NOT_NOW:
            self.ledger.count("unanswered")
            return None
        if response.is_error:
            self.ledger.complain("failed", f"{method} {path}: {response.status_code} {response.text[:500]}")
            return None
        return response

    def until_answered(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The answer, however often it takes. A write has to be one that may be sent again."""
        deadline = time.monotonic() + PATIENCE
        while True:
            response = self.once(method, path, **request)
            if response is not None:
                return response
            assert not self.abandoned.is_set(), f"{method} {path}: no answer, and the test is over"
            assert time.monotonic() < deadline, f"{method} {path}: no answer in {PATIENCE:g} s"
            time.sleep(0.05)


class Writer(Asking):
    """A client that stores batches, claims and documents, and revises a claim of its own that a check is about.

    It repeats what got no answer under the same key until it gets one. Every fourth write it does not: then it does
    not know what came of it, and all or nothing may have.
    """

    def __init__(self, url: str, ledger: Ledger, name: str, *, batch: int, timeout: float = 30) -> None:
        super().__init__(url, ledger, timeout)
        self._name = name
        self._batch = batch
        self._numbers = count()
        self._claim = ""
        self._check = ""
        self.done = 0

    def prepare(self) -> None:
        """Store the claim that is revised, and the check about it."""
        (self._claim,) = self._store("/v1/claims", 1, careless=False)
        self.ledger.revised(self._claim, 1, "0")
        figures = {"left": {"claim": self._claim}, "right": {"value": "1", "unit": "kg"}}
        check = {"name": self._name, "kind": "equal", "figures": figures}
        key = {"Idempotency-Key": str(uuid4())}
        self._check = self.until_answered("POST", "/v1/checks", json=check, headers=key).json()["id"]

    def turn(self) -> None:
        """One round of writes, each of which is looked at again."""
        for step in (self._write_batch, self._revise, self._write_claim, self._revise, self._write_document):
            step()
            self.done += 1

    def look(self, through: Asking | None = None) -> None:
        """Ask for the result of the check; whoever asks, it is of the newest revision known before, or newer."""
        asking = through or self
        known, value = self.ledger.newest()[UUID(self._claim)]
        answer = asking.once("GET", f"/v1/checks/{self._check}/result")
        if answer is not None:
            left = answer.json()["inputs"]["left"]
            if left["revision"] < known or (left["revision"] == known and left["figure"]["value"] != value):
                self.ledger.complain("stale", f"revision {known} says {value}, the result is of {left}")
        answer = asking.once("GET", f"/v1/claims/{self._claim}")
        if answer is not None and answer.json()["revision"] < known:
            self.ledger.complain("stale", f"{self._claim} was at revision {known} already: {answer.text}")

    def _write_batch(self) -> None:
        self._store("/v1/claims/batch", self._batch)

    def _write_claim(self) -> None:
        self._store("/v1/claims", 1)

    def _revise(self) -> None:
        """Give the claim another value. Repeated it is no other change, so that it makes no other revision."""
        value = str(next(self._numbers))
        change = {"figure": {"value": value, "unit": "kg"}}
        revised = self.until_answered("PATCH", f"/v1/claims/{self._claim}", json=change).json()
        self.ledger.revised(self._claim, revised["revision"], value)
        self.look()

    def _write_document(self) -> None:
        title = f"{self._name} {next(self._numbers)}"
        body = {"text": TEXT.format(title.rsplit(maxsplit=1)[-1]), "source": {"title": title, "kind": "article"}}
        self.ledger.document(title)
        stored = self.until_answered("POST", "/v1/documents", json=body, headers={"Idempotency-Key": str(uuid4())})
        self.ledger.document(title, stored.json()["id"])

    def _store(self, path: str, size: int, *, careless: bool | None = None) -> list[str]:
        """Ask for new claims; the ids of those that were stored, none if nobody knows."""
        number = next(self._numbers)
        write = self.ledger.begin(f"{self._name} {number}", size)
        claim = {
            "figure": {"value": "0", "unit": "kg"},
            "measure": write.measure,
            # Several clients bring one source at once, again and again a new one.
            "source": {"title": f"Harvest {self.ledger.name} {number // 10}", "kind": "report"},
        }
        body: Any = claim if path.endswith("claims") else [claim] * size
        request: dict[str, Any] = {"json": body, "headers": {"Idempotency-Key": str(uuid4())}}
        if careless if careless is not None else number % 4 == 3:
            answer = self.once("POST", path, **request)
            if answer is None:
                return []
        else:
            answer = self.until_answered("POST", path, **request)
        stored: Mapping[str, Any] = answer.json()
        ids: list[str] = stored["ids"] if "ids" in stored else [stored["id"]]
        self.ledger.acknowledge(write, ids)
        self._expect_all(write.measure, size)
        return ids

    def _expect_all(self, measure: str, size: int) -> None:
        """Whoever was told that it is stored can read it."""
        page = self.once("GET", "/v1/claims", params={"measure": measure, "limit": 500})
        if page is not None and len(page.json()["items"]) != min(size, 500):
            self.ledger.complain("lost", f"{len(page.json()['items'])} of {size} claims of {measure} can be read")


class Load:
    """Clients at work as long as the ``with`` block runs; in the end each has got an answer to what it asked last."""

    def __init__(self, url: str, ledger: Ledger, *, clients: int = 3, batch: int = 200, timeout: float = 30) -> None:
        self._writers = [
            Writer(url, ledger, f"{ledger.name} client {n}", batch=batch, timeout=timeout) for n in range(clients)
        ]
        # Somebody else, over other connections and so through other processes too.
        self._reader = Asking(url, ledger, timeout)
        self._ledger = ledger
        self._over = threading.Event()
        self._failed: list[BaseException] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        for writer in self._writers:
            writer.prepare()
        self._threads = [threading.Thread(target=self._run, args=(writer.turn,)) for writer in self._writers]
        self._threads.append(threading.Thread(target=self._run, args=(self._look,)))
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._over.set()
        if error is not None:
            for writer in self._writers:
                writer.abandoned.set()
        for thread in self._threads:
            thread.join()
        for asking in (*self._writers, self._reader):
            asking.client.close()
        if error is None and self._failed:
            raise self._failed[0]

    def wait_for(self, writes: int) -> None:
        """Return once so many more writes were acknowledged."""
        enough = self._ledger.acknowledged + writes
        self._wait(lambda: self._ledger.acknowledged >= enough)

    def recovered(self) -> float:
        """Seconds until every client has got something done that it began after this call."""
        start = time.monotonic()
        # One write may be under way already.
        enough = [writer.done + 2 for writer in self._writers]
        self._wait(lambda: all(writer.done >= done for writer, done in zip(self._writers, enough, strict=True)))
        return time.monotonic() - start

    def _wait(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            if self._failed:
                raise self._failed[0]
            assert time.monotonic() < deadline, f"nothing gets done for {PATIENCE:g} s"
            time.sleep(0.01)

    def _run(self, turn: Callable[[], None]) -> None:
        try:
            while not self._over.is_set():
                turn()
        except BaseException as error:  # noqa: BLE001  told in the thread of the test
            self._failed.append(error)

    def _look(self) -> None:
        for writer in self._writers:
            writer.look(self._reader)
        time.sleep(0.02)
