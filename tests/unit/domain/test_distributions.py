"""Tail probabilities against closed forms, and SciPy against series of many digits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from math import comb, factorial

import pytest

from service.domain import distributions
from service.domain.distributions import (
    _PI,
    MARGIN,
    PRECISE_MARGIN,
    beta_by_scipy,
    gamma_by_scipy,
    incomplete_beta,
    upper_gamma,
)
from service.domain.interval import Interval

HALF = Fraction(1, 2)


def binomial(x: Fraction, a: int, b: int) -> Fraction:
    """I_x(a, b) for whole numbers: the chance of at least a successes in a + b - 1 trials."""
    trials = a + b - 1
    return sum(
        (comb(trials, hits) * x**hits * (1 - x) ** (trials - hits) for hits in range(a, trials + 1)), Fraction(0)
    )


@pytest.mark.parametrize("precise", [False, True])
@pytest.mark.parametrize(
    ("x", "a", "b"),
    [("1/3", 3, 5), ("99/100", 40, 2), ("1/1000", 2, 300), ("1/2", 50, 50), ("3/10", 7, 1), ("4/5", 1, 9)],
)
def test_the_beta_function_of_whole_numbers_is_a_binomial_sum(x: str, a: int, b: int, precise: bool) -> None:
    bounds = incomplete_beta(Fraction(x), Fraction(a), Fraction(b), precise=precise)
    truth = binomial(Fraction(x), a, b)
    assert truth in bounds
    assert width(bounds) <= 5 * truth * (PRECISE_MARGIN if precise else Fraction(MARGIN))


@pytest.mark.parametrize("precise", [False, True])
@pytest.mark.parametrize(("a", "x"), [(1, "3"), (5, "20"), (14, "11"), (2, "1/100"), (3, "100")])
def test_the_gamma_function_of_whole_numbers_is_a_poisson_sum(a: int, x: str, precise: bool) -> None:
    bounds = upper_gamma(Fraction(x), Fraction(a), precise=precise)
    with localcontext(prec=120):
        mean = Decimal(Fraction(x).numerator) / Fraction(x).denominator
        truth = Fraction(sum((mean**k / factorial(k) for k in range(a)), Decimal(0)) * (-mean).exp())
    assert truth in bounds
    assert width(bounds) <= 5 * truth * (PRECISE_MARGIN if precise else Fraction(MARGIN))


def test_one_degree_of_freedom_is_cauchys_distribution() -> None:
    assert HALF in incomplete_beta(HALF, HALF, HALF, precise=True)
    # A third of a right angle: tan(π / 6) squared is a third.
    assert Fraction(2, 3) in incomplete_beta(Fraction(3, 4), HALF, HALF, precise=True)


def test_the_ends_are_exact() -> None:
    assert incomplete_beta(Fraction(0), HALF, HALF, precise=False) == Interval.point(0)
    assert incomplete_beta(Fraction(1), HALF, HALF, precise=True) == Interval.point(1)
    assert upper_gamma(Fraction(0), HALF, precise=False) == Interval.point(1)


def test_what_is_too_small_for_a_float_is_still_above_zero() -> None:
    for bounds in (
        upper_gamma(Fraction(2000), HALF, precise=False),
        incomplete_beta(Fraction(1, 10**9), Fraction(100), HALF, precise=False),
    ):
        assert 0 not in bounds
        assert width(bounds) < Fraction(1, 10**280)
    precise = upper_gamma(Fraction(2000), HALF, precise=True)
    assert precise == upper_gamma(Fraction(2000), HALF, precise=False)


def test_series_without_end_are_not_begun() -> None:
    for compute, arguments in (
        (incomplete_beta, (HALF, Fraction(10**13), Fraction(10**13) + 10**7)),
        (upper_gamma, (Fraction(10**13), Fraction(10**13))),
    ):
        roughly = compute(*arguments, precise=False)
        assert compute(*arguments, precise=True) == roughly
        assert 0 not in roughly
        assert width(roughly) > Fraction(1, 100)


LARGE = [
    (incomplete_beta, (Fraction(100_000, 100_400), Fraction(50_000), HALF)),
    (incomplete_beta, (Fraction(100_000, 100_001), Fraction(50_000), HALF)),
    (incomplete_beta, (Fraction(49, 100), Fraction(11_000), Fraction(11_000))),
    (incomplete_beta, (Fraction(51, 100), Fraction(11_000), Fraction(11_000))),
    (upper_gamma, (Fraction(11_500), Fraction(11_000))),
    (upper_gamma, (Fraction(10_500), Fraction(11_000))),
    (upper_gamma, (Fraction(10_001), HALF)),
]


@pytest.mark.parametrize(("compute", "arguments"), LARGE)
def test_bounds_without_a_sum_lie_around_what_a_sum_gives(
    compute: Callable[..., Interval], arguments: tuple[Fraction, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = compute(*arguments, precise=False)
    # What the series gives, even where it is too small to be looked at otherwise.
    monkeypatch.setattr(distributions, "_NEGLIGIBLE", Fraction(0))
    assert compute(*arguments, precise=True).is_subset(bounds)
    assert width(bounds) < 1


def test_numbers_of_any_size_have_bounds() -> None:
    sizes = [Fraction(10) ** power for power in (-100, -17, 5, 18, 100)]
    for x in (Fraction(1, 3), *(1 - small for small in sizes if small < 1), *(small for small in sizes if small < 1)):
        for a in sizes:
            for b in (HALF, *sizes):
                bounds = incomplete_beta(x, a, b, precise=True)
                assert bounds.is_subset(Interval(Fraction(0), Fraction(1)))
    for x in sizes:
        for a in (HALF, *sizes):
            assert upper_gamma(x, a, precise=True).is_subset(Interval(Fraction(0), Fraction(1)))


def test_pi_is_what_machin_says() -> None:
    with localcontext(prec=len(str(_PI)) + 10):
        pi = 4 * (4 * arctangent_of_reciprocal(5) - arctangent_of_reciprocal(239))
        assert abs(pi - _PI) < Decimal(10) ** -(len(str(_PI)) - 3)


def arctangent_of_reciprocal(number: int) -> Decimal:
    power = Decimal(1) / number
    total, index = power, 1
    while power > Decimal(10) ** -230:
        power /= number * number
        total += power / (2 * index + 1) * (-1) ** index
        index += 1
    return total


def test_scipy_is_a_thousand_times_closer_than_it_is_taken_to_be() -> None:
    looked_at = 0
    halves = [Fraction(whole, 2) for whole in (1, 2, 7, 60, 345, 4000)]
    betas = [
        (beta_by_scipy, incomplete_beta, (x, a, b))
        for a in halves
        for b in halves
        for x in (a / (a + b) * Fraction(4, 5), a / (a + b), Fraction(1, 50), Fraction(999, 1000))
    ]
    gammas = [
        (gamma_by_scipy, upper_gamma, (a * Fraction(tenths, 10), a)) for a in halves for tenths in (1, 8, 10, 12, 30)
    ]
    for computed, bounds, arguments in (*betas, *gammas):
        closely = bounds(*arguments, precise=True)  # type: ignore[operator]
        if closely.upper < Fraction(1, 10**60):
            continue
        assert closely.is_subset(bounds(*arguments, precise=False))  # type: ignore[operator]
        value = Fraction(computed(*arguments))  # type: ignore[operator]
        if value > Fraction(1, 10**290):
            assert abs(value / closely.lower - 1) < Fraction(MARGIN) / 1000, arguments
            looked_at += 1
    assert looked_at > 100


def width(bounds: Interval) -> Fraction:
    assert bounds.lower is not None
    assert bounds.upper is not None
    return bounds.upper - bounds.lower
