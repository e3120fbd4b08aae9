from __future__ import annotations

import pytest

from service.domain.check import Check
from service.domain.checks import kind_named, kind_names, kinds
from service.domain.checks.kind import Kind
from service.domain.errors import Incomparable, Malformed
from service.domain.evaluation import evaluate
from tests.unit.domain.asking import Json, claimed, exact, faults, fig

EQUAL: Json = {"kind": "equal", "figures": {"left": fig("1"), "right": fig("1")}}

SHARES: Json = {"kind": "shares", "figures": {"parts": [fig("1", "%")]}}


def relation(text: str, **figures: object) -> Json:
    return {"kind": "expression", "relation": text, "figures": figures}


def equal(left: object, right: object, **others: object) -> Json:
    return {"kind": "equal", "figures": {"left": left, "right": right, **others}}


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        ({}, "/kind", "required; the kinds are "),
        ({"kind": "equality"}, "/kind", 'unknown kind "equality"'),
        ({"kind": 5}, "/kind", "the kinds are"),
        ({**EQUAL, "figure": {}}, "/figure", "unknown field"),
        ({**EQUAL, "severity": "error"}, "/severity", "unknown field"),
        ({"kind": "equal", "figures": []}, "/figures", "must be an object"),
        ({"kind": "equal"}, "/figures/left", "required"),
        ({"kind": "equal", "figures": {"left": fig("1")}}, "/figures/right", "required"),
        (equal(fig("1"), fig("1"), middle=fig("1")), "/figures/middle", "left, right"),
        ({"kind": "equal", "figures": {"left": [fig("1")], "right": fig("1")}}, "/figures/left", "not an array"),
        ({"kind": "equal", "figures": {"left": 5, "right": fig("1")}}, "/figures/left", "must be a figure"),
        ({"kind": "equal", "figures": {"left": None, "right": fig("1")}}, "/figures/left", "must be a figure"),
        ({"kind": "equal", "figures": {"left": fig("x"), "right": fig("1")}}, "/figures/left/value", "decimal"),
        ({"kind": "equal", "figures": {"left": fig("1", "kgg"), "right": fig("1")}}, "/figures/left/unit", "kg"),
        ({"kind": "equal", "figures": {"left": "right", "right": "left"}}, "/figures/left", "circle"),
        ({"kind": "equal", "figures": {"left": "left + 1", "right": fig("1")}}, "/figures/left", "circle: left → left"),
        ({"kind": "equal", "figures": {"left": "1 +", "right": fig("1")}}, "/figures/left", "too early"),
        ({"kind": "equal", "figures": {"left": "1 < 2", "right": fig("1")}}, "/figures/left", "comparison"),
        ({"kind": "equal", "figures": {"left": "other", "right": fig("1")}}, "/figures/left", 'named "other"'),
        ({"kind": "sum", "figures": {"parts": fig("1"), "total": fig("1")}}, "/figures/parts", "an array"),
        ({"kind": "sum", "figures": {"parts": [], "total": fig("1")}}, "/figures/parts", "1 to 10000 figures, not 0"),
        ({"kind": "sum", "figures": {"parts": [fig("1"), 7], "total": fig("1")}}, "/figures/parts/1", "be a figure"),
        ({"kind": "sum", "figures": {"parts": [fig("1"), "1 +"], "total": fig("1")}}, "/figures/parts/1", "too early"),
        ({"kind": "sum", "figures": {"parts": ["parts[0]"], "total": fig("1")}}, "/figures/parts/0", "circle"),
        ({**EQUAL, "parameters": {"exact": True}}, "/parameters/exact", "equal has none"),
        ({**SHARES, "parameters": {"all": True}}, "/parameters/all", "exhaustive"),
        ({**SHARES, "parameters": {"exhaustive": "yes"}}, "/parameters/exhaustive", "true or false"),
        ({**SHARES, "parameters": []}, "/parameters", "object"),
        ({**SHARES, "policy": []}, "/policy", "object"),
        ({**EQUAL, "policy": {"roundings": "nearest"}}, "/policy/roundings", "rounding"),
        ({**EQUAL, "policy": {"rounding": "up"}}, "/policy/rounding", "nearest"),
        ({**EQUAL, "policy": "strict"}, "/policy", "object"),
        ({**EQUAL, "expect": {"max": "1"}}, "/expect", "takes no expectation"),
        ({**EQUAL, "relation": "left == right"}, "/relation", "only kind expression"),
        ({"kind": "expression", "figures": {}}, "/relation", "required"),
        (relation("a == 1", a=fig("1"), b=fig("1")), "/figures/b", "not used"),
        (relation("a == 1 +", a=fig("1")), "/relation", "too early"),
        (relation("b == 1", a="c", c="a", b="a"), "/figures/a", "circle: a → c → a"),
        (relation("1 / b == 1", b=exact("0")), "/figures/b", "can only be zero"),
        (relation("1 / (a - a) == 1", a=fig("1")), "/relation", "a - a can only be zero"),
        (relation("1 / (a * b) == 1", a=fig("1"), b=exact("0")), "/relation", "can only be zero"),
        (relation("b^-1 == 1", b=exact("0")), "/figures/b", "can only be zero"),
        (relation("a == 1", **{"a b": fig("1"), "a": fig("1")}), "/figures/a b", "a letter, then letters"),
        (relation("a == 1", **{"": fig("1"), "a": fig("1")}), "/figures/", "a letter, then letters"),
        (relation("n0 == 1", **{f"n{number}": fig("1") for number in range(201)}), "/figures", "200 figures at most"),
        (relation("a == 1", a={"claim": "x"}), "/figures/a", "claim, revision and figure"),
        (relation("a == 1", a={"claim": 5, "figure": fig("1")}), "/figures/a/claim", "as text"),
        (relation("a == 1", a=claimed(fig("x"))), "/figures/a/figure/value", "decimal"),
    ],
)  # fmt: skip
def test_a_body_that_makes_no_sense_is_refused_at_the_member_that_is_wrong(
    body: Json, pointer: str, message: str
) -> None:
    found = faults(body)
    assert pointer in found, found
    assert message in found[pointer]


@pytest.mark.parametrize(
    ("expect", "pointer", "message"),
    [
        ({"min": "2", "max": "1"}, "/expect/min", "min (2) is above max (1)"),
        ({}, "/expect", '"min", "max" or both'),
        ({"max": "x"}, "/expect/max", "decimal"),
        ({"max": "1", "unit": "kgg"}, "/expect/unit", "kgg"),
        ({"max": "1", "units": "kg"}, "/expect", '"unit"'),
        ([], "/expect", "object"),
        ({"max": "1", "unit": 0}, "/expect/unit", "text"),
        ({"max": "1", "unit": "kg"}, "/expect/unit", '"kg"'),
    ],
)
def test_an_expectation_that_makes_no_sense_is_refused(expect: object, pointer: str, message: str) -> None:
    body = {"kind": "ratio", "figures": {"numerator": fig("1"), "denominator": fig("2")}, "expect": expect}
    found = faults(body)
    assert pointer in found, found
    assert message in found[pointer]


def test_all_that_is_wrong_is_told_at_once() -> None:
    body = {"kind": "equal", "figures": {"left": fig("x"), "right": fig("1", "zz")}, "parameters": {"a": 1}, "more": 1}
    assert set(faults(body)) == {"/figures/left/value", "/figures/right/unit", "/parameters/a", "/more"}


def test_clashing_units_are_told_apart_from_other_faults() -> None:
    with pytest.raises(Incomparable):
        Check.parse({"kind": "equal", "figures": {"left": fig("1", "kg"), "right": fig("1", "km")}})


@pytest.mark.parametrize(
    "chain",
    [
        {f"n{link}": f"n{link + 1} * n{link + 1}" for link in range(150)},
        {f"n{link}": f"n{link + 1} + n{link + 1}" for link in range(150)},
        {f"n{link}": f"(n{link + 1} + 1) * 2" for link in range(150)},
        {f"n{link}": f"-n{link + 1} / (1 + n{link + 1})" for link in range(150)},
    ],
)
def test_names_that_blow_up_when_they_are_replaced_are_refused(chain: dict[str, str]) -> None:
    with pytest.raises(Malformed, match="names"):
        Check.parse(relation("n0 >= 0", **chain, n150=fig("1")))


def test_a_body_with_null_members_is_one_without() -> None:
    body = {**EQUAL, "expect": None, "relation": None, "parameters": None, "policy": None}
    assert Check.parse(body) == Check.parse(EQUAL)


def test_a_role_may_be_an_expression_over_further_names() -> None:
    body = {"kind": "equal", "figures": {"a": fig("2"), "left": "a * 2", "right": "a + a"}}
    assert evaluate(Check.parse(body)).as_json()["holds"] == "always"


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_the_example_of_each_kind_is_a_check_that_answers(kind: Kind) -> None:
    described = kind.describe()
    check = Check.parse(described["example"])
    assert check.kind is kind
    assert evaluate(check).as_json()["measured"] is not None
    assert {role["name"] for role in described["roles"]} >= set(described["example"]["figures"]) - set(_further(kind))


def _further(kind: Kind) -> list[str]:
    roles = [role.name for role in kind.roles]
    return [name for name in kind.example["figures"] if name not in roles]


def test_kinds_are_found_by_name() -> None:
    assert {"change", "conversion", "equal", "expression", "part_of", "rate", "ratio"} <= set(kind_names())
    assert {"share_of", "shares", "sum", "within"} <= set(kind_names())
    assert list(kind_names()) == sorted(kind_names())
    assert kind_named("sum") is not None
    assert kind_named("median") is None
