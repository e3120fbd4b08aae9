"""A report of which nothing is stored: neither what it says nor what it is about need outlive the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.application.ports import UnitOfWork
from service.application.reports.run import Progress, run
from service.application.reports.snapshot import Snapshot, Watch, take
from service.application.reports.store import options_of
from service.application.uncached import Uncached
from service.domain.report import Json


def nobody_waits(*_progress: int) -> None:
    """For what may take as long as it does."""


def prepare(uow: UnitOfWork, slug: str, asked: Mapping[str, Any], watch: Watch = nobody_waits) -> Snapshot:
    """All that the report needs; after that ``uow`` can be closed.

    Raises NotFound, Malformed for what is ``asked`` (as for ``store.make``), and what ``watch`` raises.
    """
    return take(uow, slug, options_of(asked), watch)


def content(snapshot: Snapshot, progress: Progress = nobody_waits) -> Json:
    """What the report says. Raises Unreadable, and what ``progress`` raises."""
    return run(snapshot, Uncached(), progress)
