"""Agreement against looking at every pair, and against trying values."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.agreement import Agreement
from service.domain.budget import Budget
from service.domain.comparable import Comparability
from service.domain.context import Context
from service.domain.expression import name
from service.domain.interval import EVERYTHING, Interval, IntervalSet
from service.domain.period import parse_period
from service.domain.tree import Box, Name
from service.domain.units import DIMENSIONLESS
from tests.property.strategies import intervals

BUDGET = Budget(Fraction(600))
NEAR = Fraction(1, 10**6)


@st.composite
def contexts(draw: st.DrawFn) -> Context:
    first = draw(st.integers(0, 4))
    periods = [
        None,
        f"200{first}",
        f"200{first}/200{first + draw(st.integers(0, 2))}",
        f"200{first}/..",
        f"../200{first}",
    ]
    period = draw(st.sampled_from(periods))
    return Context(
        period=None if period is None else parse_period(period),
        measure=draw(st.sampled_from([None, None, "m", "n"])),
        dimensions=draw(st.sampled_from([None, None, {}, {"d": "1"}])),
    )


def agreement(count: int, comparability: Comparability, *, counted: bool) -> tuple[Agreement, list[str]]:
    names = [f"f{place}" for place in range(count)]
    nodes = [name(each, DIMENSIONLESS) for each in names]
    assert all(isinstance(node, Name) for node in nodes)
    return Agreement.of(nodes, comparability, counted=counted), names


@settings(max_examples=300)
@given(st.lists(st.tuples(contexts(), intervals()), min_size=2, max_size=9), st.booleans())
def test_figures_agree_exactly_if_no_two_that_can_be_compared_clash(
    figures: list[tuple[Context, Interval]], counted: bool
) -> None:
    comparability = Comparability([context for context, _ in figures])
    relation, names = agreement(len(figures), comparability, counted=counted)
    box = Box({each: IntervalSet.of(reading) for each, (_, reading) in zip(names, figures, strict=True)})
    readings = [reading.whole_numbers() if counted else reading for _, reading in figures]
    clash = any(
        comparability.comparable(one, other) and apart(readings[one], readings[other])
        for one, other in combinations(range(len(figures)), 2)
    )
    impossible = any(reading is None for reading in readings)
    assert relation.can_hold(box, BUDGET) == (not clash and not impossible)
    pairs = combinations(range(len(figures)), 2)
    assert comparability.all == all(comparability.comparable(one, other) for one, other in pairs)
    known = [reading for reading in readings if reading is not None]
    if not impossible:
        found = list(comparability.clashes(known, BUDGET))
        assert bool(found) == clash
        assert all(apart(known[one], known[other]) and comparability.comparable(one, other) for one, other in found)


def apart(one: Interval | None, other: Interval | None) -> bool:
    return one is not None and other is not None and one.intersect(other) is None


@given(st.lists(intervals(), min_size=2, max_size=5))
def test_figures_that_can_all_be_compared_agree_exactly_if_there_is_one_value_for_all(figures: list[Interval]) -> None:
    relation, names = agreement(len(figures), Comparability([Context()] * len(figures)), counted=False)
    box = Box({each: IntervalSet.of(reading) for each, reading in zip(names, figures, strict=True)})
    ends = {end for reading in figures for end in (reading.lower, reading.upper) if end is not None} | {Fraction(0)}
    tried = ends | {end + NEAR for end in ends} | {end - NEAR for end in ends}
    common = [value for value in tried if all(value in reading for reading in figures)]
    assert relation.can_hold(box, BUDGET) == bool(common)
    assert all(value in relation.expected(box, BUDGET) for value in common)
    conjuncts = relation.conjuncts()
    assert conjuncts is not None
    for value in common[:1]:
        same = Box(dict.fromkeys(names, IntervalSet.point(value)))
        assert all(one.can_hold(same, BUDGET) for one in conjuncts)


@settings(max_examples=150)
@given(st.lists(st.tuples(contexts(), intervals()), min_size=2, max_size=5), st.data())
def test_a_figure_is_admissible_exactly_where_it_can_agree(
    figures: list[tuple[Context, Interval]], data: st.DataObject
) -> None:
    relation, names = agreement(len(figures), Comparability([context for context, _ in figures]), counted=False)
    box = Box({each: IntervalSet.of(reading) for each, (_, reading) in zip(names, figures, strict=True)})
    of = data.draw(st.sampled_from(names))
    admissible = relation.admissible(box, dict.fromkeys(names, EVERYTHING), BUDGET)[of]
    ends = [end for piece in admissible.pieces for end in (piece.lower, piece.upper) if end is not None]
    for value in [*ends, *(end + NEAR for end in ends), *(end - NEAR for end in ends), Fraction(0)]:
        fits = relation.can_hold(Box({**box, of: IntervalSet.point(value)}), BUDGET)
        assert fits == (value in admissible), (of, value)
