"""A report in parts: a snapshot is split, its parts are answered anywhere in any order, and together are the report.

What comes out is, to the byte, what running it in one go gives, as far as that does not depend on time. Checks that
share a claim stay together, because whether they can be true together is decided for all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Any, Final

import orjson

from service.application.ports import ResultCache, UnitOfWorkFactory
from service.application.reports.excerpt import excerpt, snapshot_of
from service.application.reports.run import Progress, answer, groups_of
from service.application.reports.snapshot import Question, Snapshot, Watch
from service.application.reports.together import LARGEST_GROUP, Together
from service.domain.digest import ENGINE
from service.domain.report import Item, Json, counts_of, place_of
from service.domain.result import Verdict

# Of the same form are programs that can work on the same report: they read what others of them wrote, and their engines
# give the same results.
FORM: Final = f"1/{ENGINE}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked in each part, with how many checks that is, and what putting them together takes."""

    parts: Sequence[tuple[bytes, int]]
    assembly: bytes


@dataclass(frozen=True, slots=True)
class _Bin:
    """Checks for one part: whole groups, or if ``slice_`` says so the n-th slice of one that is too large to decide."""

    questions: Sequence[Question]
    slice_: int | None = None


def split(snapshot: Snapshot, watch: Watch, largest: int) -> Plan | None:
    """A plan for the report on a snapshot; None where one part would do. Raises what ``watch`` raises.

    A part has ``largest`` checks and claims that they name, all in all, unless checks that share claims are more.
    """
    total = len(snapshot.stored) + len(snapshot.discovered)
    bins = list(_bins(snapshot, largest))
    if len(bins) < 2:
        return None
    parts = []
    for each in bins:
        watch()
        parts.append((_asked(snapshot, each, total), len(each.questions)))
    return Plan(parts, _rest(snapshot))


def work(units: UnitOfWorkFactory, cache: ResultCache, asked: bytes, watch: Watch, progress: Progress) -> bytes:
    """What comes of a part. Raises Unreadable, and what the callbacks raise."""
    given = orjson.loads(asked)
    with units(read_only=True) as uow:
        snapshot = snapshot_of(uow, given, watch)
    together = Together(snapshot, Fraction(*given["share"])) if snapshot.options["joint"] else None
    questions = [*snapshot.stored, *snapshot.discovered]
    if given["slice"] is None:
        items = answer(snapshot, cache, groups_of(questions, snapshot.about), together, progress)
    else:
        items = answer(snapshot, cache, [questions], None, progress)
        if together is not None:
            together.pass_over(zip(questions, items, strict=True), components=int(given["slice"] == 0))
    return _told(items, together)


def _bins(snapshot: Snapshot, largest: int) -> Iterator[_Bin]:
    """Groups together until they are large enough."""
    joint = snapshot.options["joint"]
    questions = [*snapshot.stored, *snapshot.discovered]
    groups = groups_of(questions, snapshot.about) if joint else ([question] for question in questions)
    some: list[Question] = []
    size = 0
    for group in groups:
        if len(group) > LARGEST_GROUP:
            # It is not decided together anyhow, so its checks need not stay together.
            for number, slice_ in enumerate(_slices(snapshot, group, largest)):
                yield _Bin(slice_, number)
            continue
        weight = _weight(snapshot, group)
        if some and size + weight > largest:
            yield _Bin(some)
            some, size = [], 0
        some.extend(group)
        size += weight
    if some:
        yield _Bin(some)


def _slices(snapshot: Snapshot, group: Sequence[Question], largest: int) -> Iterator[Sequence[Question]]:
    some: list[Question] = []
    size = 0
    for question in group:
        weight = _weight(snapshot, [question])
        if some and size + weight > largest:
            yield some
            some, size = [], 0
        some.append(question)
        size += weight
    yield some


def _weight(snapshot: Snapshot, questions: Sequence[Question]) -> int:
    return sum(1 + len(snapshot.about(question)) for question in questions)


def _asked(snapshot: Snapshot, each: _Bin, total: int) -> bytes:
    asked = {**excerpt(snapshot, each.questions), "share": [len(each.questions), total], "slice": each.slice_}
    return orjson.dumps(asked, option=orjson.OPT_UTC_Z)


def _rest(snapshot: Snapshot) -> bytes:
    """Line by line, so that it need not be in memory as anything but bytes: its checks, its basis, its own claims."""
    checks = sorted((check.key, check.version) for check in snapshot.stored)
    stated = {claim: words for claim, _, words in snapshot.stated()}
    own = ((str(claim), snapshot.claims[claim].revision) for claim in sorted(snapshot.own))
    return b"\n".join(
        chain(
            (orjson.dumps({"checks": checks, "joint": snapshot.options["joint"]}), orjson.dumps(snapshot.basis(()))),
            (orjson.dumps((claim, revision, stated.get(claim))) for claim, revision in own),
        )
    )


def _told(items: Sequence[Item], together: Together | None) -> bytes:
    """What came of a part: first what the report as a whole needs to know, then its items, each a line, in order."""
    items = sorted(items, key=place_of)
    decided = (item for item in items if item["verdict"] != Verdict.UNDETERMINED)
    joint, own = (None, {}) if together is None else together.apart()
    about = {
        "places": [place_of(item) for item in items],
        "counts": counts_of(items),
        "touched": sorted({claim["claim"] for item in decided for claim in item["claims"]}),
        "seen": sorted({(pin["claim"], pin["revision"]) for item in items for pin in item["claims"]}),
        "waivers": {item["check"]: item["waiver"] for item in items if item["waiver"] is not None},
        "joint": joint,
        "own": _telling(own, joint),
    }
    option = orjson.OPT_UTC_Z
    return b"\n".join((orjson.dumps(about, option=option), *(orjson.dumps(item, option=option) for item in items)))


def _telling(own: Mapping[str, str], joint: Mapping[str, Any] | None) -> Json:
    """Of what checks say by themselves, as much as counts: one of each verdict, and those left out of the joint result.

    See ``no_better_than``.
    """
    one_of_each = {verdict: check for check, verdict in own.items()}
    left_out = () if joint is None else (left["check"] for left in joint["left_out"])
    return {check: own[check] for check in {*one_of_each.values(), *left_out} if check in own}
