"""Laws of intervals and their unions: a lattice of sets, and arithmetic that holds all values and no others."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain.interval import EVERYTHING, NON_ZERO, NOTHING, REALS, Interval, IntervalSet, total
from service.domain.roots import roots
from tests.property.strategies import ends, interval_sets, intervals, non_empty_sets, some_of, value_in

exponents = st.integers(-4, 5).filter(bool)


@given(interval_sets, interval_sets)
def test_intersection_and_union_do_not_depend_on_order(one: IntervalSet, other: IntervalSet) -> None:
    assert one & other == other & one
    assert one | other == other | one


@given(interval_sets, interval_sets, interval_sets)
def test_intersection_and_union_associate_and_distribute(a: IntervalSet, b: IntervalSet, c: IntervalSet) -> None:
    assert (a & b) & c == a & (b & c)
    assert (a | b) | c == a | (b | c)
    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)


@given(interval_sets, ends)
def test_a_complement_holds_what_the_set_does_not(values: IntervalSet, value: Fraction) -> None:
    assert (value in values.complement()) != (value in values)
    assert values.complement().complement() == values
    assert values & values.complement() == NOTHING
    assert values | values.complement() == EVERYTHING


@given(interval_sets, interval_sets)
def test_the_complement_of_a_union_is_in_both_complements(one: IntervalSet, other: IntervalSet) -> None:
    assert (one | other).complement() == one.complement() & other.complement()


@given(interval_sets, interval_sets, ends)
def test_sets_hold_what_their_operation_says(one: IntervalSet, other: IntervalSet, value: Fraction) -> None:
    assert (value in one & other) == (value in one and value in other)
    assert (value in one | other) == (value in one or value in other)
    if one.is_subset(other) and value in one:
        assert value in other


@given(interval_sets, interval_sets)
def test_a_subset_is_what_an_intersection_leaves_alone(one: IntervalSet, other: IntervalSet) -> None:
    assert one.is_subset(other) == (one & other == one)
    assert one.is_subset(other) == (one | other == other)


@given(intervals(), intervals())
def test_a_hull_is_the_smallest_interval_around_both(one: Interval, other: Interval) -> None:
    hull = one.hull(other)
    assert one.is_subset(hull)
    assert other.is_subset(hull)
    assert hull == other.hull(one)
    assert {hull.lower, hull.upper} <= {one.lower, one.upper, other.lower, other.upper}
    assert IntervalSet.of(one, other).hull == hull


@given(interval_sets)
def test_pieces_are_sorted_and_never_touch(values: IntervalSet) -> None:
    for left, right in zip(values.pieces, values.pieces[1:], strict=False):
        assert left.upper is not None
        assert right.lower is not None
        assert left.upper < right.lower or (left.upper == right.lower and left.upper_open and right.lower_open)


@given(st.data(), non_empty_sets, non_empty_sets)
def test_arithmetic_holds_what_any_two_values_make(data: st.DataObject, one: IntervalSet, other: IntervalSet) -> None:
    x, y = data.draw(value_in(one)), data.draw(value_in(other))
    assert x + y in one + other
    assert x - y in one - other
    assert x * y in one * other
    if y:
        assert x / y in one / other


@given(st.data(), non_empty_sets, exponents)
def test_a_power_holds_the_power_of_any_value(data: st.DataObject, values: IntervalSet, exponent: int) -> None:
    value = data.draw(value_in(values))
    assume(value or exponent > 0)
    assert value**exponent in values**exponent


@given(intervals(), intervals())
def test_a_sum_holds_nothing_that_no_two_values_make(one: Interval, other: Interval) -> None:
    result = one + other
    for value in some_of(result):
        # y = value - x has to be in the other for some x.
        assert not (IntervalSet((one,)) & (IntervalSet.point(value) - IntervalSet((other,)))).is_empty
    assert_end(result.lower, result.lower_open, [(one.lower, one.lower_open), (other.lower, other.lower_open)])
    assert_end(result.upper, result.upper_open, [(one.upper, one.upper_open), (other.upper, other.upper_open)])


def assert_end(end: Fraction | None, is_open: bool, parts: list[tuple[Fraction | None, bool]]) -> None:
    """An end of a sum is the sum of the ends, and belongs to it exactly if both of these do."""
    values = [value for value, _ in parts if value is not None]
    if len(values) < len(parts):
        assert end is None
    else:
        assert end == sum(values)
        assert is_open == any(part_open for _, part_open in parts)


@given(intervals(), intervals())
def test_ends_of_a_product_are_attained_exactly_if_they_are_closed(one: Interval, other: Interval) -> None:
    result = one * other
    for end, is_open in ((result.lower, result.lower_open), (result.upper, result.upper_open)):
        if end is None:
            continue
        assert attained(end, one, other) != is_open
    for value in some_of(result):
        assert attained(value, one, other)


def attained(value: Fraction, one: Interval, other: Interval) -> bool:
    """Whether x * y is ``value`` for an x and a y of the two, told by looking for an x for which value / x is a y."""
    if value == 0:
        return 0 in one or 0 in other
    if other.is_point:
        return other.lower != 0 and value / other.some_value() in one
    if one.is_point:
        return one.lower != 0 and value / one.some_value() in other
    # x ranges over the values for which value / x is in the other: two rays, one or none.
    possible = [Interval(*sorted_ends(value, piece)) for piece in (IntervalSet((other,)) & NON_ZERO).pieces]
    return any(one.intersect(values) is not None for values in possible)


def sorted_ends(value: Fraction, divisor: Interval) -> tuple[Fraction | None, Fraction | None, bool, bool]:
    """The ends of value / y for y over an interval on one side of zero."""
    near_zero_below = divisor.upper is not None and divisor.upper <= 0
    outer, inner = (divisor.lower, divisor.upper) if near_zero_below else (divisor.upper, divisor.lower)
    outer_open, inner_open = (
        (divisor.lower_open, divisor.upper_open) if near_zero_below else (divisor.upper_open, divisor.lower_open)
    )
    at_outer = (Fraction(0), True) if outer is None else (value / outer, outer_open)
    at_inner = (None, True) if not inner else (value / inner, inner_open)
    grows_up = (value > 0) != near_zero_below
    first, last = (at_outer, at_inner) if grows_up else (at_inner, at_outer)
    return first[0], last[0], first[1], last[1]


@given(non_empty_sets)
def test_division_by_values_around_zero_leaves_two_rays(values: IntervalSet) -> None:
    quotient = IntervalSet.point(1) / values
    assert 0 not in quotient
    assert quotient.reciprocal() == values & NON_ZERO


@given(non_empty_sets, ends)
def test_a_quotient_holds_only_what_times_a_divisor_is_a_dividend(divisors: IntervalSet, value: Fraction) -> None:
    dividend = IntervalSet.of(Interval(Fraction(1), Fraction(2), False, True))
    made = IntervalSet.point(value) * (divisors & NON_ZERO)
    assert (value in dividend / divisors) == (not (made & dividend).is_empty)


@given(non_empty_sets, ends, exponents)
def test_a_power_holds_only_what_has_a_root_in_the_set(values: IntervalSet, base: Fraction, exponent: int) -> None:
    assume(base != 0)
    candidates = {base, -base} if exponent % 2 == 0 else {base}
    assert (base**exponent in values**exponent) == any(candidate in values for candidate in candidates)


@given(non_empty_sets, exponents)
def test_roots_of_a_power_are_the_set_again(values: IntervalSet, exponent: int) -> None:
    values = values & NON_ZERO if exponent < 0 else values
    expected = values | -values if exponent % 2 == 0 else values
    assert roots(values**exponent, exponent) == expected


@given(st.data(), non_empty_sets, exponents)
def test_roots_hold_every_value_whose_power_is_in_the_set(
    data: st.DataObject, target: IntervalSet, exponent: int
) -> None:
    found = roots(target, exponent)
    for value in [*(data.draw(value_in(found)) for _ in range(1) if not found.is_empty), Fraction(1), Fraction(-3, 2)]:
        if value**exponent in target:
            assert value in found


@given(non_empty_sets, exponents)
def test_roots_are_wider_than_the_truth_by_a_hair_at_most(target: IntervalSet, exponent: int) -> None:
    again = roots(target, exponent) ** exponent
    meant = target & (NON_ZERO if exponent < 0 else EVERYTHING)
    if exponent % 2 == 0:
        meant = meant & IntervalSet.of(Interval(Fraction(0), None))
    assert meant.is_subset(again)
    hair = IntervalSet.of(Interval(Fraction(-1, 10**30), Fraction(1, 10**30)))
    assert again.is_subset(meant * (IntervalSet.point(1) + hair)) or again == meant


@given(non_empty_sets, st.fractions(Fraction(1, 100), 100), ends)
def test_a_change_of_units_and_back_changes_nothing(values: IntervalSet, factor: Fraction, offset: Fraction) -> None:
    assert values.affine(factor, offset).affine(1 / factor, -offset / factor) == values


@given(intervals())
def test_the_value_picked_from_an_interval_is_in_it(interval: Interval) -> None:
    assert interval.some_value() in interval


@given(st.lists(non_empty_sets, max_size=4))
def test_a_total_is_the_sum_one_by_one(sets: list[IntervalSet]) -> None:
    expected = IntervalSet.point(0)
    for values in sets:
        expected = values + expected
    assert total(sets) == expected
    assert REALS in (total([*sets, EVERYTHING])).pieces
