"""Agreement against looking at every pair, and against trying values."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.agreement import Agreement
from service.domain.budget import Budget
from service.domain.comparable import Comparability, have_nothing_in_common
from service.domain.context import Context
from service.domain.expression import name
from service.domain.interval import EVERYTHING, Interval, IntervalSet
from service.domain.period import parse_period
from service.domain.tree import Box, Name
from service.domain.units import DIMENSIONLESS
from service.domain.whole import whole_in
from tests.property.strategies import intervals

BUDGET = Budget(Fraction(86_400))  # it begins when the tests are collected
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


def agreement(count: int, comparability: Comparability, counted: Collection[int] = ()) -> tuple[Agreement, list[str]]:
    """Figures that agree, and their names; with those at some places counted."""
    names = [f"f{place}" for place in range(count)]
    nodes = [name(each, DIMENSIONLESS) for each in names]
    assert all(isinstance(node, Name) for node in nodes)
    return Agreement.of(nodes, comparability, counted={names[place] for place in counted}), names


@settings(max_examples=400)
@given(st.lists(st.tuples(contexts(), intervals()), min_size=2, max_size=9), st.sets(st.integers(0, 8)))
def test_figures_agree_exactly_if_no_two_that_can_be_compared_clash(
    figures: list[tuple[Context, Interval]], counted: set[int]
) -> None:
    counted &= set(range(len(figures)))
    comparability = Comparability([context for context, _ in figures])
    relation, names = agreement(len(figures), comparability, counted)
    box = Box({each: IntervalSet.of(reading) for each, (_, reading) in zip(names, figures, strict=True)})
    values = [reading for _, reading in figures]
    whole = [reading.whole_numbers() for reading in values]
    pairs = list(combinations(range(len(figures)), 2))

    def clash(one: int, other: int) -> bool:
        read = whole if {one, other} & counted else values
        return comparability.comparable(one, other) and have_nothing_in_common(read[one], read[other])

    impossible = any(whole[place] is None for place in counted)
    clashes = {pair for pair in pairs if clash(*pair)}
    assert comparability.all == all(comparability.comparable(one, other) for one, other in pairs)
    if comparability.all and counted:
        together = IntervalSet.of(*values[:1])
        for reading in values[1:]:
            together &= IntervalSet.of(reading)
        assert relation.can_hold(box, BUDGET) == (not whole_in(together).is_empty)
        return
    assert relation.can_hold(box, BUDGET) == (not clashes and not impossible)
    readings = relation.readings(box)
    assert (readings is None) == impossible
    if readings is not None:
        assert set(relation.clashes(readings, BUDGET)) == clashes
        found = {(min(pair), max(pair)) for pair in readings.clashes(comparability, BUDGET)}
        assert bool(found) == bool(clashes)
        assert found <= clashes


@given(st.lists(intervals(), min_size=2, max_size=5))
def test_figures_that_can_all_be_compared_agree_exactly_if_there_is_one_value_for_all(figures: list[Interval]) -> None:
    relation, names = agreement(len(figures), Comparability([Context()] * len(figures)))
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
@given(st.lists(st.tuples(contexts(), intervals()), min_size=2, max_size=5), st.sets(st.integers(0, 4)), st.data())
def test_a_figure_is_admissible_exactly_where_it_can_agree(
    figures: list[tuple[Context, Interval]], counted: set[int], data: st.DataObject
) -> None:
    # What is counted was printed as a whole number.
    counted = {place for place in counted & set(range(len(figures))) if figures[place][1].whole_numbers() is not None}
    relation, names = agreement(len(figures), Comparability([context for context, _ in figures]), counted)
    box = Box({each: IntervalSet.of(reading) for each, (_, reading) in zip(names, figures, strict=True)})
    of = data.draw(st.sampled_from(names))
    admissible = relation.admissible(box, dict.fromkeys(names, EVERYTHING), BUDGET)[of]
    ends = [end for piece in admissible.pieces for end in (piece.lower, piece.upper) if end is not None]
    for value in [*ends, *(end + NEAR for end in ends), *(end - NEAR for end in ends), Fraction(0)]:
        fits = relation.can_hold(Box({**box, of: IntervalSet.point(value)}), BUDGET)
        # Whole numbers are told as the range from the first to the last.
        between = bool(counted) and value.denominator > 1
        assert (value in admissible) if fits else (between or value not in admissible), (of, value)
