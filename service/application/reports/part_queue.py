"""The queue of parts: the rows are the truth here too, and a part counts only while its report is made in parts.

Every change of a part first takes hold of its report and makes the next version of that. So it shows how far the report
is, nobody brings anything to one that was cancelled, taken over or split anew, and of two parts that are done at the
same moment exactly one is the last.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from service.application.observing import observer
from service.application.ports import UnitOfWork
from service.application.records import Part, PartStatus, Report, ReportStatus
from service.application.reports.assembly import Assembled
from service.application.reports.parts import FORM, Plan
from service.application.reports.queue import MOST_ATTEMPTS, recent
from service.application.reports.store import changed, failed, over
from service.application.stamps import new_id, now, seconds_since


def store(uow: UnitOfWork, current: Report, plan: Plan) -> bool:
    """Split a report that was taken up into the parts of ``plan``; false when it is no longer the caller's to run."""
    total = sum(number for _, number in plan.parts)
    if not uow.reports.replace(_kept(current, done=0, total=total)):
        return False
    uow.parts.clear(current.id)
    instant = now()
    asked = [*plan.parts, (plan.assembly, len(plan.parts))]
    parts = (
        Part(
            id=new_id(),
            report_id=current.id,
            number=number,
            form=FORM,
            status=PartStatus.HELD if number == len(plan.parts) else PartStatus.WAITING,
            total=steps,
            created_at=instant,
            updated_at=instant,
        )
        for number, (_, steps) in enumerate(asked)
    )
    uow.parts.add(zip(parts, (each for each, _ in asked), strict=True))
    return True


def take_up(uow: UnitOfWork, lease: timedelta) -> Part | None:
    """The first part that nobody works on, claimed for the caller; None when there is none.

    One whose process has shown no sign of life for ``lease`` counts as worked on by nobody.
    """
    while True:
        part = uow.parts.waiting(FORM, recent(lease))
        if part is None:
            return None
        if part.attempts >= MOST_ATTEMPTS:
            which = f"part {part.number + 1} of it"
            if fail(uow, part, f"{part.attempts} attempts at {which} ended before it was done; the logs tell more"):
                observer().report_over("failed", seconds_since(part.created_at))
            continue
        taken = _next(part, status=PartStatus.RUNNING, attempts=part.attempts + 1, heartbeat=now(), done=0)
        # Another process may have been faster.
        if uow.parts.replace(taken):
            return taken


def beat(uow: UnitOfWork, part: Part, done: int) -> Part | None:
    """Show that a part is being worked on, and how far it is; None when it is no longer the caller's to work on."""
    report = uow.parts.report(part.report_id)
    alive = _next(part, heartbeat=now(), done=done)
    if report is None or not uow.parts.replace(alive):
        return None
    checks, _ = uow.parts.progress(report.id)
    uow.reports.replace(_kept(report, done=checks))
    return alive


def give_back(uow: UnitOfWork, part: Part) -> bool:
    """Let others have a part whose process is told to stop; false when it was not the caller's."""
    report = uow.parts.report(part.report_id)
    # Whoever stops in good order has made no attempt that speaks against the part.
    back = _next(part, status=PartStatus.WAITING, attempts=part.attempts - 1, heartbeat=None, done=0)
    return report is not None and uow.parts.replace(back)


def finish(uow: UnitOfWork, part: Part, content: bytes) -> bool:
    """Store what came of a part that is not the last one; false when it is no longer the caller's."""
    report = uow.parts.report(part.report_id)
    done = _next(part, status=PartStatus.DONE, done=part.total, heartbeat=None)
    if report is None or not uow.parts.replace(done, content):
        return False
    checks, left = uow.parts.progress(report.id)
    uow.reports.replace(_kept(report, done=checks))
    last = None if left else uow.parts.last(report.id)
    if last is not None:
        uow.parts.replace(_next(last, status=PartStatus.WAITING))
    return True


def finish_report(uow: UnitOfWork, part: Part, found: Assembled) -> bool:
    """Store the report that the last part put together; false when it is no longer the caller's."""
    report = uow.parts.report(part.report_id)
    if report is None or not uow.parts.replace(_next(part, status=PartStatus.DONE)):
        return False
    finished = over(report, ReportStatus.FINISHED, done=report.total, counts=found.counts, version=report.version + 1)
    uow.reports.replace(finished, found.document, found.basis)
    uow.parts.clear(report.id)
    return True


def fail(uow: UnitOfWork, part: Part, detail: str) -> bool:
    """Store that nothing will come of the report of a part, and why; false when it is no longer the caller's."""
    report = uow.parts.report(part.report_id)
    if report is None or not uow.parts.replace(_next(part)):
        return False
    uow.reports.replace(failed(changed(report), detail))
    uow.parts.clear(report.id)
    return True


def look_after(uow: UnitOfWork) -> None:
    """Show for all reports in parts that somebody will work on them, and clear away parts that nobody wants."""
    uow.parts.keep_alive(FORM, now())
    uow.parts.purge()


def number_waiting(uow: UnitOfWork, lease: timedelta, most: int) -> int:
    """How many reports and parts nobody works on, counted no further than ``most``."""
    alive = recent(lease)
    whole = 0 if uow.reports.waiting(alive) is None else 1
    return min(most, whole + uow.parts.number_waiting(FORM, alive, most))


def _next(part: Part, **members: Any) -> Part:
    """The next version of a part."""
    return replace(part, **members, version=part.version + 1, updated_at=now())


def _kept(report: Report, **members: Any) -> Report:
    """The next version of a report, at which its parts are worth working on."""
    return changed(report, **members, heartbeat=now(), planned=report.version + 1)
