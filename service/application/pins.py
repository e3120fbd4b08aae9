"""Which claims the figures of a stored check stand for, and the check with those claims put in as they stand now.

In a stored check a figure is inline, ``{"claim": "<id>"}``, an array of these, or an expression over other names. The
domain knows nothing of stored claims: it gets ``{"claim", "revision", "figure"}``, a figure with its provenance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from service.application import fields
from service.application.records import Claim, ClaimStatus
from service.domain.checks import kind_named
from service.domain.context import Context, Origin
from service.domain.errors import Malformed
from service.domain.period import parse_period

Place = tuple[str | int, ...]


def claims_of(body: Mapping[str, Any]) -> dict[Place, UUID]:
    """The claims that a check is about, by their place in its body. Raises Malformed when one is not an id."""
    return {
        place: fields.identifier(figure["claim"], *place, "claim")
        for place, figure in _figures(body)
        if isinstance(figure, Mapping) and "claim" in figure
    }


def revisions_of(figures: Mapping[str, Any]) -> dict[UUID, int]:
    """The claims among figures with what claims say put in, as a body or a receipt has them, with their revisions."""
    return {
        UUID(figure["claim"]): figure["revision"]
        for _, figure in _figures({"figures": figures})
        if isinstance(figure, Mapping) and "claim" in figure
    }


def pinned(
    body: Mapping[str, Any],
    claims: Mapping[UUID, Claim],
    origins: Mapping[UUID, Origin] = MappingProxyType({}),
    *,
    also: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """The body with what each claim says in the place of its bare id.

    That is its figure and revision, its period, and what else the kind of the check looks at. ``origins`` are the
    sources of the claims, for kinds that look at these. ``also`` are further members of the context to put in.
    """
    kind = kind_named(str(body.get("kind")))
    uses = kind.uses | also if kind is not None else also

    def pin(figure: Any) -> Any:
        if not (isinstance(figure, Mapping) and "claim" in figure):
            return figure
        claim = claims[fields.identifier(figure["claim"])]
        # A retracted claim vouches for nothing any more, not for its period either.
        retracted = claim.status is ClaimStatus.RETRACTED
        about = {} if retracted else context_of(claim, origins).canonical()
        context = {name: value for name, value in about.items() if name in uses} | (
            {"retracted": True} if retracted else {}
        )
        return {"claim": str(claim.id), "revision": claim.revision, "figure": _standing(claim), **context}

    figures = {
        role: [pin(item) for item in figure] if isinstance(figure, list | tuple) else pin(figure)
        for role, figure in (body.get("figures") or {}).items()
    }
    return {**body, "figures": figures}


def require_bare(body: Mapping[str, Any]) -> None:
    """Refuse a claim with further members: what a claim says is looked up, never taken from the request."""
    for place, figure in _figures(body):
        if isinstance(figure, Mapping) and "claim" in figure and len(figure) > 1:
            other = next(name for name in figure if name != "claim")
            raise Malformed('a claim stands alone: {"claim": "<id>"}; leave this out', *place, other)


def context_of(claim: Claim, origins: Mapping[UUID, Origin]) -> Context:
    """What a claim says beside its figure."""
    # A claim that names no measure has said nothing of what its dimensions are; one that does is about no other ones.
    known = claim.measure is not None or claim.dimensions
    return Context(
        period=None if claim.period is None else parse_period(claim.period),
        asserted=None if claim.asserted is None else parse_period(claim.asserted),
        measure=claim.measure,
        dimensions=claim.dimensions if known else None,
        source=origins.get(claim.source_id),
    )


def _standing(claim: Claim) -> dict[str, str]:
    figure = claim.figure.canonical()
    # A retracted claim vouches for nothing any more: its figure becomes an unknown in the same unit.
    return {"unit": figure["unit"]} if claim.status is ClaimStatus.RETRACTED else dict(figure)


def _figures(body: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    figures = body.get("figures")
    if not isinstance(figures, Mapping):
        return
    for role, figure in figures.items():
        if isinstance(figure, list | tuple):
            for index, item in enumerate(figure):
                yield ("figures", role, index), item
        else:
            yield ("figures", role), figure
