"""Laws of checks: admissible figures complete a check and others do not, diagnoses mend it, readings only widen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain.budget import Budget, LimitExceeded
from service.domain.check import Check
from service.domain.errors import Malformed
from service.domain.evaluation import evaluate
from service.domain.figure import Figure
from service.domain.interval import Interval, IntervalSet
from service.domain.units import parse_unit
from service.domain.whole import MOST_TRIED
from service.domain.wording import from_base, range_of

Json = dict[str, Any]

values = st.one_of(
    st.decimals(Decimal("0.1"), 200, places=1), st.integers(0, 300), st.integers(1, 20).map(lambda tens: tens * 10)
).map(str)
hedges = st.sampled_from(
    ["exact", "stated", "stated", "about", "nearly", "more_than", "at_least", "less_than", "at_most"]
)


@st.composite
def figures(draw: st.DrawFn, *units: str) -> Json:
    unit = draw(st.sampled_from(units))
    if draw(st.integers(0, 9)) == 0:
        lower, upper = sorted([Decimal(draw(values)), Decimal(draw(values))])
        return {"lower": str(lower), "upper": str(upper), "unit": unit}
    return {"value": draw(values), "unit": unit, "qualifier": draw(hedges)}


masses, percents, people = figures("kg", "g", "lb"), figures("%"), figures("person")


@st.composite
def bodies(draw: st.DrawFn) -> Json:
    """A check of any kind over random figures."""
    kind = draw(
        st.sampled_from(
            [
                "equal",
                "within",
                "sum",
                "shares",
                "part_of",
                "share_of",
                "change",
                "conversion",
                "rate",
                "ratio",
                "average",
                "agreement",
                "expression",
            ]
        )
    )
    match kind:
        case "equal":
            named: Json = {"left": draw(masses), "right": draw(masses)}
        case "within":
            named = {"figure": draw(masses), "reference": draw(masses)}
        case "sum":
            named = {"parts": draw(st.lists(masses, min_size=1, max_size=4)), "total": draw(masses)}
        case "shares":
            named = {"parts": draw(st.lists(percents, min_size=1, max_size=4))}
        case "part_of":
            named = {"part": draw(people), "whole": draw(people)}
        case "share_of":
            named = {"part": draw(people), "whole": draw(people), "share": draw(percents)}
        case "change":
            named = {"from": draw(masses), "to": draw(masses), "change": draw(st.one_of(percents, masses, figures("")))}
        case "conversion":
            rate = draw(figures("KZT/USD", "USD/KZT"))
            named = {"amounts": [draw(figures("KZT")), draw(figures("USD"))], "rate": rate}
        case "rate":
            named = {"amount": draw(figures("KZT")), "rate": draw(figures("KZT/kg")), "base": draw(masses)}
        case "average":
            parts = draw(st.lists(masses, min_size=1, max_size=3))
            named = {"mean": draw(masses), "parts": parts}
            if draw(st.booleans()):
                named["weights"] = [draw(people) for _ in parts]
        case "agreement":
            named = {"figures": draw(st.lists(masses, min_size=2, max_size=4))}
        case "ratio":
            named = {"numerator": draw(masses), "denominator": draw(masses)}
        case _:
            named = {"a": draw(masses), "b": draw(masses), "c": draw(masses)}
    body: Json = {"kind": kind, "figures": named, "policy": {"time_limit": "0.5"}}
    if kind == "ratio":
        low, high = sorted([Decimal(draw(values)), Decimal(draw(values))])
        body["expect"] = {"min": str(low), "max": str(high)}
    if kind == "shares":
        body["parameters"] = {"exhaustive": draw(st.booleans())}
    if kind == "expression":
        body["relation"] = draw(
            st.sampled_from(
                [
                    "a + b <= c",
                    "a - b == c",
                    "a / b > c / b",
                    "(a - b) / a >= c / (b + c)",
                    "a * b + a * c != b * b",
                    "a + b == a + c",
                ]
            )
        )
    return body


def compiled(body: Json) -> Check:
    try:
        return Check.parse(body)
    except Malformed as error:
        assume("can only be zero" not in str(error))
        raise


def pinned(body: Json, name: str, value: Fraction) -> Json | None:
    """The body with one figure exactly ``value``, if that is a decimal."""
    places = next((places for places in range(30) if (value * 10**places).denominator == 1), None)
    if places is None:
        return None
    text = str(Decimal(int(value * 10**places)).scaleb(-places))
    role, _, position = name.partition("[")
    found = body["figures"][role]
    old = found[int(position[:-1])] if position else found
    new = {"value": text, "unit": old["unit"], "qualifier": "exact"}
    if position:
        new = [new if index == int(position[:-1]) else item for index, item in enumerate(found)]  # type: ignore[assignment]
    return {**body, "figures": {**body["figures"], role: new}}


def candidates(admissible: IntervalSet, figure: Figure) -> list[Fraction]:
    """Values at and beside the ends of what is admissible, in the unit of the figure, and some more."""
    shown = from_base(admissible, figure.unit)
    ends = [end for piece in shown.pieces for end in (piece.lower, piece.upper) if end is not None]
    hair = Fraction(1, 10**9)
    inner = [piece.some_value() for piece in shown.pieces]
    return [
        *inner,
        *(end + side * hair for end in ends for side in (-1, 0, 1)),
        Fraction(0),
        Fraction(7),
        Fraction(10**6),
    ]


@given(bodies())
def test_a_figure_that_is_exactly_what_is_admissible_makes_the_check_consistent_and_no_other_does(body: Json) -> None:
    check = compiled(body)
    readings = check.readings
    relation = readings.relation
    assert relation is not None
    try:
        admissible = relation.admissible(readings.strict, readings.domains, budget())
    except LimitExceeded:
        assume(False)
    for name, found in admissible.items():
        if any(_is_any_of_many(readings.strict[other]) for other in relation.whole - {name}):
            # Such a count is taken for a quantity, so that what fits it is told as if it could be a fraction.
            continue
        for value in candidates(found, check.leaves[name].figure):
            changed = pinned(body, name, value)
            in_base = check.leaves[name].figure.unit.to_base(value)
            if changed is None or in_base not in readings.domains[name]:
                continue
            if name in relation.whole and in_base.denominator != 1:
                # Printed with decimals it would be no count any more.
                continue
            try:
                result = evaluate(Check.parse(changed)).as_json()
            except Malformed:
                assert in_base not in found
                continue
            assume(result["reason"] != "limit_exceeded")
            verdict = result["verdict"]
            assert (verdict == "consistent") == (in_base in found), (name, value)


def _is_any_of_many(values: IntervalSet) -> bool:
    return any(not piece.is_bounded or piece.upper - piece.lower >= MOST_TRIED for piece in values.pieces)  # type: ignore[operator]


def budget() -> Budget:
    return Budget(Fraction(5))


ORDER = {"inconsistent": 0, "strained": 1, "consistent": 2}


@given(bodies(), st.data())
def test_a_wider_range_never_turns_what_can_be_into_what_cannot(body: Json, data: st.DataObject) -> None:
    check = compiled(body)
    name = data.draw(st.sampled_from(sorted(check.leaves)))
    strict = check.leaves[name].figure.strict(check.policy)
    assume(strict.is_bounded)
    assert strict.lower is not None
    assert strict.upper is not None
    low, high = strict.lower - data.draw(st.integers(0, 3)), strict.upper + data.draw(st.integers(0, 3))
    assume(low >= 0)
    role, _, position = name.partition("[")
    wide = {"lower": decimal_text(low), "upper": decimal_text(high), "unit": str(check.leaves[name].figure.unit)}
    entry = body["figures"][role]
    changed = [wide if index == int(position[:-1]) else item for index, item in enumerate(entry)] if position else wide
    before = evaluate(check).as_json()["verdict"]
    widened = evaluate(compiled({**body, "figures": {**body["figures"], role: changed}})).as_json()
    assume(widened["reason"] != "limit_exceeded")
    after = widened["verdict"]
    assert before != "consistent" or after == "consistent"


def decimal_text(value: Fraction) -> str:
    return str(Decimal(value.numerator) / Decimal(value.denominator))


@given(bodies())
def test_readings_are_ordered_so_that_verdicts_are(body: Json) -> None:
    check = compiled(body)
    relation = check.question.relation
    assert relation is not None
    for name, strict in check.readings.strict.items():
        assert strict.is_subset(check.readings.generous[name])
    result = evaluate(check).as_json()
    assume(result["reason"] != "limit_exceeded")
    if relation.can_hold(check.readings.strict, budget()):
        assert result["verdict"] == "consistent"
        assert result["holds"] in {"always", "sometimes"}
    elif relation.can_hold(check.readings.generous, budget()):
        assert result["verdict"] == "strained"
    else:
        assert result["verdict"] == "inconsistent"
        assert result["holds"] == "never"


@given(bodies())
def test_any_diagnosis_mends_the_check(body: Json) -> None:
    result = evaluate(compiled(body)).as_json()
    assert result["verdict"] == "inconsistent" or result["diagnoses"] == []
    for said in result["diagnoses"]:
        if said["slip"] == "swapped":
            changed = swapped(body)
        elif said["slip"] == "currency_slip" and said["figure"].startswith("amounts"):
            changed = with_currencies_swapped(body)
        else:
            changed = corrected(body, said)
        assert evaluate(Check.parse(changed)).as_json()["verdict"] == "consistent", said


def swapped(body: Json) -> Json:
    pairs = {"change": ("from", "to"), "part_of": ("part", "whole"), "share_of": ("part", "whole")}
    one, other = pairs.get(body["kind"], ("numerator", "denominator"))
    figures = body["figures"]
    return {**body, "figures": {**figures, one: figures[other], other: figures[one]}}


def with_currencies_swapped(body: Json) -> Json:
    one, other = body["figures"]["amounts"]
    amounts = [{**one, "unit": other["unit"]}, {**other, "unit": one["unit"]}]
    return {**body, "figures": {**body["figures"], "amounts": amounts}}


def corrected(body: Json, said: Mapping[str, Any]) -> Json:
    """The body with the value and unit that a diagnosis says would be right; a range keeps its ends."""
    role, _, position = said["figure"].partition("[")
    entry = body["figures"][role]
    old = entry[int(position[:-1])] if position else entry
    right = {**old, "unit": said["unit"]} | ({} if said["value"] is None else {"value": said["value"]})
    new = [right if index == int(position[:-1]) else item for index, item in enumerate(entry)] if position else right
    changed = {**body, "figures": {**body["figures"], role: new}}
    return {**changed, "parameters": {"as": "factor"}} if said["text"].endswith(" as a factor") else changed


@given(bodies())
def test_what_is_shown_holds_what_is_measured(body: Json) -> None:
    check = compiled(body)
    result = evaluate(check).as_json()
    for step in [{"value": result["measured"]}, *result["steps"]]:
        shown = step["value"]
        if shown is None:
            continue
        most = 34 if shown["lower"] == shown["upper"] else 12
        for end in (shown["lower"], shown["upper"]):
            assert end is None or len(Decimal(end).normalize(Context(prec=50)).as_tuple().digits) <= most
    # "Less than 0 kg" holds nothing.
    assume(all(not found.is_empty for found in check.readings.printed.values()))
    shown = result["measured"]
    picked = {name: IntervalSet.point(found.pieces[0].some_value()) for name, found in check.readings.printed.items()}
    made = from_base(check.question.measure.forward(picked), check.question.unit)
    for piece in made.pieces:
        assert shown["lower"] is None or Fraction(shown["lower"]) <= piece.some_value()
        assert shown["upper"] is None or Fraction(shown["upper"]) >= piece.some_value()


@given(st.fractions(-(10**15), 10**15), st.fractions(0, 10**6), st.sampled_from(["", "km", "lb", "°F", "%"]))
def test_ranges_are_rounded_outward_to_twelve_digits(low: Fraction, width: Fraction, unit: str) -> None:
    values_shown = IntervalSet.of(Interval(low, low + width))
    shown = range_of(values_shown, parse_unit(unit))
    assert shown is not None
    truth = from_base(values_shown, parse_unit(unit)).hull
    assert truth.lower is not None
    assert truth.upper is not None
    lower, upper = Fraction(shown["lower"]), Fraction(shown["upper"])
    assert lower <= truth.lower <= truth.upper <= upper
    assert shown["lower_open"] == (lower != truth.lower)
    assert shown["upper_open"] == (upper != truth.upper)
    assert truth.lower - lower <= abs(truth.lower) / 10**11
    assert upper - truth.upper <= abs(truth.upper) / 10**11
    for end in ("lower", "upper"):
        assert len(Decimal(shown[end]).normalize().as_tuple().digits) <= 12
