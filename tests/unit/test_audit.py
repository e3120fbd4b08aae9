"""What is made of what is known to be vulnerable."""

from __future__ import annotations

import subprocess
from datetime import date
from typing import Any

import pytest

from tools import audit
from tools.audit import Accepted, verdict

TODAY = date(2026, 11, 25)
VULNERABLE: dict[str, Any] = {
    "name": "flask",
    "version": "0.1",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["0.2"], "description": "…"}],
}
FINE: dict[str, Any] = {"name": "click", "version": "8", "vulns": []}
UNTOLD: dict[str, Any] = {"name": "ours", "skip_reason": "Dependency not found on PyPI"}


def test_a_known_vulnerability_is_found_and_one_that_was_accepted_is_not() -> None:
    line = "flask 0.1: PYSEC-1, mended in: 0.2"
    assert verdict([FINE, VULNERABLE], {}, TODAY) == ([line], [])
    accepted = {"PYSEC-1": Accepted("we use nothing of it", TODAY)}
    assert verdict([FINE, VULNERABLE], accepted, TODAY) == ([], [])
    (expired,), _ = verdict([VULNERABLE], accepted, date(2026, 11, 26))
    assert expired == f"{line}; accepted until 2026-11-25 only: we use nothing of it"


@pytest.mark.parametrize(
    ("told", "strict", "status", "said"),
    [
        ([FINE], "", 0, ""),
        ([FINE, VULNERABLE], "", 1, "vulnerable: flask 0.1"),
        ([FINE, UNTOLD], "", 0, "NOT AUDITED: PyPI told nothing of vulnerabilities of 1 of 2 pins"),
        ([FINE, UNTOLD], "strict", 1, "NOT AUDITED"),
        (None, "", 0, "NOT AUDITED: PyPI told nothing of vulnerabilities of any pin"),
        (None, "strict", 1, "NOT AUDITED"),
    ],
)
def test_no_news_is_told_and_is_no_good_news(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    told: list[dict[str, Any]] | None,
    strict: str,
    status: int,
    said: str,
) -> None:
    monkeypatch.setattr(audit, "_asked", lambda: told)
    monkeypatch.setenv("AUDIT", strict)
    assert audit.main() == status
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("answer", ["", "no JSON", None])
def test_where_nothing_can_be_asked_nothing_is_known(monkeypatch: pytest.MonkeyPatch, answer: str | None) -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        if answer is None:
            raise subprocess.TimeoutExpired(command, 60)
        return subprocess.CompletedProcess(command, 1, answer, "no network")

    monkeypatch.setattr(subprocess, "run", run)
    assert audit._asked() is None
