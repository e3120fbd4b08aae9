"""Intervals, values in them, and formulas over named figures with an evaluation of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from service.domain.interval import Interval, IntervalSet

NAMES = ("x", "y", "z")


@cache
def fractions(lowest: int, highest: int, max_denominator: int = 3) -> st.SearchStrategy[Fraction]:
    """What `st.fractions` draws, the simplest first. There are few of them, which is faster than to make them up."""
    found = {Fraction(n, d) for d in range(1, max_denominator + 1) for n in range(lowest * d, highest * d + 1)}
    return st.sampled_from(sorted(found, key=lambda value: (value.denominator, abs(value), value < 0)))


ends = fractions(-4, 4)


@st.composite
def intervals(draw: st.DrawFn, *, low: int = -4, bounded: bool = False) -> Interval:
    """Any kind of interval: open, closed, infinite, a point."""
    one, other = sorted((draw(fractions(low, 4)), draw(fractions(low, 4))))
    lower = None if not bounded and draw(st.integers(0, 4)) == 0 and low < 0 else one
    upper = None if not bounded and draw(st.integers(0, 4)) == 0 else other
    if one == other:
        return Interval(lower, upper, False, False)
    return Interval(lower, upper, draw(st.booleans()), draw(st.booleans()))


interval_sets = st.lists(intervals(), max_size=3).map(lambda pieces: IntervalSet.of(*pieces))
non_empty_sets = st.lists(intervals(), min_size=1, max_size=3).map(lambda pieces: IntervalSet.of(*pieces))


def some_of(interval: Interval, near: Fraction = Fraction(1, 10**6), far: int = 10**3) -> list[Fraction]:
    """Values of an interval: its ends or values near them, far out where it has none, and some between."""
    lower = interval.lower if interval.lower is not None else (interval.upper or Fraction(0)) - far
    upper = interval.upper if interval.upper is not None else (interval.lower or Fraction(0)) + far
    width = upper - lower
    low = lower + near * width if interval.lower_open and interval.lower is not None else lower
    high = upper - near * width if interval.upper_open and interval.upper is not None else upper
    inner = [lower + width * part for part in (Fraction(1, 7), Fraction(1, 2), Fraction(5, 6))]
    return [value for value in dict.fromkeys((low, high, *inner, Fraction(0), Fraction(1))) if value in interval]


@st.composite
def value_in(draw: st.DrawFn, values: IntervalSet) -> Fraction:
    """A value of a set that is not empty."""
    return draw(st.sampled_from(some_of(draw(st.sampled_from(values.pieces)))))


@dataclass(frozen=True)
class Formula:
    """An expression as text, and as a tree of tuples that is evaluated without the engine."""

    tree: object

    def at(self, values: Mapping[str, Fraction]) -> Fraction:
        """Its value. Raises ``ZeroDivisionError`` where it has none."""
        return _value(self.tree, values)

    @property
    def text(self) -> str:
        return _text(self.tree)


def _value(tree: object, values: Mapping[str, Fraction]) -> Fraction:
    match tree:
        case str():
            return values[tree]
        case Fraction():
            return tree
        case ("neg", inner):
            return -_value(inner, values)
        case ("^", inner, int(exponent)):
            return _value(inner, values) ** exponent
        case (str(operator), left, right):
            one, other = _value(left, values), _value(right, values)
            match operator:
                case "+":
                    return one + other
                case "-":
                    return one - other
                case "*":
                    return one * other
                case "/":
                    return one / other
    raise AssertionError(tree)


def _text(tree: object) -> str:
    match tree:
        case str():
            return tree
        case Fraction():
            return f"({tree})" if tree.denominator > 1 or tree < 0 else str(tree)
        case ("neg", inner):
            return f"(-{_text(inner)})"
        case ("^", inner, exponent):
            return f"({_text(inner)})^{exponent}"
        case (operator, left, right):
            return f"({_text(left)} {operator} {_text(right)})"
    raise AssertionError(tree)


def formulas(
    operators: str = "+-*/", *, powers: bool = True, names: tuple[str, ...] = NAMES
) -> st.SearchStrategy[Formula]:
    """Expressions in which names often repeat."""
    leaves = st.sampled_from([*names, *names, Fraction(1), Fraction(2), Fraction(3)])

    def larger(smaller: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
        choices = [st.tuples(st.sampled_from(operators), smaller, smaller), st.tuples(st.just("neg"), smaller)]
        if powers:
            exponents = st.sampled_from([2, 3, -1] if "/" in operators else [2, 3])
            choices.append(st.tuples(st.just("^"), smaller, exponents))
        return st.one_of(choices)

    return st.recursive(leaves, larger, max_leaves=5).map(Formula)


@st.composite
def multi_affine(draw: st.DrawFn, names: tuple[str, ...] = NAMES) -> Formula:
    """A sum of products in each of which a name occurs once at most, though it may be in many of them."""
    monomials = st.lists(st.sampled_from(names), unique=True, max_size=len(names))
    terms = draw(st.lists(st.tuples(st.integers(-3, 3), monomials), min_size=1, max_size=4))
    tree: object = Fraction(draw(st.integers(-2, 2)))
    for coefficient, factors in terms:
        term: object = Fraction(coefficient)
        for name in factors:
            term = ("*", term, name)
        tree = ("+", tree, term)
    return Formula(tree)
