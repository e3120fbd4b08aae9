"""A database that cannot be had."""

from __future__ import annotations

from typing import Never, Self

from service.application.access import Caller


class Gone:
    """``ports.UnitOfWorkFactory`` that fails whoever opens a unit of work with ``error``."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def on_behalf_of(self, caller: Caller) -> Self:
        return self

    def __call__(self, *, read_only: bool = False, snapshot: bool = False) -> Never:
        raise self._error
