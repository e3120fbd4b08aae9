from __future__ import annotations

import pytest

from service.http.notes import SECONDS_BETWEEN_LINES, Notes


def test_what_happens_a_thousand_times_is_told_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    told: list[tuple[str, str]] = []
    notes = Notes(lambda _form, counted, address: told.append((counted, address)))
    for _ in range(1000):
        notes.add("memory", "192.0.2.1")
    assert told == [("memory: 1", "192.0.2.1")]
    now += SECONDS_BETWEEN_LINES
    notes.add("slow client", "192.0.2.2")
    assert told[1:] == [("memory: 999, slow client: 1", "192.0.2.2")]
