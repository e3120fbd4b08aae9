"""An observer that notes what it is told."""

from __future__ import annotations

from service.application.observing import Unobserved


class Noting(Unobserved):
    """``over`` are the outcomes of reports, ``failures`` the kinds of those of counting requests, in order."""

    def __init__(self) -> None:
        self.over: list[str] = []
        self.failures: list[str] = []

    def report_over(self, outcome: str, took: float) -> None:
        assert took >= 0
        self.over.append(outcome)

    def quota_failed(self, kind: str) -> None:
        self.failures.append(kind)
