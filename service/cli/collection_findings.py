"""What came of checking a collection file, as findings in that file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from service.cli.documents import Document
from service.cli.explanations import quantity, range_of
from service.cli.file_figures import Leaf, asked_of, in_words, leaves, regions
from service.cli.rules import TOGETHER
from service.domain.wording import without_verdict
from service.formats import document as read
from service.formats.document import CONFLICT, Fingerprints, Refs
from service.formats.finding import Finding, Region, worded
from service.formats.level import Level, level_of
from service.strict_json import Path

# Ways to explain a clash that are told; a service tells all of them.
MOST_WAYS: Final = 5
MOST_NAMED: Final = 8

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Together:
    """The collections of one run, by the ids of their claims: where each is, and those that a decided check used."""

    places: Mapping[str, tuple[Document, str]] = field(default_factory=dict)
    checked: frozenset[str] = frozenset()

    @classmethod
    def of(cls, answers: Iterable[tuple[Document, Json]]) -> Together:
        """Those of which there are answers."""
        places: dict[str, tuple[Document, str]] = {}
        checked: set[str] = set()
        for document, answer in answers:
            places |= {claim: (document, name) for name, claim in answer["ids"]["claims"].items()}
            decided = (item for item in answer["results"] if item["verdict"] != "undetermined")
            checked |= {pin["claim"] for item in decided for pin in item["claims"]}
        return cls(places, frozenset(checked))


def findings_of(document: Document, answer: Json, together: Together) -> tuple[Finding, ...]:
    """The findings in a file from what ``/v1/check`` answers, those of checks in the order of the answer.

    Stored checks that hold are among them, with level ``none``: that they were asked is worth telling where cases are
    counted. Conflicts are told where no check of them is a finding by itself; otherwise they say no more than that.
    """
    return tuple(_Findings(document, answer, together).all())


def notes_of(answer: Json, together: Together) -> Iterator[str]:
    """What there is to know behind the findings, line by line: green never means unchecked."""
    yield _coverage(answer, together.checked)
    found = read.joint(answer)
    if found and not found["complete"]:
        yield "time was too short to find all that clashes, or all that would explain it"


def _coverage(answer: Json, checked: frozenset[str]) -> str:
    """How many claims were checked; a check of another file, such as one that looked a rate up, is one too."""
    found = answer["coverage"]
    left = [each for each in found["unchecked"] if each["claim"] not in checked]
    told = f"{found['claims'] - len(left):,} of {found['claims']:,} claims checked"
    names = {claim: name for name, claim in answer["ids"]["claims"].items()}
    order = {name: place for place, name in enumerate(answer["ids"]["claims"])}
    unchecked = [names.get(each["claim"], each["statement"]) for each in left]
    unchecked.sort(key=lambda name: order.get(name, len(order)))
    return f"{told}; unchecked: {_several(unchecked)}" if unchecked else told


class _Findings:
    """The findings of one file, while they are made."""

    def __init__(self, document: Document, answer: Json, together: Together) -> None:
        self._document = document
        self._elsewhere = together.places
        self._answer = answer
        self._slug = answer["collection"]
        self._claims: dict[str, str] = {claim: name for name, claim in answer["ids"]["claims"].items()}
        self._places: dict[str, int] = {check: place for place, check in enumerate(answer["ids"]["checks"])}
        self._names: dict[str, str] = {item["check"]: item["name"] for item in answer["results"]}
        self._groups = read.groups(read.joint(answer))
        self._fingerprints = Fingerprints()

    def all(self) -> Iterator[Finding]:
        told = {item["check"] for item in self._answer["results"] if item["verdict"] in {"inconsistent", "strained"}}
        for item in self._answer["results"]:
            if item["origin"] != "discovered" or item["verdict"] != "consistent":
                yield self._of_check(item, self._ways(item["check"]) if item["check"] in told else ())
        for group in self._groups:
            for conflict in group.conflicts:
                if told.isdisjoint(conflict["checks"]):
                    yield self._of_conflict(conflict, read.ways_of(group, [conflict]))
        yield from self._undecided()

    def _ways(self, check: str) -> list[Refs]:
        """What would explain that a check fails."""
        for group in self._groups:
            conflicts = [conflict for conflict in group.conflicts if check in conflict["checks"]]
            if conflicts:
                return read.ways_of(group, conflicts)
        return []

    def _of_check(self, item: Json, ways: Sequence[Refs]) -> Finding:
        place = self._places.get(item["check"])
        used = list(self._used(item, place))
        where: Path = () if place is None else ("checks", place, "name")
        figures = tuple(region for leaf in used for region in self._regions(leaf))
        region = self._document.region(*where) if where else self._likeliest(ways, figures)
        receipt = item["result"] or {}
        slips = receipt.get("diagnoses") or ()
        about = item["name"]
        words = {leaf.role: self._title(leaf) for leaf in used}
        return self._finding(
            (
                *(("check", asked_of(self._body(place))) if place is not None else ("discovered",)),
                item["rule"] or item["kind"],
                about,
            ),
            used,
            rule=item["rule"] or item["kind"],
            verdict=item["verdict"],
            level=level_of(item["verdict"], item["severity"]),
            about=about,
            text=worded(without_verdict(item["text"]), words),
            why=item["why"],
            slip=slips[0]["text"] if slips else None,
            digest=item["digest"],
            details=(*map(self._stated, used), *self._explained(ways)),
            logical=f"{self._slug}/{about}",
            region=region,
            figures=figures,
            silenced=read.waived(item),
        )

    def _of_conflict(self, conflict: Json, ways: Sequence[Refs]) -> Finding:
        keys = sorted(conflict["checks"], key=lambda check: self._places.get(check, len(self._places)))
        checks = [self._names.get(check, check) for check in keys]
        used = [self._leaf_of(ref) for ref in conflict["figures"]]
        used.sort(key=lambda leaf: self._order(leaf.claim or ""))
        figures = tuple(region for leaf in used for region in self._regions(leaf))
        places = [self._places[check] for check in conflict["checks"] if check in self._places]
        region = self._document.region("checks", min(places), "name") if places else figures[0] if figures else None
        level = read.conflict_level(read.joint(self._answer))
        about = " and ".join(f"“{name}”" for name in checks)
        return self._finding(
            (CONFLICT, *sorted(checks)),
            used,
            rule=CONFLICT,
            verdict="inconsistent" if level is Level.ERROR else "strained",
            level=level,
            about=about,
            text=f"These figures leave no values with which {about} {'hold together' if checks[1:] else 'holds'}.",
            details=(*map(self._stated, used), *self._explained(ways)),
            logical=f"{self._slug}/{about}",
            region=region,
            figures=figures,
        )

    def _likeliest(self, ways: Sequence[Refs], figures: Sequence[Region]) -> Region | None:
        """Where a check that is written nowhere points: at the figure that would explain it, else at its first."""
        blamed = (region for way in ways[:1] for ref in way for region in self._regions(self._leaf_of(ref)))
        return next(blamed, figures[0] if figures else None)

    def _undecided(self) -> Iterator[Finding]:
        found = read.joint(self._answer)
        if found.get("verdict") == "undetermined" and found.get("reason") == "limit_exceeded":
            yield self._finding(
                (TOGETHER,),
                (),
                rule=TOGETHER,
                verdict="undetermined",
                level=Level.NOTE,
                about="all figures and checks together",
                text=found["text"],
                logical=self._slug,
                region=self._document.region("collection"),
            )

    def _finding(self, identity: tuple[str, ...], used: Iterable[Leaf], **members: Any) -> Finding:
        # What the figures say is part of it: an error that is mended halfway is another one.
        said = sorted([leaf.claim or leaf.role, str(in_words(leaf.body))] for leaf in used)
        shown = [one for one in (members.get("region"), *members.get("figures", ())) if one is not None]
        return Finding(
            **members,
            file=self._document.name,
            lines=self._document.lines(shown),
            fingerprint=self._fingerprints.of(self._slug, list(identity), said),
        )

    def _used(self, item: Json, place: int | None) -> Iterator[Leaf]:
        """The figures of a check: those that its body in the file names, then claims that were found for it."""
        seen: set[str] = set()
        if place is not None:
            for leaf in leaves(self._body(place).get("figures"), "checks", place, "figures"):
                if leaf.claim is None or leaf.claim not in seen:
                    seen.add(leaf.claim or "")
                    yield self._claim(leaf.role, leaf.claim, item) if leaf.claim is not None else leaf
        others = (self._claims.get(pin["claim"], pin["claim"]) for pin in item["claims"])
        for name in sorted((name for name in others if name not in seen), key=self._order):
            yield self._claim(self._roles(item).get(name, ""), name, item)

    def _claim(self, role: str, name: str, item: Json) -> Leaf:
        where: Path = ("claims", name, "figure") if name in self._in_file else ()
        if where:
            return Leaf(role, where, self._in_file[name], name)
        body = self._body_elsewhere(name) or next((leaf.body for leaf in self._inputs(item) if leaf.claim == name), {})
        return Leaf(role, (), body, name)

    def _leaf_of(self, ref: Json) -> Leaf:
        """A figure of a conflict or a blame."""
        if ref["claim"] is not None:
            claim = str(ref["claim"])
            name = self._claims.get(claim, claim)
            here: Path = ("claims", name, "figure") if name in self._in_file else ()
            return Leaf("", here, self._in_file[name] if here else self._body_elsewhere(name), name)
        place = self._places.get(ref["check"])
        inline = leaves(self._body(place).get("figures"), "checks", place, "figures") if place is not None else ()
        return next((leaf for leaf in inline if leaf.role == ref["figure"]), Leaf(str(ref["figure"]), (), {}, None))

    def _regions(self, leaf: Leaf) -> tuple[Region, ...]:
        return regions(self._document, *leaf.where) if leaf.where else ()

    def _stated(self, leaf: Leaf) -> str:
        """A figure for people: what it is called, its line, what is printed, and what it is about."""
        said = leaf.body.get("statement") or (leaf.body.get("quote") or {}).get("exact") if leaf.claim else None
        return f"{self._title(leaf, line=True)}: {in_words(leaf.body) or '?'}{f'. {said}' if said else ''}"

    def _title(self, leaf: Leaf, *, line: bool = False) -> str:
        """What a figure is called, with its file if that is another one of the run."""
        document, name, where = self._document, leaf.claim or leaf.role, leaf.where
        if leaf.claim is not None and leaf.claim not in self._in_file:
            if leaf.claim not in self._elsewhere:
                return f"claim {leaf.claim}"
            document, name = self._elsewhere[leaf.claim]
            where = ("claims", name, "figure")
        found = regions(document, *where) if line and where else ()
        at = [*([] if document is self._document else [document.name]), *(f"line {one.line}" for one in found[:1])]
        return f"{name} ({', '.join(at)})" if at else name

    def _body_elsewhere(self, claim: str) -> Json:
        """What another file of the run says of a claim."""
        if claim not in self._elsewhere:
            return {}
        document, name = self._elsewhere[claim]
        found: Json = document.value["claims"][name]
        return found

    def _explained(self, ways: Sequence[Refs]) -> Iterator[str]:
        for place, way in enumerate(ways[:MOST_WAYS]):
            yield f"{'It would fit if' if place == 0 else 'or if'} {' and '.join(map(self._needed, way))}"
        if len(ways) > MOST_WAYS:
            yield f"or in {len(ways) - MOST_WAYS:,} more ways"

    def _needed(self, ref: Json) -> str:
        title = self._title(self._leaf_of(ref))
        needed = ref["needed"]
        if needed is None:
            return f"{title} were wrong"
        such_as = "" if ref["example"] is None else f", such as {quantity(ref['example'], needed['unit'])}"
        return f"{title} were {range_of(needed)}{such_as}"

    def _order(self, name: str) -> int:
        return self._order_of.get(name, len(self._order_of))

    def _roles(self, item: Json) -> dict[str, str]:
        return {self._claims.get(leaf.claim or "", leaf.claim or ""): leaf.role for leaf in self._inputs(item)}

    @staticmethod
    def _inputs(item: Json) -> Iterator[Leaf]:
        return leaves((item["result"] or {}).get("inputs"))

    def _body(self, place: int) -> Json:
        found: Json = self._document.value["checks"][place]
        return found

    @cached_property
    def _in_file(self) -> Json:
        found: Json = self._document.value.get("claims") or {}
        return found

    @cached_property
    def _order_of(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self._in_file)}


def _several(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(names[:MOST_NAMED])}{more}"
