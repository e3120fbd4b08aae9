"""What a report refutes of single claims: only that may be published about whoever made them.

A check that fails says that not all of its figures can be true, and no more. Of one claim it says something where
nothing else is in the conflict, where all else in it is reference data, or where every one of the smallest sets of
figures whose being wrong explains its conflicts has the claim in it. Where it is open which of several is wrong, no
more is said; a claim that nothing contradicts is not thereby true, and nothing is said of it either. Nor is anything
where the conflict comes of something else than claims that somebody vouches for:

- a check that expects something (``expect``, or a number in a relation): what fails is an expectation,
- one that only warns, because the words or periods may be meant otherwise, and one whose result was waived,
- a candidate, which nobody has looked at yet, or an assumption: what fails then may be the reading or the assumption.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from service.formats import document as read
from service.formats.document import Document, Group, Item, Refs

# By the id of a claim how people know it, its members and those of its source; see ``claim_review.render``.
Told = Mapping[str, Mapping[str, Any]]
Ref = Mapping[str, Any]

_NUMBER: Final = re.compile(r"(?<![\w.])\d")
_STATED: Final = "stated"
_ASSUMED: Final = "assumption"


class Rating(IntEnum):
    """How little of a claim is left, the least first. Nothing of a report rates better: that is no finding."""

    IMPOSSIBLE = 1
    CONTRADICTED = 2


@dataclass(frozen=True, slots=True)
class Conflict:
    """Figures that cannot all be true: those of claims, those that checks give themselves, and the checks."""

    figures: tuple[Ref, ...]
    checks: tuple[Item, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of its claims, each once."""
        return tuple(str(ref["claim"]) for ref in read.claims_of(self.figures))


@dataclass(frozen=True, slots=True)
class Refuted:
    """A claim that a report refutes.

    ``alone``: its being wrong explains all of it; else others have to be wrong too: ``together`` are these, where it is
    known which. ``needed`` says what it would have to be instead, where that is known.
    """

    claim: str
    rating: Rating
    conflicts: tuple[Conflict, ...]
    needed: str | None = None
    alone: bool = True
    together: tuple[str, ...] = ()


def refuted(document: Document, told: Told) -> list[Refuted]:
    """What a finished report refutes, in the order of the ids of claims."""
    items = {str(item["check"]): item for item in read.items(document)}
    joint = read.joint(document)
    found: dict[str, Refuted] = {}
    grouped: set[str] = set()
    if joint.get("readings") == "generous":
        for group in read.groups(joint):
            grouped.update(str(check) for conflict in group.conflicts for check in conflict["checks"])
            for one in _of_group(group, items, told, complete=bool(joint["complete"])):
                found[one.claim] = one
    left_out = {str(left["check"]) for left in joint.get("left_out") or ()}
    alone: dict[str, list[Conflict]] = defaultdict(list)
    for check, item in items.items():
        if item["verdict"] != "inconsistent" or check in grouped | left_out:
            continue
        conflict = Conflict(tuple(_figures(item)), (item,))
        if _counts(conflict, told):
            for claim in conflict.claims:
                alone[claim].append(conflict)
    for claim, conflicts in alone.items():
        rating = _rating(claim, conflicts, told)
        if rating is not None:
            found.setdefault(claim, Refuted(claim, rating, tuple(conflicts)))
    own = set(document["collections"])
    return [found[claim] for claim in sorted(found) if told[claim]["claim"]["collection"] in own]


def _of_group(group: Group, items: Mapping[str, Item], told: Told, *, complete: bool) -> Iterator[Refuted]:
    every = [
        Conflict(tuple(conflict["figures"]), tuple(items[str(check)] for check in conflict["checks"]))
        for conflict in group.conflicts
    ]
    live = [conflict for conflict in every if _counts(conflict, told)]
    claims = dict.fromkeys(claim for conflict in live for claim in conflict.claims)
    # Whom to blame is known of all conflicts together; where some do not count, only what each of them says.
    known = complete and len(live) == len(every) and bool(group.blames)
    for claim in claims:
        conflicts = tuple(conflict for conflict in live if claim in conflict.claims)
        rating = _rating(claim, conflicts, told)
        if known:
            # Another conflict of the group may be somebody else's: what explains that is none of this claim's.
            mine = [conflict for conflict in group.conflicts if claim in _claims(conflict["figures"])]
            ways = read.ways_of(group, mine)
            if ways and all(claim in _claims(way) for way in ways):
                alone = len(ways[0]) == 1
                yield Refuted(
                    claim,
                    rating or Rating.CONTRADICTED,
                    conflicts,
                    needed=_needed(claim, group, ways[0]) if alone else None,
                    alone=alone,
                    together=tuple(other for other in _claims(ways[0]) if other != claim) if len(ways) == 1 else (),
                )
                continue
        if rating is not None:
            yield Refuted(claim, rating, conflicts)


def _claims(refs: Refs) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(ref["claim"]) for ref in refs if ref["claim"] is not None))


def _needed(claim: str, group: Group, way: Refs) -> str | None:
    """What it would have to be, unless that depends on what else is wrong."""
    said = {
        ref["text"]
        for blame in group.blames
        for ref in blame["figures"]
        if ref["claim"] == claim and read.ref_key(ref) == read.ref_key(way[0])
    }
    return str(said.pop()) if len(said) == 1 else None


def _rating(claim: str, conflicts: Sequence[Conflict], told: Told) -> Rating | None:
    """What single conflicts say of a claim that is in them, whatever else there is."""
    found = None
    for conflict in conflicts:
        others = [ref for ref in conflict.figures if ref.get("claim") != claim]
        if not others:
            return Rating.IMPOSSIBLE
        if not is_reference(told, claim) and all(is_reference(told, str(ref.get("claim"))) for ref in others):
            found = Rating.CONTRADICTED
    return found


def is_reference(told: Told, claim: str) -> bool:
    """Whether a claim is reference data, and taken to be right rather than others."""
    return claim in told and bool((told[claim]["origin"] or {}).get("reference"))


def _counts(conflict: Conflict, told: Told) -> bool:
    """Whether a conflict says anything of claims that somebody vouches for."""
    vouched = all(claim in told and _vouched(told[claim]) for claim in conflict.claims)
    return vouched and bool(conflict.claims) and all(map(_refutes, conflict.checks))


def _refutes(item: Item) -> bool:
    """Whether the check of an item is about nothing but whether its figures fit together."""
    receipt = item["result"] or {}
    expects = bool(receipt.get("expect")) or _NUMBER.search(str(receipt.get("relation") or "")) is not None
    return item["severity"] == "error" and not item.get("waiver") and not expects


def _figures(item: Item) -> Iterator[Ref]:
    """The figures of a check by itself, as those of a conflict are told."""
    for name, entry in item["result"]["inputs"].items():
        for place, figure in enumerate(entry if isinstance(entry, list) else [entry]):
            if isinstance(figure, Mapping):
                named = f"{name}[{place}]" if isinstance(entry, list) else name
                yield {"claim": figure.get("claim"), "check": item["check"], "figure": named}


def _vouched(told: Mapping[str, Any]) -> bool:
    """Whether somebody states a claim, and somebody has read that so."""
    claim = told.get("claim") or {}
    return claim.get("status") == _STATED and (told["origin"] or {}).get("kind") != _ASSUMED
