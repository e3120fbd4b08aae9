"""Reports about different things made one: a commutative and associative operation.

What one of them saw no other may have seen, or findings would count twice and conflicts between them go unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.domain.joint.union import joined, nothing_joint, unite
from service.domain.report.content import Content, Json, place_of

_NOT_ASKED = "joint consistency was not asked for"


@dataclass(frozen=True, slots=True)
class Shared:
    """What several reports saw, each sorted: ids of claims, and ids of stored and keys of discovered checks."""

    claims: tuple[str, ...]
    checks: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.claims or self.checks)


def shared(contents: Sequence[Content]) -> Shared:
    """What more than one of ``contents`` saw."""
    claims = ({pin["claim"] for pin in content["pins"]["claims"]} for content in contents)
    checks = (
        {pin["check"] for pin in content["pins"]["checks"]} | {item["check"] for item in content["results"]}
        for content in contents
    )
    return Shared(_repeated(claims), _repeated(checks))


def combine(contents: Sequence[Content]) -> Json:
    """The content of one report that says what all of ``contents`` say; these share nothing and have one engine."""
    return {
        "counts": _added(content["counts"] for content in contents),
        "results": sorted((item for content in contents for item in content["results"]), key=place_of),
        "joint": _united(contents),
        "coverage": {
            **_added({name: content["coverage"][name] for name in ("claims", "checked")} for content in contents),
            "unchecked": joined((content["coverage"]["unchecked"] for content in contents), "claim"),
        },
        "pins": {
            "claims": joined((content["pins"]["claims"] for content in contents), "claim"),
            "checks": joined((content["pins"]["checks"] for content in contents), "check"),
            "engine": contents[0]["pins"]["engine"],
        },
    }


def _united(contents: Sequence[Content]) -> Json | None:
    if all(content["joint"] is None for content in contents):
        return None
    return unite(
        [
            content["joint"] or nothing_joint((item["check"], _NOT_ASKED) for item in content["results"])
            for content in contents
        ]
    )


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in counts:
        total = {name: total.get(name, 0) + number for name, number in one.items()}
    return total


def _repeated(sets: Iterable[set[str]]) -> tuple[str, ...]:
    found = Counter(name for names in sets for name in names)
    return tuple(sorted(name for name, times in found.items() if times > 1))
