"""The joint results on systems that share no quantity made one, and how any of them is told.

All of it works on their wire form, which is what reports keep of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import rfc8785

from service.domain.checks.kind import Reason
from service.domain.result import Verdict, worst

Json = dict[str, Any]

_READINGS = (None, "strict", "generous")


def unite(joints: Sequence[Mapping[str, Any]]) -> Json:
    """The joint result on several systems that share no quantity, given that on each; see :func:`grouped`.

    Conflicts hold under the reading that ``readings`` names. Where one system fails even when read generously, those of
    others that only fail when read strictly are no conflicts under that reading, and are left to the strained checks.
    """
    joints = [joint for joint in joints if joint["components"] or joint["left_out"]]
    verdict = worst(joint["verdict"] for joint in joints) if joints else Verdict.UNDETERMINED.value
    readings = max((joint["readings"] for joint in joints), key=_READINGS.index, default=None)
    counted = [joint for joint in joints if joint["readings"] == readings]
    conflicts = _in_order(conflict for joint in counted for conflict in joint["conflicts"])
    blames = _in_order(blame for joint in counted for blame in joint["blames"])
    united = {
        "verdict": verdict,
        "readings": readings,
        "conflicts": conflicts,
        "blames": blames,
        "complete": all(joint["complete"] for joint in joints),
        "components": sum(joint["components"] for joint in joints),
        "left_out": joined((joint["left_out"] for joint in joints), "check"),
    }
    return told(united)


def no_better_than(joint: Mapping[str, Any], own: Mapping[str, str]) -> Json:
    """A joint result with the verdicts that checks have by themselves, as far as these count: it is no better.

    They may be left out of it, or be read by another policy than it. Which is which is told of those left out.
    """
    left_out = [{**left, "verdict": own.get(left["check"])} for left in joint["left_out"]]
    undecided = any(left["verdict"] == Verdict.UNDETERMINED for left in left_out)
    return unite(
        [
            {
                **joint,
                "verdict": worst((joint["verdict"], *own.values())),
                "left_out": left_out,
                "complete": joint["complete"] and not undecided,
            }
        ]
    )


def grouped(joint: Mapping[str, Any], group: str) -> Json:
    """The joint result on one system as a part of that on several: its conflicts and blames say whose they are.

    A blame explains the conflicts of its ``group``. Of every group with conflicts one blame is needed to explain all of
    them; to list every combination would take as many as there are ways to choose.
    """
    return {
        **joint,
        "conflicts": [{"group": group, **conflict} for conflict in joint["conflicts"]],
        "blames": [{"group": group, **blame} for blame in joint["blames"]],
    }


def nothing_joint(left_out: Iterable[tuple[str, str]] = (), components: int = 0) -> Json:
    """The joint result on components that are known to hold, and on checks that cannot be reckoned with."""
    nothing: Json = {"verdict": Verdict.CONSISTENT.value, "readings": None, "conflicts": [], "blames": []}
    listed = [{"check": check, "why": why, "verdict": None} for check, why in sorted(left_out)]
    return unite([{**nothing, "complete": True, "components": components, "left_out": listed}])


def undecided_joint(components: int) -> Json:
    """The joint result on components that there was no time for."""
    cut = {"verdict": Verdict.UNDETERMINED.value, "complete": False}
    return unite([nothing_joint(components=components) | cut])


def told(joint: Mapping[str, Any]) -> Json:
    """A joint result with the ``reason`` and the ``text`` that follow from the rest of it."""
    return {**joint, "reason": _reason(joint), "text": _text(joint)}


def _reason(joint: Mapping[str, Any]) -> str | None:
    if joint["verdict"] != Verdict.UNDETERMINED:
        return None
    anything = joint["components"] or joint["left_out"]
    return (Reason.LIMIT_EXCEEDED if anything else Reason.NOTHING_EXPECTED).value


def _text(joint: Mapping[str, Any]) -> str:
    if not joint["components"] and not joint["left_out"]:
        return "There was nothing to check."
    return " ".join((_finding(joint), *_cut_short(joint), *_left_out(joint)))


def _cut_short(joint: Mapping[str, Any]) -> Iterator[str]:
    """That there may be more than is told, where that is not the finding itself."""
    if not joint["complete"] and joint["verdict"] != Verdict.UNDETERMINED:
        yield "This was cut short by a limit: there may be more to it."


def _left_out(joint: Mapping[str, Any]) -> Iterator[str]:
    """What the verdict says nothing of, or owes to checks by themselves."""
    left_out = joint["left_out"]
    failing = sum(left.get("verdict") in _FAILING for left in left_out)
    if not _of_verdict(joint) and not failing:
        yield "Read by the policy of its own, a check fails by itself."
    if left_out:
        of_them = f"; {failing:,} of them {'fails by itself' if failing == 1 else 'fail by themselves'}"
        number = "1 check is" if len(left_out) == 1 else f"{len(left_out):,} checks are"
        yield f"{number} left out of this{of_them if failing else ''}."


def _of_verdict(joint: Mapping[str, Any]) -> bool:
    """Whether its conflicts are what the verdict comes of, if there need be any."""
    return joint["verdict"] not in _FAILING or joint["readings"] == _FAILING[joint["verdict"]]


def _finding(joint: Mapping[str, Any]) -> str:
    conflicts, blames = joint["conflicts"], joint["blames"]
    said = _SAID[Verdict(joint["verdict"])]
    if joint["verdict"] == Verdict.CONSISTENT and joint["left_out"]:
        said = "All figures and checks that were taken together can be true together."
    if any(conflict["within_checks"] for conflict in conflicts):
        said += " Some checks contradict each other whatever the figures."
    groups = {conflict.get("group") for conflict in conflicts}
    if len(groups) > 1:
        return f"{said} There are conflicts in {len(groups):,} groups of checks that have no figure in common."
    if not blames or not _of_verdict(joint):
        return said
    count = len(blames[0]["figures"])
    figures = "one figure" if count == 1 else f"{count} figures"
    ways = "one way" if len(blames) == 1 else f"{len(blames)} ways"
    return f"{said} Being wrong, {figures} would explain it, in {'' if joint['complete'] else 'at least '}{ways}."


# Verdicts of those that fail, each with the readings under which the conflicts are that it comes of.
_FAILING: Mapping[str, str] = {Verdict.INCONSISTENT.value: "generous", Verdict.STRAINED.value: "strict"}

_SAID: Mapping[Verdict, str] = {
    Verdict.CONSISTENT: "All figures and checks can be true together.",
    Verdict.STRAINED: "All can be true together only if round figures or hedges are read generously.",
    Verdict.INCONSISTENT: "The figures and checks cannot all be true.",
    Verdict.UNDETERMINED: "Whether all can be true together was not decided within the limits.",
}


def joined(lists: Iterable[Sequence[Mapping[str, Any]]], key: str) -> list[Mapping[str, Any]]:
    """All entries of several lists, sorted by one of their members."""
    return sorted((entry for entries in lists for entry in entries), key=lambda entry: entry[key])


def _in_order(entries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Group by group, in one order whatever order they come in: what is of few checks and figures comes first."""
    return sorted(entries, key=_place)


def _place(entry: Mapping[str, Any]) -> tuple[str, int, int, bytes]:
    return entry["group"], len(entry.get("checks", ())), len(entry["figures"]), rfc8785.dumps(dict(entry))
