"""What reviews of claims tell of the claims of a report."""

from __future__ import annotations

from typing import Any

import orjson

from service.application.ports import UnitOfWork
from service.application.reports.statements import sourced, statement
from service.domain.report import Content
from service.wire import records
from service.wire.encoding import encode

Json = dict[str, Any]


def told(uow: UnitOfWork, content: Content) -> dict[str, Json]:
    """For each claim of a report how people know it, with its ``claim`` and the ``origin``, its source, as sent."""
    return {
        str(claim.id): orjson.loads(
            encode(
                {
                    **statement(claim, source),
                    "claim": records.claim(claim),
                    "origin": None if source is None else records.source(source),
                }
            )
        )
        for claim, source in sourced(uow, content)
    }
