"""How a collection file's things that have no ids are known among those that are stored, and what of them differs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields as members_of
from typing import Any, Final

from service.application.records import Claim, Collection, Source, StoredCheck

# What whoever stores it gives it.
_STAMPS: Final = frozenset({"id", "version", "created_at", "updated_at"})

OTHER_FIGURE: Final = "differs from what is stored as claim {}, which is left as it is; to correct that, revise it"


def fingerprint(claim: Claim) -> str:
    """What a claim says: two that say the same have the same."""
    return json.dumps([_about(claim), dict(claim.figure.canonical()), list(claim.tags), claim.status], sort_keys=True)


def but_for_the_figure(claim: Claim) -> str | None:
    """What a claim says it of, the same for two that give different figures; None if it says too little for that."""
    if not (claim.statement or claim.quote or claim.measure):
        return None
    return json.dumps(_about(claim), sort_keys=True)


def _about(claim: Claim) -> list[Any]:
    quote = claim.quote
    return [
        str(claim.source_id),
        claim.statement,
        None if quote is None else [quote.exact, quote.prefix, quote.suffix],
        claim.attributed_to,
        claim.measure,
        dict(claim.dimensions),
        claim.period,
        claim.asserted,
    ]


def differing(stored: Collection | Source | StoredCheck, given: Collection | Source | StoredCheck) -> str | None:
    """What to tell of a thing that is stored otherwise than a file has it; None if it is the same."""
    names = list(_differing(_said(stored), _said(given)))
    if not names:
        return None
    whose = f'"{stored.name}" ' if isinstance(stored, StoredCheck) else ""
    return f"{whose}differs in {', '.join(names)} from what is stored, which is left as it is"


def _differing(stored: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    return (name for name in {**given, **stored} if stored.get(name) != given.get(name))


def _said(record: Collection | Source | StoredCheck) -> dict[str, Any]:
    """The members that people give, by the names that these have in a file."""
    members = {each.name: getattr(record, each.name) for each in members_of(record) if each.name not in _STAMPS}
    body = members.pop("body", {})
    return {**members, **_without_null(body)}


def _without_null(value: Any) -> Any:
    """A body as it is meant: a member that is null says no more than none."""
    if isinstance(value, Mapping):
        return {name: _without_null(item) for name, item in value.items() if item is not None}
    return [_without_null(item) for item in value] if isinstance(value, list | tuple) else value
