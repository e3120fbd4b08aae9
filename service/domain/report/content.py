"""The content of a report, put together from what came of its checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from service.domain.result import Verdict

Json = dict[str, Any]
Item = Mapping[str, Any]
Content = Mapping[str, Any]

CONTENT: Final = ("counts", "results", "joint", "coverage", "pins")
ORIGINS: Final = ("stored", "discovered")


def assemble(
    items: Iterable[Item],
    *,
    joint: Mapping[str, Any] | None,
    claims: Iterable[tuple[str, int]],
    stated: Sequence[tuple[str, int, str]],
    checks: Iterable[tuple[str, int]],
    engine: str,
) -> Json:
    """The content of a report.

    ``claims`` and ``checks`` are all that it saw, with their revisions and versions. ``stated`` are the claims, with
    what they state, of which it should tell whether they were checked: whether a check of them was decided.
    """
    results = sorted(items, key=place_of)
    decided = (item for item in results if item["verdict"] != Verdict.UNDETERMINED)
    touched = {claim["claim"] for item in decided for claim in item["claims"]}
    unchecked = [
        {"claim": claim, "revision": revision, "statement": statement}
        for claim, revision, statement in sorted(stated, key=lambda one: one[0])
        if claim not in touched
    ]
    return {
        "counts": counts_of(results),
        "results": results,
        "joint": joint,
        "coverage": {"claims": len(stated), "checked": len(stated) - len(unchecked), "unchecked": unchecked},
        "pins": {
            "claims": [{"claim": claim, "revision": revision} for claim, revision in sorted(claims)],
            "checks": [{"check": check, "version": version} for check, version in sorted(checks)],
            "engine": engine,
        },
    }


def counts_of(items: Sequence[Item]) -> Json:
    """How many items have each verdict; those waived are counted under their verdict too."""
    found = Counter(item["verdict"] for item in items)
    return {
        **{verdict.value: found[verdict.value] for verdict in Verdict},
        "waived": sum(item["waiver"] is not None for item in items),
        "total": len(items),
    }


def place_of(item: Item) -> tuple[int, str]:
    """Where an item stands among others."""
    return ORIGINS.index(item["origin"]), item["check"]
