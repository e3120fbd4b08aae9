"""The queue of reports: the rows are the truth, and whoever changes one has to know its version.

So of two processes that take up the same report one gets it, and one that was thought dead, or whose report was
cancelled, finds that nothing it brings is wanted any more.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from service.application.observing import observer
from service.application.ports import ResultCache, UnitOfWork, UnitOfWorkFactory
from service.application.queries import Recent
from service.application.records import Report, ReportStatus
from service.application.reports.parts import Plan, split
from service.application.reports.run import Progress, run
from service.application.reports.snapshot import Watch, take
from service.application.reports.store import Made, changed, failed, finished
from service.application.stamps import now, seconds_since

# A report at which process after process dies is not given to yet another one.
MOST_ATTEMPTS: Final = 3


def take_up(uow: UnitOfWork, lease: timedelta) -> Report | None:
    """The oldest report that nobody runs, claimed for the caller; None when there is none.

    One whose process has shown no sign of life for ``lease`` counts as run by nobody.
    """
    instant = now()
    while True:
        report = uow.reports.waiting(recent(lease))
        if report is None:
            return None
        if report.attempts >= MOST_ATTEMPTS:
            detail = f"{report.attempts} attempts ended before it was finished; the logs of the service tell more"
            if uow.reports.replace(failed(changed(report), detail)):
                observer().report_over("failed", seconds_since(report.created_at))
            continue
        taken = changed(
            report,
            status=ReportStatus.RUNNING,
            attempts=report.attempts + 1,
            heartbeat=instant,
            done=0,
            total=None,
        )
        # Another process may have been faster.
        if uow.reports.replace(taken):
            return taken


def recent(lease: timedelta) -> Recent:
    """When heartbeats are of somebody who lives, if they are to come within ``lease``."""
    instant = now()
    return Recent(instant - lease, instant + lease)


def beat(uow: UnitOfWork, report: Report, done: int, total: int | None) -> Report | None:
    """Show that a report is being run, and how far it is; None when it is no longer the caller's to run."""
    alive = changed(report, heartbeat=now(), done=done, total=total)
    return alive if uow.reports.replace(alive) else None


def give_back(uow: UnitOfWork, report: Report) -> bool:
    """Queue a report again whose process is told to stop, for the next one; false when it was not the caller's."""
    # Whoever stops in good order has made no attempt that speaks against the report.
    return uow.reports.replace(
        changed(
            report,
            status=ReportStatus.QUEUED,
            attempts=report.attempts - 1,
            heartbeat=None,
            done=0,
            total=None,
        )
    )


def make(
    units: UnitOfWorkFactory,
    cache: ResultCache,
    report: Report,
    watch: Watch,
    progress: Progress,
    *,
    largest_part: int | None = None,
) -> Made | Plan:
    """Run a report that was taken up, or split it if it has more than ``largest_part`` checks and claims they name.

    Raises Unreadable, NotFound when its collection is gone, and what the callbacks raise.
    """
    (slug,) = report.collections
    with units(snapshot=True) as uow:
        snapshot = take(uow, slug, report.options, watch)
    plan = None if largest_part is None else split(snapshot, watch, largest_part)
    if plan is not None:
        return plan
    content = run(snapshot, cache, progress)
    return finished(report, content, [snapshot.basis(content["results"])])


def fail(uow: UnitOfWork, current: Report, detail: str) -> bool:
    """Store that nothing will come of a report, and why; false when it is no longer the caller's to run."""
    return uow.reports.replace(failed(changed(current), detail)) and _alone(uow, current)


def finish(uow: UnitOfWork, current: Report, made: Made) -> bool:
    """Store what came of a report whose latest version is ``current``; false when it is no longer the caller's."""
    report = replace(made.report, version=current.version + 1)
    return uow.reports.replace(report, made.document, made.basis) and _alone(uow, current)


def _alone(uow: UnitOfWork, report: Report) -> bool:
    """Delete the parts that a report was once split into, if it was."""
    if report.planned is not None:
        uow.parts.clear(report.id)
    return True
