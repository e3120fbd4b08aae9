"""What a process has taken up of reports: a whole one, or a part of one. Either way it is beaten, done, and kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Generic, TypeVar

from service.application.errors import NotFound
from service.application.ports import Observer, ResultCache, UnitOfWork, UnitOfWorkFactory
from service.application.records import Part, Report
from service.application.reports import part_queue, parts, queue
from service.application.reports.assembly import Assembled, assembled
from service.application.reports.parts import Plan
from service.application.reports.run import Progress
from service.application.reports.snapshot import Watch
from service.application.reports.store import Made
from service.application.stamps import seconds_since

Outcome = TypeVar("Outcome")


class Task(ABC, Generic[Outcome]):
    """Something that this process alone is to work on, until ``beat`` says otherwise. Nothing of it is committed."""

    name: str

    @abstractmethod
    def do(self, units: UnitOfWorkFactory, cache: ResultCache, watch: Watch, progress: Progress) -> Outcome:
        """What comes of it. Raises Unreadable, NotFound when what it is about is gone, and what the callbacks raise."""

    @abstractmethod
    def keep(self, uow: UnitOfWork, outcome: Outcome) -> bool:
        """Store what came of it; false when it is no longer this process's."""

    @abstractmethod
    def beat(self, uow: UnitOfWork, done: int, total: int | None) -> bool:
        """Show that it is being worked on, and how far it is; false when it is no longer this process's."""

    @abstractmethod
    def give_back(self, uow: UnitOfWork) -> bool:
        """Let others have it, as if nobody had begun; false when it was not this process's."""

    @abstractmethod
    def fail(self, uow: UnitOfWork, detail: str) -> bool:
        """Store that nothing will come of its report, and why; false when it is no longer this process's."""

    @abstractmethod
    def tell(self, observer: Observer, word: str, took: float) -> None:
        """Tell how it ended (``finished``, ``failed``, ``given_back``, ``lost``) after how many seconds of work."""


def next_task(uow: UnitOfWork, lease: timedelta, *, largest_part: int | None) -> Task[Any] | None:
    """What there is to do that nobody does, claimed for the caller; None when there is nothing.

    Unless ``largest_part`` is None, a report of more checks and claims they name is split, and parts are worked on.
    A new report comes before parts of those begun: a small one is done in a moment, and does not wait for a large one.
    """
    report = queue.take_up(uow, lease)
    if report is not None:
        return WholeReport(report, largest_part)
    part = None if largest_part is None else part_queue.take_up(uow, lease)
    return None if part is None else PartOfReport(part)


class WholeReport(Task[Made | Plan]):
    """A report, to be made or to be split."""

    def __init__(self, report: Report, largest_part: int | None) -> None:
        self.name = f"report {report.id}"
        self._report = report
        self._largest_part = largest_part
        self._split = False

    def do(self, units: UnitOfWorkFactory, cache: ResultCache, watch: Watch, progress: Progress) -> Made | Plan:
        return queue.make(units, cache, self._report, watch, progress, largest_part=self._largest_part)

    def keep(self, uow: UnitOfWork, outcome: Made | Plan) -> bool:
        if isinstance(outcome, Plan):
            self._split = True
            return part_queue.store(uow, self._report, outcome)
        return queue.finish(uow, self._report, outcome)

    def beat(self, uow: UnitOfWork, done: int, total: int | None) -> bool:
        alive = queue.beat(uow, self._report, done, total)
        self._report = alive or self._report
        return alive is not None

    def give_back(self, uow: UnitOfWork) -> bool:
        return queue.give_back(uow, self._report)

    def fail(self, uow: UnitOfWork, detail: str) -> bool:
        return queue.fail(uow, self._report, detail)

    def tell(self, observer: Observer, word: str, took: float) -> None:
        if not (self._split and word == "finished"):
            observer.report_over("cancelled" if word == "lost" else word, took)


class PartOfReport(Task[bytes | Assembled]):
    """A part of a report; the last one puts the report together."""

    def __init__(self, part: Part) -> None:
        self.name = f"part {part.number + 1} of report {part.report_id}"
        self._part = part
        self._last = False

    def do(self, units: UnitOfWorkFactory, cache: ResultCache, watch: Watch, progress: Progress) -> bytes | Assembled:
        with units(read_only=True) as uow:
            asked = uow.parts.asked(self._part.id)
            last = uow.parts.last(self._part.report_id)
            if asked is None or last is None:
                raise NotFound("part", self._part.id)
            self._last = last.id == self._part.id
            if self._last:
                return assembled(asked, _watched(uow.parts.contents(self._part.report_id), watch))
        return parts.work(units, cache, asked, watch, progress)

    def keep(self, uow: UnitOfWork, outcome: bytes | Assembled) -> bool:
        if isinstance(outcome, Assembled):
            return part_queue.finish_report(uow, self._part, outcome)
        return part_queue.finish(uow, self._part, outcome)

    def beat(self, uow: UnitOfWork, done: int, total: int | None) -> bool:
        alive = part_queue.beat(uow, self._part, done)
        self._part = alive or self._part
        return alive is not None

    def give_back(self, uow: UnitOfWork) -> bool:
        return part_queue.give_back(uow, self._part)

    def fail(self, uow: UnitOfWork, detail: str) -> bool:
        return part_queue.fail(uow, self._part, detail)

    def tell(self, observer: Observer, word: str, took: float) -> None:
        observer.part_over(word, took)
        if word == "failed" or (self._last and word == "finished"):
            observer.report_over(word, seconds_since(self._part.created_at))


def _watched(contents: Iterable[bytes], watch: Watch) -> Iterator[bytes]:
    for content in contents:
        watch()
        yield content
