from __future__ import annotations

from fractions import Fraction

import pytest

from service.domain.interval import EVERYTHING, NON_ZERO, NOTHING, REALS, Interval, IntervalSet


def closed(low: int, high: int) -> Interval:
    return Interval(Fraction(low), Fraction(high))


def opened(low: int, high: int) -> Interval:
    return Interval(Fraction(low), Fraction(high), True, True)


def sets(*pieces: Interval) -> IntervalSet:
    return IntervalSet.of(*pieces)


RAY = Interval(Fraction(0), None, True)


@pytest.mark.parametrize(
    ("lower", "upper", "lower_open", "upper_open"),
    [(2, 1, False, False), (1, 1, True, False), (1, 1, False, True), (1, 1, True, True)],
)
def test_an_interval_is_never_empty(lower: int, upper: int, lower_open: bool, upper_open: bool) -> None:
    with pytest.raises(ValueError, match="nothing lies between"):
        Interval(Fraction(lower), Fraction(upper), lower_open, upper_open)


def test_an_infinite_end_is_open() -> None:
    assert REALS.lower_open
    assert REALS.upper_open
    assert Interval(None, None, False, False) == REALS


def test_open_ends_do_not_belong() -> None:
    assert 1 in closed(1, 2)
    assert 1 not in opened(1, 2)
    assert 2 not in opened(1, 2)
    assert Fraction(3, 2) in opened(1, 2)


@pytest.mark.parametrize(
    ("one", "other", "product"),
    [
        (closed(2, 3), closed(4, 5), closed(8, 15)),
        (closed(-2, 3), closed(4, 5), closed(-10, 15)),
        (closed(-2, 3), closed(-4, 5), closed(-12, 15)),
        (closed(-3, -2), closed(-5, -4), closed(8, 15)),
        (closed(0, 0), REALS, closed(0, 0)),
        (closed(0, 1), RAY, Interval(Fraction(0), None)),
        (opened(0, 1), RAY, RAY),
        (opened(0, 1), closed(0, 1), Interval(Fraction(0), Fraction(1), False, True)),
        (opened(-1, 1), closed(1, 2), opened(-2, 2)),
        (RAY, Interval(None, Fraction(0), True, True), Interval(None, Fraction(0), True, True)),
        (RAY, closed(-1, 1), REALS),
    ],
)
def test_products(one: Interval, other: Interval, product: Interval) -> None:
    assert one * other == product
    assert other * one == product


@pytest.mark.parametrize(
    ("base", "exponent", "power"),
    [
        (closed(-2, 3), 2, closed(0, 9)),
        (Interval(Fraction(-3), Fraction(2), True, False), 2, Interval(Fraction(0), Fraction(9), False, True)),
        (Interval(Fraction(-2), Fraction(2), True, False), 2, closed(0, 4)),
        (closed(-3, -2), 2, closed(4, 9)),
        (closed(-2, 3), 3, closed(-8, 27)),
        (REALS, 2, Interval(Fraction(0), None)),
        (REALS, 3, REALS),
    ],
)
def test_powers(base: Interval, exponent: int, power: Interval) -> None:
    assert base**exponent == power


def test_a_power_of_an_interval_has_a_positive_exponent() -> None:
    with pytest.raises(ValueError, match="positive"):
        closed(1, 2) ** 0


def test_powers_of_sets_with_other_exponents_leave_zero_out() -> None:
    assert sets(closed(-1, 1)) ** 0 == IntervalSet.point(1)
    assert sets(closed(0, 0)) ** 0 == NOTHING
    assert sets(closed(2, 4)) ** -1 == sets(Interval(Fraction(1, 4), Fraction(1, 2)))
    assert sets(closed(0, 0)) ** -2 == NOTHING


def test_division_around_zero_gives_two_rays() -> None:
    quotient = IntervalSet.point(1) / sets(closed(-1, 2))
    assert quotient == sets(Interval(None, Fraction(-1)), Interval(Fraction(1, 2), None))


def test_division_by_what_touches_zero_gives_one_ray() -> None:
    assert IntervalSet.point(1) / sets(closed(0, 2)) == sets(Interval(Fraction(1, 2), None))
    assert IntervalSet.point(1) / sets(RAY) == sets(RAY)


def test_division_by_zero_alone_gives_nothing() -> None:
    assert (IntervalSet.point(1) / IntervalSet.point(0)).is_empty


def test_an_interval_with_zero_has_no_reciprocal() -> None:
    for interval in (closed(-1, 1), closed(0, 1), REALS):
        with pytest.raises(ValueError, match="reciprocal"):
            interval.reciprocal()


def test_pieces_that_meet_are_joined() -> None:
    assert sets(closed(1, 2), closed(2, 3)).pieces == (closed(1, 3),)
    assert sets(closed(2, 3), opened(1, 2)).pieces == (Interval(Fraction(1), Fraction(3), True),)
    assert len(sets(opened(1, 2), opened(2, 3)).pieces) == 2


def test_nothing_and_everything() -> None:
    assert NOTHING.is_empty
    assert NOTHING.complement() == EVERYTHING
    assert EVERYTHING.complement() == NOTHING
    assert NON_ZERO.complement() == IntervalSet.point(0)
    assert (NOTHING + EVERYTHING).is_empty
    assert (NOTHING * EVERYTHING).is_empty
