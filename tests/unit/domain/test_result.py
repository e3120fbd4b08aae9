from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.domain.check import Check
from service.domain.checks.kind import Reason
from service.domain.digest import ENGINE
from service.domain.errors import Malformed
from service.domain.evaluation import evaluate
from service.domain.result import replay, undecided
from tests.unit.domain.asking import Json, ask, between, claimed, ends, exact, fig, relate

EXAMPLES = json.loads((Path(__file__).parents[2] / "api" / "examples.json").read_text(encoding="utf-8"))
EQUAL: Json = {"kind": "equal", "figures": {"left": fig("1.0", "km"), "right": fig("1000", "m")}}
MEMBERS = {
    "verdict", "holds", "reason", "text", "kind", "relation", "expect", "parameters", "policy", "measured", "expected",
    "gap", "steps", "admissible", "diagnoses", "power", "agreement", "inputs", "complete", "engine", "digest",
}  # fmt: skip


def contains(found: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return all(contains(found[member], value) for member, value in expected.items())
    if isinstance(expected, list) and expected:
        return all(any(contains(item, value) for item in found) for value in expected)
    return bool(found == expected)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_examples_get_the_answers_fixed_for_them(example: Json) -> None:
    result = evaluate(Check.parse(example["check"])).as_json()
    assert contains(result, example["answer"])


def test_a_result_has_every_member_whatever_the_verdict() -> None:
    asked = [
        EQUAL,
        {"kind": "equal", "figures": {"left": fig("1", "km"), "right": fig("3", "km")}},
        {"kind": "equal", "figures": {"left": fig("1", "km"), "right": fig(unit="km")}},
        {"kind": "ratio", "figures": {"numerator": fig("1"), "denominator": fig("3")}},
    ]
    for body in asked:
        assert evaluate(Check.parse(body)).as_json().keys() == MEMBERS
    assert undecided(EQUAL, Reason.INCOMPARABLE_UNITS, "…").as_json().keys() == MEMBERS


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_a_receipt_is_recomputed_from_its_json_alone(example: Json) -> None:
    receipt = evaluate(Check.parse(example["check"])).as_json()
    sent = json.loads(json.dumps(receipt))
    assert sent == receipt
    assert evaluate(replay(sent)).as_json() == receipt


def test_a_receipt_keeps_claims_pinned() -> None:
    body = {"kind": "equal", "figures": {"left": claimed(fig("1")), "right": claimed(fig("1"))}}
    receipt = evaluate(Check.parse(body)).as_json()
    assert receipt["inputs"]["left"]["revision"] == 1
    assert evaluate(replay(receipt)).as_json() == receipt


def test_what_is_no_receipt_is_refused_where_it_is_wrong() -> None:
    with pytest.raises(Malformed) as caught:
        replay({"kind": "equal"})
    assert caught.value.faults[0].where == ("inputs",)
    receipt = evaluate(Check.parse(EQUAL)).as_json()
    receipt["inputs"]["left"]["figure"]["unit"] = "kgg"
    with pytest.raises(Malformed) as caught:
        replay(receipt)
    assert caught.value.faults[0].where[:2] == ("inputs", "left")


@pytest.mark.parametrize("spelling", ["km / h", "km/h", "kilometre per hour", "kilometers/hour", " km/h "])
def test_a_digest_does_not_depend_on_how_a_unit_is_spelt(spelling: str) -> None:
    def digest_with(unit: str) -> str:
        return Check.parse({"kind": "equal", "figures": {"left": fig("1", unit), "right": fig("1", "m/s")}}).digest

    assert digest_with(spelling) == digest_with("km/h")


def test_a_digest_does_not_depend_on_order_or_on_what_goes_without_saying() -> None:
    said = {
        "policy": {"time_limit": "2", "rounding": "nearest"},
        "parameters": {},
        "figures": {"right": {"unit": "m", "value": "1000", "qualifier": "stated"}, "left": fig("1.0", "km")},
        "expect": None,
        "kind": "equal",
    }
    assert Check.parse(said).digest == Check.parse(EQUAL).digest
    assert len(Check.parse(EQUAL).digest) == 64


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "equal", "figures": {"left": fig("1.00", "km"), "right": fig("1000", "m")}},
        {"kind": "equal", "figures": {"left": fig("1.0", "km"), "right": fig("1000", "m", "about")}},
        {"kind": "equal", "figures": {"left": fig("1000", "m"), "right": fig("1.0", "km")}},
        {"kind": "equal", "figures": {"left": claimed(fig("1.0", "km")), "right": fig("1000", "m")}},
        {"kind": "equal", "figures": {"left": claimed(fig("1.0", "km"), revision=2), "right": fig("1000", "m")}},
        {**EQUAL, "policy": {"rounding": "truncation"}},
        {"kind": "part_of", "figures": {"part": fig("1.0", "km"), "whole": fig("1000", "m")}},
    ],
)
def test_a_digest_tells_different_questions_apart(other: Json) -> None:
    assert Check.parse(other).digest != Check.parse(EQUAL).digest


def test_the_result_carries_its_digest_and_engine() -> None:
    result = ask("equal", EQUAL["figures"])
    assert result["digest"] == Check.parse(EQUAL).digest
    assert result["engine"] == ENGINE


def test_steps_are_in_order_each_once() -> None:
    result = relate("(a + b) * (a + b) == c", {"a": exact("1"), "b": exact("2"), "c": exact("9")})
    assert [step["expression"] for step in result["steps"]] == ["a", "b", "a + b", "(a + b) * (a + b)", "c"]
    assert [ends(step["value"])[0] for step in result["steps"]] == ["1", "2", "3", "9", "9"]


def test_the_gap_is_how_far_apart_measured_and_expected_are() -> None:
    gap = ask("equal", {"left": exact("12", "day"), "right": exact("10", "day")})["gap"]
    assert gap == {"absolute": "2", "unit": "day", "relative": "0.2"}


def test_the_gap_of_temperatures_is_a_difference_and_has_no_ratio() -> None:
    gap = ask("equal", {"left": exact("25", "°C"), "right": exact("20", "°C")})["gap"]
    assert gap == {"absolute": "5", "unit": "delta_degC", "relative": None}


def test_there_is_a_gap_only_where_the_check_cannot_hold_be_it_none_at_all() -> None:
    assert relate("a > 1", {"a": exact("1")})["gap"] == {"absolute": "0", "unit": "", "relative": "0"}
    assert relate("a >= 1", {"a": exact("1")})["gap"] is None


def test_the_gap_is_told_of_sides_that_overlap_but_move_together() -> None:
    gap = relate("x <= x - 2 kg", {"x": {"lower": "1", "upper": "9", "unit": "kg"}})["gap"]
    assert gap["absolute"] == "2"


def test_the_strained_is_told_from_the_inconsistent_by_generous_readings() -> None:
    figures = {"from": fig("50"), "to": fig("60"), "change": fig("10", "%")}
    result = ask("change", figures)
    assert (result["verdict"], result["holds"], result["gap"]) == ("strained", "never", None)


def test_what_is_only_strained_may_have_a_slip_behind_it_too() -> None:
    rate = ask("conversion", {"amounts": [fig("100", "GBP"), fig("79", "USD")], "rate": fig("1.27", "USD/GBP")})
    assert rate["verdict"] == "strained"
    assert rate["diagnoses"][0]["slip"] == "currency_slip"


def test_a_figure_outside_what_its_kind_allows_is_named() -> None:
    result = ask("shares", {"parts": [fig("-5", "%"), fig("50", "%")]})
    assert result["verdict"] == "inconsistent"
    assert "parts[0] is -5.5 to -4.5%, outside 0 to 100%." in result["text"]
    assert result["gap"]["absolute"] == "4.5"


def test_what_is_missing_is_named() -> None:
    figures = {"fine": exact("18000", "KZT"), "pay": exact("4", "KZT/kg"), "picked": fig(unit="kg/day")}
    found = relate("fine / (pay * picked) <= 30 day", figures)
    assert found["text"].endswith("picked is missing; what would fit is shown.")
    assert found["admissible"]["picked"]["text"] == "at least 150 kg/day"
    lost = relate("x^2 + x == 6", {"x": fig()})
    assert lost["text"].endswith("x is missing; what would fit was not determined.")


def test_the_policy_tells_how_wide_about_is() -> None:
    figures = {"left": fig("100.0", "kg", "about"), "right": fig("95.0", "kg")}
    assert ask("equal", figures)["verdict"] == "strained"
    assert ask("equal", figures, policy={"about": "0.01"})["verdict"] == "inconsistent"


def test_the_policy_tells_how_digits_were_cut() -> None:
    figures = {"left": fig("134", "kg"), "right": exact("134.7", "kg")}
    assert ask("equal", figures)["verdict"] == "inconsistent"
    assert ask("equal", figures, policy={"rounding": "truncation"})["verdict"] == "consistent"


def test_something_impossible_whatever_is_missing_is_inconsistent() -> None:
    result = relate("a * a + b <= 0 - 1", {"a": fig(unit=""), "b": exact("1")})
    assert result["verdict"] == "inconsistent"


def test_something_true_whatever_is_missing_is_undetermined_still() -> None:
    result = relate("a^2 >= 0", {"a": fig(unit="")})
    assert (result["verdict"], result["reason"]) == ("undetermined", "missing_figure")


def test_a_stored_check_that_does_not_compile_any_more_says_why() -> None:
    body = {"kind": "equal", "figures": {"left": claimed(fig("1", "kg")), "right": fig("1", "km")}}
    result = undecided(body, Reason.INCOMPARABLE_UNITS, "kg is no km").as_json()
    assert (result["verdict"], result["reason"], result["text"]) == (
        "undetermined",
        "incomparable_units",
        "kg is no km",
    )
    assert result["inputs"]["right"] == {"figure": fig("1", "km")}
    assert len(result["digest"]) == 64


def test_nothing_in_a_result_depends_on_the_order_of_the_figures() -> None:
    figures = {"amount": fig("0", "KZT/day"), "rate": fig("4", "KZT/kg"), "base": fig("75", "kg/day")}
    turned = dict(reversed(figures.items()))
    assert json.dumps(ask("rate", figures)) == json.dumps(ask("rate", turned))


def test_a_fault_in_a_receipt_is_told_where_it_is_in_the_receipt() -> None:
    receipt = ask("sum", {"parts": [fig("1"), fig("2")], "total": fig("3")})
    receipt["inputs"]["parts"][1]["figure"]["value"] = "two"
    with pytest.raises(Malformed) as refused:
        replay(receipt)
    assert refused.value.faults[0].where == ("inputs", "parts", 1, "figure", "value")


def test_the_text_reads_as_a_sentence() -> None:
    result = relate("a <= b", {"a": between("3", "4", "kg"), "b": exact("1", "kg")})
    assert result["text"].startswith("a is 3 to 4 kg; expected at most 1 kg.")


LETTERS = "abcdefghijkl"
IN_A_RING = " + ".join(f"{one} * {other}" for one, other in zip(LETTERS, LETTERS[1:] + LETTERS[0], strict=True))
MANY = [f"n{number}" for number in range(200)]
AROUND_ZERO = {name: between("-1", "1") for name in LETTERS}


@pytest.mark.parametrize(
    ("relation", "figures", "verdict"),
    [
        (" + ".join(MANY) + " > 500", dict.fromkeys(MANY, between("1", "2")), "inconsistent"),
        (f"{IN_A_RING} <= 20", {name: between("1", "2") for name in LETTERS}, "consistent"),
        (f"{IN_A_RING} > 48", {name: between("1", "2") for name in LETTERS}, "inconsistent"),
        (f"{IN_A_RING} > 12", AROUND_ZERO, "inconsistent"),
        ("a^64 - a >= 0", {"a": between("0", "2")}, "consistent"),
        ("a^64 - a^63 < -1", {"a": between("0", "2")}, "inconsistent"),
        ("a*(a-1)*(a-2)*(a-3)*(a-4) > 4", {"a": between("0", "4")}, "inconsistent"),
        ("a / (b - c) == 7", {name: AROUND_ZERO[name] for name in "abc"}, "consistent"),
        ("(a^2 + 1) / (b - c)^2 < 0", {name: AROUND_ZERO[name] for name in "abc"}, "inconsistent"),
        ("(a*b)^30 + a >= 0", {name: between("1", "9" * 100) for name in "ab"}, "consistent"),
    ],
)  # fmt: skip
def test_what_is_hard_but_asked_in_earnest_is_decided(relation: str, figures: Json, verdict: str) -> None:
    assert relate(relation, figures, policy={"time_limit": "30"})["verdict"] == verdict


def test_a_verdict_stands_though_there_is_no_time_to_say_what_would_mend_it() -> None:
    figures = {name: AROUND_ZERO[name] for name in "abcdef"}
    result = relate("a*b + b*c + c*d + d*e + e*f + f*a >= 6.5", figures, policy={"time_limit": "0.5"})
    assert (result["verdict"], result["holds"]) == ("inconsistent", "never")
    assert result["gap"] is not None


def test_giving_up_takes_about_the_time_that_the_policy_allows() -> None:
    figures = {name: between("0", "2") for name in "abc"}
    result = relate("3*a^2 + 3*b^2 + 3*c^2 - (a + b + c)^2 < 0", figures, policy={"time_limit": "0.1"})
    assert (result["verdict"], result["reason"]) == ("undetermined", "limit_exceeded")
