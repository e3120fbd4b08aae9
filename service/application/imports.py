"""Bringing a collection into line with a file of claims: what is new is stored, what has changed is revised.

A claim of the file and a stored one are the same if their source, measure, dimensions and period are; a claim without
a period is told apart by when it was asserted. So a file can be imported again, grown or corrected, and nothing
doubles.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from service.application import claims, collections
from service.application.errors import BatchMalformed
from service.application.paging import PORTION, all_of
from service.application.ports import UnitOfWork
from service.application.queries import ClaimFilters
from service.application.records import Claim, ClaimStatus
from service.domain.errors import Malformed

MOST_FAULTS = 20

# What a file may say of a claim. What it does not say stays as it is stored.
_SAID = ("statement", "quote", "attributed_to", "figure", "asserted", "tags")

Key = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: claims stored, revised, left as they were; ``retracted`` are left as they are too.

    ``created`` says whether the collection was made for it.
    """

    stored: int = 0
    revised: int = 0
    unchanged: int = 0
    retracted: int = 0
    created: bool = False


def import_claims(uow: UnitOfWork, collection: Mapping[str, Any], batch: claims.Batch) -> Imported:
    """Bring the collection into line with the claims of ``batch``, which are all of it; make it if it is not there.

    ``collection`` is the body of one: ``slug``, ``title``, … Raises BatchMalformed by the number that each claim comes
    with: for a source that does not exist, and for two claims that are the same and say different things.
    """
    # Under this lock, of two imports of one file at once the second sees what the first has stored.
    created = uow.collections.get(collection["slug"], lock=True) is None
    if created:
        collections.create(uow, collection)
    given = _distinct(zip((number for number, _ in batch), claims.settle(uow, batch), strict=True))
    known = _known(uow, collection["slug"], {source for source, _ in given})
    stored, revised, retracted = [], 0, 0
    for key, claim in given.items():
        before = known.get(key)
        if before is None:
            stored.append(claim)
        elif before.status is ClaimStatus.RETRACTED:
            retracted += 1
        else:
            revised += claims.supersede(uow, before, _updated(before, claim)) is not before
    uow.claims.add(stored)
    unchanged = len(batch) - len(stored) - revised - retracted
    return Imported(len(stored), revised, unchanged, retracted, created)


def _distinct(given: Iterable[tuple[int, Claim]]) -> dict[Key, Claim]:
    found: dict[Key, Claim] = {}
    numbers: dict[Key, int] = {}
    faulty: list[tuple[int, Malformed]] = []
    for number, claim in given:
        key = _key(claim)
        first = found.setdefault(key, claim)
        numbers.setdefault(key, number)
        if first is not claim and _updated(first, claim) != first and len(faulty) < MOST_FAULTS:
            message = (
                f"is about the same as another claim of the file ({_told(first)}), and says something else; tell them "
                f"apart by a dimension"
            )
            faulty.append((number, Malformed(message)))
    if faulty:
        raise BatchMalformed(tuple(faulty))
    return found


def _known(uow: UnitOfWork, slug: str, sources: Iterable[UUID]) -> dict[Key, Claim]:
    """The stored claims of these sources in the collection; of several that are the same the oldest."""
    found: dict[Key, Claim] = {}
    for source in sorted(sources):
        filters = ClaimFilters(collection=slug, source_id=source)
        for claim in all_of(partial(claims.list_, uow, filters, limit=PORTION)):
            found.setdefault(_key(claim), claim)
    return found


def _key(claim: Claim) -> Key:
    when = ["period", claim.period] if claim.period is not None else ["asserted", claim.asserted]
    return claim.source_id, json.dumps([claim.measure, sorted(claim.dimensions.items()), when])


def _updated(before: Claim, claim: Claim) -> Claim:
    """``before`` with what ``claim`` says."""
    said = {name: value for name in _SAID if (value := getattr(claim, name))}
    return replace(before, **said)


def _told(claim: Claim) -> str:
    dimensions = [f"{name} {value}" for name, value in claim.dimensions.items()]
    return (
        ", ".join(text for text in (claim.measure, *dimensions, claim.period or claim.asserted) if text) or "no measure"
    )
