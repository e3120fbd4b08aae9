"""Combining reports: an operation on reports with nothing in common that can be done in any order."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.domain.report import (
    Content,
    assemble,
    combine,
    compare,
    differences,
    grouped,
    no_better_than,
    nothing_joint,
    shared,
    unite,
)
from service.domain.result import Verdict

VERDICTS = st.sampled_from([verdict.value for verdict in Verdict])


@st.composite
def items(draw: st.DrawFn, part: str, number: int) -> dict[str, Any]:
    """What came of a check of one part; its claims are of that part too."""
    origin = draw(st.sampled_from(["stored", "discovered"]))
    claims = draw(st.lists(st.integers(0, 4), max_size=3, unique=True))
    return {
        "check": f"{part}-check-{number}",
        "origin": origin,
        "name": "x",
        "verdict": draw(VERDICTS),
        "digest": draw(st.sampled_from(["a", "b"])),
        "claims": [{"claim": f"{part}-claim-{claim}", "revision": 1} for claim in sorted(claims)],
        "waiver": draw(st.sampled_from([None, {"id": "w", "reason": "r", "expires": None}])),
        "result": None,
    }


@st.composite
def joints(draw: st.DrawFn, part: str, checks: list[str]) -> dict[str, Any] | None:
    """The joint result of one part."""
    if not checks or draw(st.booleans()):
        return draw(st.sampled_from([None, nothing_joint(components=2)]))
    verdict = draw(VERDICTS)
    readings = {
        "inconsistent": "generous",
        "strained": "strict",
        "undetermined": draw(st.sampled_from([None, "strict"])),
    }
    told = readings.get(verdict)
    figure = {"claim": f"{part}-claim-0", "revision": 1, "check": None, "figure": None, "printed": "5 km"}
    conflict = {"figures": [figure], "checks": checks[:1], "within_checks": False, "text": "x"}
    return unite(
        [
            grouped(
                {
                    **nothing_joint(((check, "why") for check in checks[1:]), components=draw(st.integers(1, 3))),
                    "verdict": verdict,
                    "readings": told,
                    "conflicts": [conflict] if told else [],
                    "blames": [{"weight": "1", "figures": [figure]}] if told else [],
                    "complete": draw(st.booleans()),
                },
                checks[0],
            )
        ]
    )


@st.composite
def contents(draw: st.DrawFn, part: str) -> Content:
    """What a report on one part says."""
    results = [draw(items(part, number)) for number in range(draw(st.integers(0, 4)))]
    claims = [(f"{part}-claim-{number}", 1) for number in range(5)]
    return assemble(
        results,
        joint=draw(joints(part, sorted(item["check"] for item in results))),
        claims=claims,
        stated=[(claim, revision, "said") for claim, revision in claims[:4]],
        checks=[(item["check"], 1) for item in results if item["origin"] == "stored"],
        engine="2",
    )


apart = st.tuples(contents("a"), contents("b"), contents("c"))


@given(apart)
def test_the_order_makes_no_difference(reports: tuple[Content, Content, Content]) -> None:
    one, two, _ = reports
    assert combine([one, two]) == combine([two, one])


@given(apart)
def test_the_grouping_makes_no_difference(reports: tuple[Content, Content, Content]) -> None:
    one, two, three = reports
    assert combine([combine([one, two]), three]) == combine([one, combine([two, three])]) == combine([one, two, three])


@given(apart)
def test_everything_is_in_it_once(reports: tuple[Content, Content, Content]) -> None:
    whole = combine(reports)
    for name in whole["counts"]:
        assert whole["counts"][name] == sum(report["counts"][name] for report in reports)
    assert sorted(item["check"] for item in whole["results"]) == sorted(
        item["check"] for report in reports for item in report["results"]
    )
    assert len(whole["pins"]["claims"]) == 15
    assert whole["coverage"]["claims"] == 12
    assert whole["coverage"]["checked"] + len(whole["coverage"]["unchecked"]) == 12


@given(apart)
def test_it_is_what_one_report_on_all_of_it_says(reports: tuple[Content, Content, Content]) -> None:
    results = [item for report in reports for item in report["results"]]
    claims = [(pin["claim"], pin["revision"]) for report in reports for pin in report["pins"]["claims"]]
    at_once = assemble(
        results,
        joint=None,
        claims=claims,
        stated=[(claim, revision, "said") for claim, revision in claims if not claim.endswith("4")],
        checks=[(item["check"], 1) for item in results if item["origin"] == "stored"],
        engine="2",
    )
    assert {**combine(reports), "joint": None} == at_once


@given(apart)
def test_the_joint_verdict_is_the_worst_and_conflicts_hold_under_the_readings_told(
    reports: tuple[Content, Content, Content],
) -> None:
    joint, parts = combine(reports)["joint"], [report["joint"] for report in reports if report["joint"] is not None]
    assert (joint is None) == (not parts)
    if joint is None:
        return
    order = ["consistent", "strained", "undetermined", "inconsistent"]
    assert joint["verdict"] == max((part["verdict"] for part in parts), key=order.index)
    assert joint["complete"] == all(part["complete"] for part in parts)
    kept = [conflict for part in parts if part["readings"] == joint["readings"] for conflict in part["conflicts"]]
    assert sorted(map(str, joint["conflicts"])) == sorted(map(str, kept))
    left_out = {left["check"] for left in joint["left_out"]}
    assert {item["check"] for report in reports if report["joint"] is None for item in report["results"]} <= left_out


@given(apart)
def test_reports_on_different_things_share_nothing_and_each_shares_all_with_itself(
    reports: tuple[Content, Content, Content],
) -> None:
    one, two, _ = reports
    assert not shared([one, two])
    both = shared([one, two, one])
    assert both.claims == tuple(sorted(pin["claim"] for pin in one["pins"]["claims"]))
    assert both.checks == tuple(sorted(item["check"] for item in one["results"]))


@given(contents("a"), contents("a"))
def test_a_comparison_names_exactly_what_differs_and_the_other_way_round_the_same(
    before: Content, after: Content
) -> None:
    there, back = compare(before, after), compare(after, before)
    digests = [{item["check"]: item["digest"] for item in report["results"]} for report in (before, after)]
    differing = {check for side in digests for check in side if digests[0].get(check) != digests[1].get(check)}
    assert {change["check"] for change in there["changes"]} == differing
    assert {change["check"] for change in back["changes"]} == differing
    assert there["counts"]["appeared"] == back["counts"]["vanished"]
    assert compare(before, before)["changes"] == []


@given(contents("a"), contents("a"))
def test_what_is_equal_has_no_differences(one: Content, other: Content) -> None:
    assert differences(one, one) == []
    comparable = [report["joint"] is None or report["joint"]["complete"] for report in (one, other)]
    if all(comparable) and "undetermined" not in {(report["joint"] or {}).get("verdict") for report in (one, other)}:
        assert (differences(one, other) == []) == (one == other)


@given(apart, st.dictionaries(st.sampled_from(["a-check-1", "b-check-0", "c-check-2"]), VERDICTS, min_size=1))
def test_the_joint_verdict_is_no_better_than_that_of_a_check_however_reports_are_combined(
    reports: tuple[Content, Content, Content], own: dict[str, str]
) -> None:
    one, *others = ({**report, "joint": report["joint"] or nothing_joint(components=1)} for report in reports)
    bounded = {**one, "joint": no_better_than(one["joint"], own)}
    joint = combine([bounded, *others])["joint"]
    order = ["consistent", "strained", "undetermined", "inconsistent"]
    assert order.index(joint["verdict"]) >= max(map(order.index, own.values()))
    assert unite([joint]) == joint
    assert joint == combine([*others, bounded])["joint"]
