"""A report once more, from the revisions that it saw and nothing else, to see whether it stands."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import orjson

from service.application.ports import UnitOfWork
from service.application.reports.snapshot import Snapshot, again
from service.application.reports.store import basis_of, content_of
from service.application.reports.unstored import content as unstored
from service.application.reports.unstored import nobody_waits
from service.domain.report import Content, Json, combine, differences


@dataclass(frozen=True, slots=True)
class Replay:
    """Whether a report stands: ``differences`` are JSON pointers to what comes out otherwise now, in ``content``."""

    differences: tuple[str, ...]
    content: Content

    @property
    def stands(self) -> bool:
        """Whether the very same came out, as far as that does not depend on time."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class Taken:
    """A report with all that it takes to replay it, so that no transaction is open meanwhile."""

    given: Content
    parts: tuple[Snapshot, ...]


def take(uow: UnitOfWork, report_id: UUID) -> Taken:
    """What it takes to replay a report. Raises NotFound, Conflict when it is not finished."""
    given = content_of(uow, report_id)
    return Taken(given, tuple(again(uow, part, nobody_waits) for part in basis_of(uow, report_id)))


def replay(taken: Taken) -> Replay:
    """The report computed anew, every check of it, without looking at results that are kept."""
    contents: list[Json] = [unstored(part) for part in taken.parts]
    found = contents[0] if len(contents) == 1 else combine(contents)
    content: Content = orjson.loads(orjson.dumps(found, option=orjson.OPT_UTC_Z))
    return Replay(tuple(differences(taken.given, content)), content)
