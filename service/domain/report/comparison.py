"""Two reports compared: what changed between them and because of what, or whether one is the other once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from service.domain.checks.kind import Reason
from service.domain.difference import pointers
from service.domain.report.content import Content, Item, Json, place_of

# What time may cut short of an item, and what follows from it.
_TIMED: Final = ("verdict", "reason", "holds", "text", "waiver", "result")


def compare(before: Content, after: Content) -> Json:
    """What changed from one report to another.

    ``changes`` are the items whose digest differs or that only one of the two has, each with the revisions of claims
    and the versions of checks that differ among its inputs (``because``). What only one report has is compared with
    what the other saw. ``flipped`` counts the items in both whose verdict is another now, ``changed`` all whose digest
    is.
    """
    sides = {item["check"]: item for item in before["results"]}, {item["check"]: item for item in after["results"]}
    pins = _Pins(before), _Pins(after)
    changes = []
    for item in sorted((sides[0] | sides[1]).values(), key=place_of):
        old, new = (side.get(item["check"]) for side in sides)
        if old is not None and new is not None and old["digest"] == new["digest"]:
            continue
        changes.append(
            {
                "check": item["check"],
                "name": item["name"],
                "origin": item["origin"],
                "before": _shown(old),
                "after": _shown(new),
                "flipped": old is not None and new is not None and old["verdict"] != new["verdict"],
                "because": list(_reasons(item["check"], old, new, *pins)),
            }
        )
    appeared = sum(change["before"] is None for change in changes)
    vanished = sum(change["after"] is None for change in changes)
    return {
        "changes": changes,
        "counts": {
            "flipped": sum(change["flipped"] for change in changes),
            "changed": len(changes) - appeared - vanished,
            "appeared": appeared,
            "vanished": vanished,
        },
        "joint": {"before": _joint_verdict(before), "after": _joint_verdict(after)},
        "same_engine": before["pins"]["engine"] == after["pins"]["engine"],
    }


class _Pins:
    """What a report saw: the revision of each claim, the version of each check."""

    def __init__(self, content: Content) -> None:
        self.claims = {pin["claim"]: pin["revision"] for pin in content["pins"]["claims"]}
        self.checks = {pin["check"]: pin["version"] for pin in content["pins"]["checks"]}

    def inputs(self, item: Item | None, other: Item | None) -> Mapping[str, int]:
        """The claims that an item is about; of one that this report does not have, those that it has elsewhere."""
        if item is not None:
            return {claim["claim"]: claim["revision"] for claim in item["claims"]}
        names = [claim["claim"] for claim in other["claims"]] if other is not None else []
        return {name: self.claims[name] for name in names if name in self.claims}


def _reasons(check: str, old: Item | None, new: Item | None, before: _Pins, after: _Pins) -> Iterator[Json]:
    was, now = before.inputs(old, new), after.inputs(new, old)
    for claim in sorted(was.keys() | now.keys()):
        if was.get(claim) != now.get(claim):
            yield {"claim": claim, "from": was.get(claim), "to": now.get(claim)}
    if before.checks.get(check) != after.checks.get(check):
        yield {"check": check, "from": before.checks.get(check), "to": after.checks.get(check)}


def _shown(item: Item | None) -> Json | None:
    return None if item is None else {"verdict": item["verdict"], "digest": item["digest"]}


def _joint_verdict(content: Content) -> str | None:
    joint: Mapping[str, Any] | None = content["joint"]
    return None if joint is None else joint["verdict"]


def differences(given: Content, again: Content) -> list[str]:
    """JSON pointers to what comes out otherwise in ``again``, which was computed from what ``given`` saw.

    What time cut short in either is not compared: an item whose result is not complete only by its inputs, the joint
    result only if neither ran into a limit.
    """
    timed = {item["check"] for content in (given, again) for item in content["results"] if _cut_short(item)}
    unbounded = all(_unbounded(content["joint"]) for content in (given, again))
    return list(pointers(_comparable(given, timed, unbounded), _comparable(again, timed, unbounded)))


def _comparable(content: Content, timed: set[str], unbounded: bool) -> Json:
    compared = dict(content)
    if timed:
        compared["results"] = [
            {name: value for name, value in item.items() if name not in _TIMED} if item["check"] in timed else item
            for item in content["results"]
        ]
        del compared["counts"]
    if not unbounded:
        del compared["joint"]
    return compared


def _cut_short(item: Item) -> bool:
    return item["result"] is not None and not item["result"]["complete"]


def _unbounded(joint: Mapping[str, Any] | None) -> bool:
    return joint is None or (joint["complete"] and joint["reason"] != Reason.LIMIT_EXCEEDED)
