"""p values against SciPy's own distributions: no pick of values lies outside of what is computed for a range."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from service.domain.budget import Budget, LimitExceeded
from service.domain.expression import name
from service.domain.interval import EVERYTHING, Interval, IntervalSet
from service.domain.p_values import DOMAINS, FREEDOM, Distribution, Statistic, Tail
from service.domain.tail import Follows, PValue
from service.domain.tree import Box
from service.domain.units import DIMENSIONLESS

SLACK = 1e-9


@st.composite
def ranges(draw: st.DrawFn, low: int, high: int, places: int = 2) -> Interval:
    start = draw(st.integers(low, high))
    wide = draw(st.sampled_from([0, 1, 5, 100]))
    return Interval(Fraction(start, 10**places), Fraction(min(start + wide, high), 10**places))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Statistic, Tail, Interval, tuple[Interval, ...]]:
    test = draw(st.sampled_from(list(Statistic)))
    tails = list(Tail) if test in (Statistic.T, Statistic.R, Statistic.Z) else [Tail.TWO, Tail.ONE]
    lower = {Statistic.F: 0, Statistic.CHI2: 0, Statistic.R: -100}.get(test, -600)
    upper = {Statistic.F: 1000, Statistic.CHI2: 6000, Statistic.R: 100}.get(test, 600)
    freedom = tuple(draw(ranges(1, 400, 1)) for _ in range(FREEDOM[test]))
    return test, draw(st.sampled_from(tails)), draw(ranges(lower, upper)), freedom


def both_tails(test: Statistic, size: float, freedom: list[float]) -> float:
    match test:
        case Statistic.T:
            return 2 * float(special.stdtr(freedom[0], -size))
        case Statistic.F:
            return float(special.fdtrc(freedom[0], freedom[1], size))
        case Statistic.CHI2:
            return float(special.chdtrc(freedom[0], size))
        case Statistic.Z:
            return 2 * float(special.ndtr(-size))
        case Statistic.R:
            if size == 1:
                return 0.0
            return 2 * float(special.stdtr(freedom[0], -size * (freedom[0] / (1 - size * size)) ** 0.5))


def told_by_scipy(test: Statistic, tail: Tail, statistic: float, freedom: list[float]) -> float:
    both = both_tails(test, abs(statistic), freedom)
    if tail is Tail.TWO:
        return both
    if tail is Tail.ONE:
        return both / 2
    above = both / 2 if statistic >= 0 else 1 - both / 2
    return above if tail is Tail.RIGHT else 1 - above


def picks(interval: Interval) -> list[float]:
    assert interval.lower is not None
    assert interval.upper is not None
    return sorted({float(interval.lower), float(interval.some_value()), float(interval.upper)})


@settings(max_examples=150)
@given(cases())
def test_the_p_of_every_pick_lies_within_what_is_computed(
    case: tuple[Statistic, Tail, Interval, tuple[Interval, ...]],
) -> None:
    test, tail, statistic, freedom = case
    reach = Distribution(test, freedom, False).tail(tail, statistic)
    low, high = reach.enclosed.lower, reach.enclosed.upper
    assert low is not None
    assert high is not None
    found = []
    for value in picks(statistic):
        for first in picks(freedom[0]) if freedom else [0.0]:
            for second in picks(freedom[1]) if len(freedom) > 1 else [0.0]:
                p = told_by_scipy(test, tail, value, [first, second])
                assert float(low) * (1 - SLACK) - 1e-12 <= p <= float(high) * (1 + SLACK) + 1e-12
                found.append(p)
    # And the ends are not far from what is taken, but for F, of which the range is only enclosed.
    if test is not Statistic.F:
        assert min(found) <= float(low) * (1 + 1e-6) + 1e-12 or statistic.lower * statistic.upper < 0  # type: ignore[operator]
        assert max(found) >= float(high) * (1 - 1e-6) - 1e-12 or statistic.lower * statistic.upper < 0  # type: ignore[operator]
    for piece in reach.attained.pieces:
        assert piece.is_subset(reach.enclosed)


@settings(max_examples=60)
@given(cases(), st.integers(0, 1000), st.integers(0, 50))
def test_what_is_admissible_is_what_can_hold(
    case: tuple[Statistic, Tail, Interval, tuple[Interval, ...]], low: int, width: int
) -> None:
    test, tail, statistic, freedom = case
    names = [f"df{place}" for place in range(len(freedom))]
    relation = Follows.stated(
        PValue.of(test, tail, name("s", DIMENSIONLESS), tuple(name(each, DIMENSIONLESS) for each in names)),
        name("p", DIMENSIONLESS),
        counted=False,
    )
    stated = Interval(Fraction(low, 1000), min(Fraction(low + width, 1000), Fraction(1)))
    box = Box(
        {
            "s": IntervalSet.of(statistic),
            "p": IntervalSet.of(stated),
            **{each: IntervalSet.of(one) for each, one in zip(names, freedom, strict=True)},
        }
    )
    domains = {**dict.fromkeys(box, EVERYTHING), "s": IntervalSet.of(DOMAINS[test])}
    budget = Budget(Fraction(60))
    for of, admissible in relation.admissible(box, domains, budget).items():
        ends = [end for piece in admissible.pieces for end in (piece.lower, piece.upper) if end is not None]
        # A hair beyond the ends nothing fits, and as much inside everything does.
        for value in [*(end * factor for end in ends for factor in (1 - NEAR, 1 + NEAR)), Fraction(1, 3)]:
            if value not in domains[of].hull or (of == "p" and not 0 <= value <= 1):
                continue
            try:
                fits = relation.can_hold(Box({**box, of: IntervalSet.point(value)}), budget)
            except LimitExceeded:
                continue
            assert fits == (value in admissible), (of, value, admissible)


NEAR = Fraction(1, 10**8)
