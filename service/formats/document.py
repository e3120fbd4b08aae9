"""How the renderings read a report document: what comes first, how grave it is, and how it is put into words.

A report document is the JSON of a report; one that is not finished has null for its results. Statements say for each
claim, by its id, what a reader knows it by: ``statement``, ``quote`` (the exact words) and ``source``, text or null.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from service.domain.wording import plain
from service.formats.level import Level, level_of

Document = Mapping[str, Any]
Item = Mapping[str, Any]
Statements = Mapping[str, Mapping[str, Any]]
# Figures of a conflict, or of what explains it.
Refs = Sequence[Mapping[str, Any]]

FINISHED: Final = "finished"
# The rule that conflicts are of: what it is, and what it means.
CONFLICT: Final = "joint-conflict"
CONFLICT_RULE: Final = (
    "Figures and checks that cannot all hold",
    "Each of them holds alone, together they leave no values; without any one of them the others fit.",
)
VERDICTS: Final = ("inconsistent", "strained", "undetermined", "consistent")


def level(item: Item) -> Level:
    """How grave a result of a report is."""
    return level_of(item["verdict"], item["severity"])


def items(document: Document) -> Sequence[Item]:
    """The results of a report: by verdict, gravest first, and among those of one verdict the waived ones last."""
    order = {verdict: place for place, verdict in enumerate(VERDICTS)}
    return sorted(document.get("results") or (), key=lambda item: (order[item["verdict"]], bool(item.get("waiver"))))


def findings(document: Document) -> Sequence[Item]:
    """The results that are not consistent, in the same order."""
    return [item for item in items(document) if item["verdict"] != "consistent"]


def joint(document: Document) -> Mapping[str, Any]:
    """What all figures and checks together say, empty if that was not asked."""
    return document.get("joint") or {}


def joint_level(found: Mapping[str, Any]) -> Level:
    """How grave a joint result is."""
    levels = {"inconsistent": Level.ERROR, "strained": Level.WARNING, "undetermined": Level.NOTE}
    return levels.get(found["verdict"], Level.NONE)


def conflict_level(found: Mapping[str, Any]) -> Level:
    """How grave the conflicts of a joint result are: whether generous readings get rid of them decides that."""
    return Level.WARNING if found.get("readings") == "strict" else Level.ERROR


class Group(NamedTuple):
    """Checks that hang together: their conflicts, and the sets of figures each of which would explain all of these."""

    conflicts: Sequence[Mapping[str, Any]]
    blames: Sequence[Mapping[str, Any]]


def groups(found: Mapping[str, Any]) -> Sequence[Group]:
    """The conflicts of a joint result with what explains them, group by group in the order of the result."""
    names = dict.fromkeys(entry.get("group") for part in ("conflicts", "blames") for entry in found.get(part) or ())
    return [
        Group(*([entry for entry in found.get(part) or () if entry.get("group") == name] for part in Group._fields))
        for name in names
    ]


def ways_of(group: Group, conflicts: Sequence[Mapping[str, Any]]) -> list[Refs]:
    """The smallest sets of figures that explain some conflicts of a group, each once.

    What explains all of the group may hold figures for its other conflicts too, which have nothing to do with these.
    """
    concerned = {ref_key(ref) for conflict in conflicts for ref in conflict["figures"]}
    found: dict[frozenset[tuple[Any, ...]], Refs] = {}
    for blame in group.blames:
        way = [ref for ref in blame["figures"] if ref_key(ref) in concerned]
        if way:
            found.setdefault(frozenset(map(ref_key, way)), way)
    return [way for key, way in found.items() if not any(other < key for other in found)]


def ref_key(ref: Mapping[str, Any]) -> tuple[Any, ...]:
    """Which figure of a conflict, or of what explains it, this is."""
    return ref["claim"], ref["check"], ref["figure"]


def arithmetic(item: Item) -> Iterator[tuple[str, str]]:
    """What a receipt shows of how it came about, line by line: a label and the text."""
    receipt = item.get("result") or {}
    for label in ("measured", "expected"):
        if receipt.get(label):
            yield label, receipt[label]["text"]
    if receipt.get("gap"):
        yield "gap", gap(receipt["gap"])
    slips = receipt.get("diagnoses") or ()
    if slips:
        yield "likeliest slip", slips[0]["text"]


def gap(distance: Mapping[str, Any]) -> str:
    """A gap in words."""
    unit = distance.get("unit") or ""
    absolute = f"{distance['absolute']}{'' if unit in {'', '%'} else ' '}{unit}"
    relative = distance.get("relative")
    return absolute if relative is None else f"{absolute} ({plain(Decimal(relative) * 100)}% of what is expected)"


def steps(item: Item) -> Iterator[tuple[str, str]]:
    """The computation of a receipt: each expression with its value in words."""
    for step in (item.get("result") or {}).get("steps") or ():
        yield step["expression"], step["value"]["text"] if step.get("value") else "no value"


def waived(item: Item) -> str | None:
    """In words that and why a result is waived, if it is."""
    waiver = item.get("waiver")
    if not waiver:
        return None
    until = f"until {instant(waiver['expires'])}" if waiver.get("expires") else "without end"
    return f"waived {until}: {waiver['reason']}"


def blame(found: Mapping[str, Any], statements: Statements) -> Iterator[str]:
    """A blame set in words: a sentence for each of its figures, with the value that it would need."""
    for ref in found["figures"]:
        yield f"{named(ref, statements)}: {ref['text']}"


def named(ref: Mapping[str, Any], statements: Statements) -> str:
    """What a reader knows a figure by: the words of its claim, or its name in its check."""
    if ref.get("claim") is not None:
        return wording(str(ref["claim"]), statements)
    return f"{ref.get('figure')} of check {ref.get('check')}"


def wording(claim: str, statements: Statements) -> str:
    """What a reader knows a claim by: its statement, else its quote, else its id."""
    known = statements.get(claim) or {}
    return str(known.get("statement") or known.get("quote") or f"claim {claim}")


def source(claim: str, statements: Statements) -> str | None:
    """The source of a claim in words, if it is known."""
    known = (statements.get(claim) or {}).get("source")
    return None if known is None else str(known)


def claims_of(refs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The figures of a conflict or a blame that are claims, each claim once."""
    return list({ref["claim"]: ref for ref in refs if ref.get("claim") is not None}.values())


def fingerprint(*parts: Any) -> str:
    """64 hexadecimal characters that stay the same as long as ``parts`` do."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Fingerprints:
    """Fingerprints in one file, each of one finding: of what is alike in all parts, the place among these tells it."""

    def __init__(self) -> None:
        self._alike: Counter[str] = Counter()

    def of(self, *parts: Any) -> str:
        """The fingerprint of the next finding with these ``parts``."""
        alike = fingerprint(*parts)
        self._alike[alike] += 1
        return fingerprint(alike, self._alike[alike])


def conflict_fingerprint(conflict: Mapping[str, Any]) -> str:
    """What a conflict is known by over revisions: which figures and which checks, in whatever order."""
    return fingerprint("conflict", figure_names(conflict["figures"]), sorted(map(str, conflict["checks"])))


def blame_fingerprint(found: Mapping[str, Any]) -> str:
    """What a blame set is known by over revisions: which figures."""
    return fingerprint("blame", figure_names(found["figures"]))


def figure_names(refs: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    """What figures are, apart from their revisions, in a stable order."""
    return sorted([str(ref.get(part) or "") for part in ("claim", "check", "figure")] for ref in refs)


def instant(value: object) -> str:
    """An instant in RFC 3339, whether it comes as text or as a datetime."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)
