"""A collection as one readable JSON file, whose sources, claims and checks refer to each other by names of its own.

``sources`` and ``claims`` are objects from a name, which lives in this file only, to what would be posted; a source
cites others by their names, a claim names its ``source``, and a check is about ``{"claim": "<name>"}``. ``checks`` is
an array, because a check has a name anyway.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeVar
from uuid import UUID

from marshmallow import ValidationError

from schemas.base import Strict
from schemas.check import NewCheckSchema
from schemas.claim import NewClaimSchema
from schemas.collection import NewCollectionSchema
from schemas.faults import faults
from schemas.source import NewSourceSchema
from service.application import checks, claims, collections, sources
from service.application.claim_drafts import draft as draft_claim
from service.application.errors import NotFound
from service.application.paging import PORTION, all_of
from service.application.ports import UnitOfWork
from service.application.queries import ClaimFilters
from service.application.records import DEFAULT_COLLECTION, Claim
from service.application.stamps import now
from service.domain.errors import Fault, Malformed

MEMBERS = ("collection", "sources", "claims", "checks")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Added:
    """How many of each were stored; what was there already does not count. And what the names of the file stand for.

    ``claim_ids`` are by the names of the claims in the file, ``check_ids`` in the order of its checks.
    """

    slug: str
    collections: int = 0
    sources: int = 0
    claims: int = 0
    checks: int = 0
    claim_ids: Mapping[str, UUID] = field(default_factory=dict)
    check_ids: Sequence[UUID] = ()


def is_empty(uow: UnitOfWork) -> bool:
    """Whether nothing was ever stored: no source, claim or check, and no collection but the one that always exists."""
    return not (
        claims.list_(uow, ClaimFilters(), limit=1).items
        or sources.list_(uow, limit=1).items
        or checks.list_(uow, limit=1).items
        or any(found.slug != DEFAULT_COLLECTION for found in collections.list_(uow, limit=2).items)
    )


def add_missing(uow: UnitOfWork, document: Any) -> Added:
    """Store what a collection file holds and is not stored yet, through the use cases; change nothing that is.

    A collection is known by its slug, a source by its identity, a claim by what its first revision said (so one that
    was revised or retracted since stays that way), a check by its name. Raises ``Malformed`` with the place in
    the file.
    """
    file = _shaped(document)
    slug, new_collections = _at(("collection",), lambda: _add_collection(uow, file["collection"]))
    source_ids, new_sources = _add_sources(uow, file["sources"])
    claim_ids, new_claims = _add_claims(uow, slug, file["claims"], source_ids)
    check_ids, new_checks = _add_checks(uow, slug, file["checks"], claim_ids)
    return Added(slug, new_collections, new_sources, new_claims, new_checks, claim_ids, check_ids)


def _shaped(document: Any) -> Mapping[str, Any]:
    if not isinstance(document, Mapping):
        raise Malformed(f"must be an object with {', '.join(MEMBERS)}")
    for name in document:
        if name not in MEMBERS:
            raise Malformed(f"unknown member; a collection file has {', '.join(MEMBERS)}", name)
    if "collection" not in document:
        raise Malformed("is required", "collection")
    file = {"sources": {}, "claims": {}, "checks": [], **document}
    for name, kind, words in (
        ("sources", Mapping, "an object from name to source"),
        ("claims", Mapping, "an object from name to claim"),
        ("checks", list, "an array of checks"),
    ):
        if not isinstance(file[name], kind):
            raise Malformed(f"must be {words}", name)
        items = file[name].items() if isinstance(file[name], Mapping) else enumerate(file[name])
        for key, item in items:
            if not isinstance(item, Mapping):
                raise Malformed("must be an object", name, key)
    return file


def _add_collection(uow: UnitOfWork, given: Any) -> tuple[str, int]:
    body = _checked(NewCollectionSchema(), given)
    slug = str(body["slug"])
    try:
        collections.get(uow, slug)
    except NotFound:
        collections.create(uow, body)
        return slug, 1
    return slug, 0


def _add_sources(uow: UnitOfWork, given: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, UUID], int]:
    ids: dict[str, UUID] = {}
    added = 0
    for name in _cited_first(given):
        where = ("sources", name)
        cites = [str(ids[cited]) for cited in given[name].get("cites") or ()]
        body = _at(where, lambda: _checked(NewSourceSchema(), {**given[name], "cites": cites}))  # noqa: B023
        source = _at(where, lambda: sources.draft(body, now()))  # noqa: B023
        ids[name] = sources.match_or_create(uow, [source])[source.identity]
        added += ids[name] == source.id
    return ids, added


def _cited_first(given: Mapping[str, Mapping[str, Any]]) -> list[str]:
    order: TopologicalSorter[str] = TopologicalSorter()
    for name, body in given.items():
        cites = body.get("cites") or []
        if not isinstance(cites, list):
            raise Malformed("must be an array of names of sources", "sources", name, "cites")
        for place, cited in enumerate(cites):
            _require(cited, given, "source", "sources", name, "cites", place)
        order.add(name, *cites)
    try:
        return list(order.static_order())
    except CycleError as error:
        raise Malformed(f"cite each other in a circle: {' → '.join(error.args[1])}", "sources") from None


def _add_claims(
    uow: UnitOfWork, slug: str, given: Mapping[str, Mapping[str, Any]], source_ids: Mapping[str, UUID]
) -> tuple[dict[str, UUID], int]:
    filters = ClaimFilters(collection=slug)
    known = {
        _fingerprint(claim if claim.revision == 1 else claims.revision(uow, claim.id, 1)): claim.id
        for claim in all_of(partial(claims.list_, uow, filters, limit=PORTION))
    }
    ids: dict[str, UUID] = {}
    added = 0
    for name, item in given.items():
        where = ("claims", name)
        _require(item.get("source"), source_ids, "source", *where, "source")
        posted = {member: value for member, value in item.items() if member != "source"}
        posted |= {"source_id": str(source_ids[item["source"]]), "collection": slug}
        body = _at(where, lambda: _checked(NewClaimSchema(), posted))  # noqa: B023
        drafted = _at(where, lambda: draft_claim(body, now()))  # noqa: B023
        found = known.get(_fingerprint(drafted.claim))
        if found is None:
            found = _at(where, lambda: claims.record(uow, body)).id  # noqa: B023
            added += 1
        ids[name] = found
    return ids, added


def _add_checks(
    uow: UnitOfWork, slug: str, given: Sequence[Mapping[str, Any]], claim_ids: Mapping[str, UUID]
) -> tuple[list[UUID], int]:
    known = {check.name: check.id for check in all_of(partial(checks.list_, uow, collection=slug, limit=PORTION))}
    ids: list[UUID] = []
    added = 0
    for place, item in enumerate(given):
        where = ("checks", place)
        posted = {**item, "collection": slug}
        if isinstance(item.get("figures"), Mapping):
            posted["figures"] = {
                role: _with_id(figure, claim_ids, *where, "figures", role) for role, figure in item["figures"].items()
            }
        body = _at(where, lambda: _checked(NewCheckSchema(), posted))  # noqa: B023
        if body["name"] not in known:
            known[body["name"]] = _at(where, lambda: checks.create(uow, body)).id  # noqa: B023
            added += 1
        ids.append(known[body["name"]])
    return ids, added


def _with_id(figure: Any, claim_ids: Mapping[str, UUID], *where: str | int) -> Any:
    if isinstance(figure, list):
        return [_with_id(item, claim_ids, *where, place) for place, item in enumerate(figure)]
    if not isinstance(figure, Mapping) or "claim" not in figure:
        return figure
    _require(figure["claim"], claim_ids, "claim", *where, "claim")
    return {**figure, "claim": str(claim_ids[figure["claim"]])}


def _require(name: object, known: Mapping[str, Any], what: str, *where: str | int) -> None:
    if not isinstance(name, str) or name not in known:
        raise Malformed(f"must be the name of a {what} of this file: {', '.join(known) or 'there are none'}", *where)


def _checked(schema: Strict, given: Any) -> Any:
    try:
        return schema.load(given)
    except ValidationError as error:
        raise Malformed.several(tuple(Fault(*found) for found in faults(error.messages))) from None


def _at(where: tuple[str | int, ...], step: Callable[[], Item]) -> Item:
    try:
        return step()
    except Malformed as error:
        raise error.within(*where) from None


def _fingerprint(claim: Claim) -> str:
    quote = claim.quote
    return json.dumps(
        [
            str(claim.source_id),
            claim.statement,
            None if quote is None else [quote.exact, quote.prefix, quote.suffix],
            claim.attributed_to,
            claim.measure,
            dict(claim.dimensions),
            dict(claim.figure.canonical()),
            claim.period,
            claim.asserted,
            list(claim.tags),
            claim.status,
        ],
        sort_keys=True,
    )
