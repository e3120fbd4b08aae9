"""Laws of means: what a weighted mean can be, and which parts, weights and means go together."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import expression
from service.domain.budget import Budget
from service.domain.interval import EVERYTHING, Interval, IntervalSet
from service.domain.mean import Mean, MeanIs
from service.domain.relation import Relation
from service.domain.span import Between
from service.domain.tree import Box, Name
from service.domain.units import DIMENSIONLESS
from tests.property.strategies import intervals, some_of

BUDGET = Budget(Fraction(86_400))  # it begins when the tests are collected
NEAR = Fraction(1, 10**9)


def name(text: str) -> Name:
    return Name(DIMENSIONLESS, expression.nature_of(DIMENSIONLESS), text)


@st.composite
def weighted(draw: st.DrawFn) -> tuple[MeanIs, dict[str, IntervalSet], int]:
    """A mean of up to three parts with their weights, all of them intervals of any kind."""
    count = draw(st.integers(1, 3))
    box = {"m": IntervalSet.of(draw(intervals()))}
    for place in range(count):
        box[f"p{place}"] = IntervalSet.of(draw(intervals()))
        box[f"w{place}"] = IntervalSet.of(draw(intervals(low=0)))
    relation = MeanIs.of(
        name("m"), Mean.of([name(f"p{place}") for place in range(count)], [name(f"w{place}") for place in range(count)])
    )
    assert isinstance(relation, MeanIs)
    return relation, box, count


def mean_of(parts: list[Fraction], weights: list[Fraction]) -> Fraction | None:
    if not sum(weights):
        return None
    return sum((part * weight for part, weight in zip(parts, weights, strict=True)), Fraction(0)) / sum(weights)


def picks(values: IntervalSet) -> list[Fraction]:
    return [value for piece in values.pieces for value in some_of(piece, near=NEAR, far=10**9)][:3]


@settings(max_examples=60)
@given(weighted())
def test_every_mean_of_values_picked_lies_within_what_the_mean_can_be(
    case: tuple[MeanIs, dict[str, IntervalSet], int],
) -> None:
    relation, box, count = case
    assert relation.right is not None
    possible = relation.right.forward(box)
    ranges = [picks(box[f"{letter}{place}"]) for letter in "pw" for place in range(count)]
    for values in product(*ranges):
        mean = mean_of(list(values[:count]), list(values[count:]))
        assert mean is None or mean in possible


@given(weighted())
def test_what_the_mean_can_be_is_no_wider_than_it_must_be(case: tuple[MeanIs, dict[str, IntervalSet], int]) -> None:
    relation, box, count = case
    assert relation.right is not None
    for piece in relation.right.forward(box).pieces:
        for mean in some_of(piece):
            # For one mean the terms are independent, so that their sum is exact; none of the weights is nothing alone.
            assert any(
                0 in sum_of_terms(box, count, mean, needed) for needed in range(count)
            ), (mean, box)  # fmt: skip


def sum_of_terms(box: dict[str, IntervalSet], count: int, mean: Fraction, needed: int) -> IntervalSet:
    """The values of the sum of weight times distance from the mean, the weight at ``needed`` being above zero."""
    above = IntervalSet.of(Interval(Fraction(0), None, True))
    whole = IntervalSet.point(0)
    for place in range(count):
        weight = box[f"w{place}"] & above if place == needed else box[f"w{place}"]
        if weight.is_empty:
            return weight
        whole = whole + weight * box[f"p{place}"].affine(Fraction(1), -mean)
    return whole


@given(weighted(), st.data())
def test_a_figure_is_admissible_exactly_where_it_can_hold_with_all_others(
    case: tuple[MeanIs, dict[str, IntervalSet], int], data: st.DataObject
) -> None:
    relation, box, _ = case
    of = data.draw(st.sampled_from(sorted(box)))
    admissible = relation.admissible(Box(box), dict.fromkeys(box, EVERYTHING), BUDGET)[of]
    ends = [end for piece in admissible.pieces for end in (piece.lower, piece.upper) if end is not None]
    tried = [
        *ends,
        *(end + NEAR for end in ends),
        *(end - NEAR for end in ends),
        Fraction(-3),
        Fraction(0),
        Fraction(2),
    ]
    for value in tried:
        if of.startswith("w") and value < 0:
            assert value not in admissible
            continue
        fits = relation.can_hold(Box({**box, of: IntervalSet.point(value)}), BUDGET)
        assert fits == (value in admissible), (of, value, box)


@settings(max_examples=25)
@given(weighted())
def test_a_weighted_mean_says_what_its_conjuncts_say(case: tuple[MeanIs, dict[str, IntervalSet], int]) -> None:
    relation, box, _ = case
    for values in product(*(picks(box[each])[:2] for each in sorted(box))):
        point = Box({each: IntervalSet.point(value) for each, value in zip(sorted(box), values, strict=True)})
        together = all(conjunct.can_hold(point, BUDGET) for conjunct in relation.conjuncts())
        assert together == relation.can_hold(point, BUDGET)


@settings(max_examples=60)
@given(st.lists(intervals(), min_size=2, max_size=3), intervals(), st.booleans())
def test_a_mean_of_unknown_weights_lies_between_its_parts(parts: list[Interval], mean: Interval, ends: bool) -> None:
    names = [f"p{place}" for place in range(len(parts))]
    box = Box({"m": IntervalSet.of(mean), **{n: IntervalSet.of(p) for n, p in zip(names, parts, strict=True)}})
    nodes = [name(each) for each in names]
    lows, highs = (nodes[:1], nodes[1:2]) if ends else (nodes, nodes)
    relation = Between.of(name("m"), lows, highs)
    used = ["m", *(names[:2] if ends else names)]
    holding = failing = False
    for values in product(*(picks(box[each]) for each in used)):
        at = dict(zip(used, values, strict=True))
        low, high = (at["p0"], at["p1"]) if ends else (min(at[each] for each in names), max(at[each] for each in names))
        holds = low <= at["m"] <= high
        holding, failing = holding or holds, failing or not holds
        point = Box({each: IntervalSet.point(value) for each, value in at.items()})
        assert relation.can_hold(point, BUDGET) == holds
        assert relation.can_fail(point, BUDGET) != holds
    assert relation.can_hold(box, BUDGET) >= holding
    assert relation.can_fail(box, BUDGET) >= failing
    assert_admissible_is_exact(relation, box, used)


def assert_admissible_is_exact(relation: Relation, box: Box, used: list[str]) -> None:
    for of, admissible in relation.admissible(box, dict.fromkeys(used, EVERYTHING), BUDGET).items():
        ends = [end for piece in admissible.pieces for end in (piece.lower, piece.upper) if end is not None]
        for value in [*ends, *(end + NEAR for end in ends), *(end - NEAR for end in ends), Fraction(0)]:
            fits = relation.can_hold(Box({**box, of: IntervalSet.point(value)}), BUDGET)
            assert fits == (value in admissible), (of, value)


@given(st.lists(intervals(bounded=True), min_size=2, max_size=3), intervals(bounded=True))
def test_that_a_mean_can_lie_between_its_parts_is_never_missed_nor_made_up(
    parts: list[Interval], mean: Interval
) -> None:
    nodes = [name(f"p{place}") for place in range(len(parts))]
    box = Box({"m": IntervalSet.of(mean)} | {f"p{place}": IntervalSet.of(part) for place, part in enumerate(parts)})
    relation = Between.of(name("m"), nodes, nodes)
    # What closed ends, or ends a hair further in, allow.
    inner, outer = grown(-NEAR, mean, parts), grown(NEAR, mean, parts)
    possible = relation.can_hold(box, BUDGET)
    assert possible <= outer
    assert possible >= inner


def grown(by: Fraction, mean: Interval, parts: list[Interval]) -> bool:
    def ends(interval: Interval) -> tuple[Fraction, Fraction]:
        assert interval.lower is not None
        assert interval.upper is not None
        return interval.lower - by, interval.upper + by

    (low, high), others = ends(mean), [ends(part) for part in parts]
    return low <= max(end for _, end in others) and high >= min(end for end, _ in others) and low <= high
