"""A report put together from what came of its parts.

Its items are bytes that are only put in order, never taken apart: of a large report they would take many times the
memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from service.domain.digest import ENGINE
from service.domain.report import Json, no_better_than, unite


@dataclass(frozen=True, slots=True)
class Assembled:
    """A report as it is stored: what it says and what it rests on, as JSON, and its counts."""

    document: bytes
    basis: bytes
    counts: dict[str, int]


def assembled(asked: bytes, contents: Iterable[bytes]) -> Assembled:
    """The report, from what its plan says of putting it together and what came of each part, in any order."""
    head, basis, *own = asked.split(b"\n")
    plan = orjson.loads(head)
    parts = _Parts()
    for content in contents:
        parts.take(content)
    pins: set[tuple[str, int]] = parts.seen
    unchecked: list[Json] = []
    stated = 0
    for line in own:
        claim, revision, words = orjson.loads(line)
        pins.add((claim, revision))
        if words is not None:
            stated += 1
            if claim not in parts.touched:
                unchecked.append({"claim": claim, "revision": revision, "statement": words})
    told = {
        "counts": dict(parts.counts),
        "results": orjson.Fragment(b"[" + b",".join(parts.items()) + b"]"),
        "joint": no_better_than(unite(parts.joints), parts.own) if plan["joint"] else None,
        "coverage": {"claims": stated, "checked": stated - len(unchecked), "unchecked": unchecked},
        "pins": {
            "claims": [{"claim": claim, "revision": revision} for claim, revision in sorted(pins)],
            "checks": [{"check": check, "version": version} for check, version in plan["checks"]],
            "engine": ENGINE,
        },
    }
    return Assembled(orjson.dumps(told), _with_waivers(basis, parts), dict(parts.counts))


class _Parts:
    """What came of parts, one after the other."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.touched: set[str] = set()
        self.seen: set[tuple[str, int]] = set()
        self.waivers: dict[str, Any] = {}
        self.joints: list[Json] = []
        self.own: dict[str, str] = {}
        self._items: list[tuple[int, str, bytes]] = []

    def take(self, content: bytes) -> None:
        head, *lines = content.split(b"\n")
        about = orjson.loads(head)
        self._items += ((place, check, line) for (place, check), line in zip(about["places"], lines, strict=True))
        self.counts.update(about["counts"])
        self.touched.update(about["touched"])
        self.seen.update((claim, revision) for claim, revision in about["seen"])
        self.waivers |= about["waivers"]
        self.own |= about["own"]
        if about["joint"] is not None:
            self.joints.append(about["joint"])

    def items(self) -> Iterable[bytes]:
        """The items in the order of the report."""
        self._items.sort()
        return (line for _, _, line in self._items)

    def waived(self) -> Json:
        """The waivers in the order of the items that they are of."""
        return {check: self.waivers[check] for _, check, _ in self._items if check in self.waivers}


def _with_waivers(basis: bytes, parts: _Parts) -> bytes:
    """The basis of the whole report; the plan has it without waivers, which depend on what comes of checks."""
    before, empty = basis[: -len(_NONE)], basis[-len(_NONE) :]
    assert empty == _NONE, empty
    waivers = orjson.dumps(parts.waived())
    return b'{"parts":[' + before + b'"waivers":' + waivers + b"}]}"


# How a basis without waivers ends.
_NONE = b'"waivers":{}}'
