"""Exact rational intervals and finite unions of them.

An :class:`Interval` is a non-empty connected set of rationals with open, closed or infinite ends. An
:class:`IntervalSet` is a finite union of them, kept sorted and disjoint; it may be empty. Unions are needed because
division by an interval around zero is two rays (extended division, IEEE 1788-2015 section 10.5.3), and because "not
equal" leaves a hole.

Arithmetic is exact: the result is precisely the set of values that the operation takes when its operands range
independently over theirs, open ends included. There are no floats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import Self

ZERO = Fraction(0)
ONE = Fraction(1)

# An end as the product rule sees it: its value (None is infinity, with the sign beside it), and whether it is open.
End = tuple[Fraction | None, int, bool]


@dataclass(frozen=True, slots=True)
class Interval:
    """A non-empty connected set of rationals. ``None`` is an infinite end, which is always open.

    Raises ``ValueError`` where nothing would lie between the ends.
    """

    lower: Fraction | None
    upper: Fraction | None
    lower_open: bool = False
    upper_open: bool = False

    def __post_init__(self) -> None:
        if self.lower is None:
            object.__setattr__(self, "lower_open", True)
        if self.upper is None:
            object.__setattr__(self, "upper_open", True)
        if not _occupied(self.lower, self.upper, self.lower_open, self.upper_open):
            raise ValueError(f"nothing lies between {self.lower} and {self.upper}")

    @classmethod
    def point(cls, value: Fraction | int) -> Self:
        """The interval that holds one value."""
        exact = Fraction(value)
        return cls(exact, exact)

    @property
    def is_point(self) -> bool:
        """Whether it holds exactly one value."""
        return self.lower is not None and self.lower == self.upper

    @property
    def is_bounded(self) -> bool:
        """Whether both ends are finite."""
        return self.lower is not None and self.upper is not None

    @property
    def least(self) -> Fraction:
        """The lower end of an interval that is known to have one."""
        assert self.lower is not None
        return self.lower

    @property
    def most(self) -> Fraction:
        """The upper end of an interval that is known to have one."""
        assert self.upper is not None
        return self.upper

    def __contains__(self, value: Fraction | int) -> bool:
        if self.lower is not None and (value < self.lower or (self.lower_open and value == self.lower)):
            return False
        return not (self.upper is not None and (value > self.upper or (self.upper_open and value == self.upper)))

    def is_subset(self, other: Interval) -> bool:
        """Whether every value of this one is in ``other``."""
        return _starts_no_earlier(self, other) and _ends_no_later(self, other)

    def intersect(self, other: Interval) -> Interval | None:
        """What both hold, or ``None`` when they hold nothing in common."""
        left = self if _starts_no_earlier(self, other) else other
        right = self if _ends_no_later(self, other) else other
        if not _occupied(left.lower, right.upper, left.lower_open, right.upper_open):
            return None
        return Interval(left.lower, right.upper, left.lower_open, right.upper_open)

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        left = other if _starts_no_earlier(self, other) else self
        right = other if _ends_no_later(self, other) else self
        return Interval(left.lower, right.upper, left.lower_open, right.upper_open)

    def some_value(self) -> Fraction:
        """A value strictly inside, or the only one; the same for equal intervals."""
        if self.lower is None and self.upper is None:
            return ZERO
        if self.lower is None:
            assert self.upper is not None
            return self.upper - 1
        if self.upper is None:
            return self.lower + 1
        return (self.lower + self.upper) / 2

    def whole_numbers(self) -> Interval | None:
        """From its first whole number to its last, or ``None`` when it holds none."""
        lower = None if self.lower is None else floor(self.lower) + 1 if self.lower_open else ceil(self.lower)
        upper = None if self.upper is None else ceil(self.upper) - 1 if self.upper_open else floor(self.upper)
        if lower is not None and upper is not None and lower > upper:
            return None
        return Interval(None if lower is None else Fraction(lower), None if upper is None else Fraction(upper))

    def affine(self, factor: Fraction, offset: Fraction = ZERO) -> Interval:
        """Its image under ``x * factor + offset``, the change of one unit for another; ``factor`` must be positive."""
        if factor == 1 and offset == 0:
            return self
        return Interval(
            None if self.lower is None else self.lower * factor + offset,
            None if self.upper is None else self.upper * factor + offset,
            self.lower_open,
            self.upper_open,
        )

    def __neg__(self) -> Interval:
        return Interval(
            None if self.upper is None else -self.upper,
            None if self.lower is None else -self.lower,
            self.upper_open,
            self.lower_open,
        )

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            None if self.lower is None or other.lower is None else self.lower + other.lower,
            None if self.upper is None or other.upper is None else self.upper + other.upper,
            self.lower_open or other.lower_open,
            self.upper_open or other.upper_open,
        )

    def __mul__(self, other: Interval) -> Interval:
        if self.lower is not None and other.lower is not None and self.lower > 0 and other.lower > 0:
            # The common case, in which each end comes of its own kind.
            upper = None if self.upper is None or other.upper is None else self.upper * other.upper
            lower_open, upper_open = self.lower_open or other.lower_open, self.upper_open or other.upper_open
            return Interval(self.lower * other.lower, upper, lower_open, upper_open)
        ends = [_end_product(a, b) for a in _ends(self) for b in _ends(other)]
        least = min(ends, key=lambda end: (end[1], end[0] or ZERO, end[2]))
        greatest = max(ends, key=lambda end: (end[1], end[0] or ZERO, not end[2]))
        return Interval(least[0], greatest[0], least[2], greatest[2])

    def reciprocal(self) -> Interval:
        """Its image under ``1 / x``; it must lie on one side of zero, which it may touch with an open end."""
        if 0 in self or (self.lower is not None and self.lower < 0 and (self.upper is None or self.upper > 0)):
            raise ValueError("zero has no reciprocal")
        if self.lower is not None and self.lower >= 0:
            low = ZERO if self.upper is None else ONE / self.upper
            high = None if self.lower == 0 else ONE / self.lower
            return Interval(low, high, self.upper_open, self.lower_open)
        return -((-self).reciprocal())

    def __pow__(self, exponent: int) -> Interval:
        """Its image under ``x ** exponent`` for a positive exponent."""
        if exponent < 1:
            raise ValueError("the exponent must be positive")
        lower = None if self.lower is None else self.lower**exponent
        upper = None if self.upper is None else self.upper**exponent
        if exponent % 2 or (self.lower is not None and self.lower >= 0):
            return Interval(lower, upper, self.lower_open, self.upper_open)
        if self.upper is not None and self.upper <= 0:
            return Interval(upper, lower, self.upper_open, self.lower_open)
        # It straddles zero, so the image starts at zero and ends at whichever end lies further out.
        far = max(
            ((lower, self.lower_open), (upper, self.upper_open)),
            key=lambda end: (end[0] is None, end[0] or ZERO, not end[1]),
        )
        return Interval(ZERO, far[0], False, far[1])


def _occupied(lower: Fraction | None, upper: Fraction | None, lower_open: bool, upper_open: bool) -> bool:
    if lower is None or upper is None:
        return True
    return lower < upper or (lower == upper and not lower_open and not upper_open)


def _starts_no_earlier(one: Interval, other: Interval) -> bool:
    if other.lower is None:
        return True
    if one.lower is None or one.lower < other.lower:
        return False
    return one.lower > other.lower or one.lower_open or not other.lower_open


def _ends_no_later(one: Interval, other: Interval) -> bool:
    if other.upper is None:
        return True
    if one.upper is None or one.upper > other.upper:
        return False
    return one.upper < other.upper or one.upper_open or not other.upper_open


def _ends(interval: Interval) -> tuple[End, End]:
    """Both ends, each with the sign of its infinity (0 for a finite end)."""
    return (
        (interval.lower, -1 if interval.lower is None else 0, interval.lower_open),
        (interval.upper, 1 if interval.upper is None else 0, interval.upper_open),
    )


def _end_product(a: End, b: End) -> End:
    """The product of two ends. Zero times anything is zero, and attained wherever that zero is."""
    (x, x_infinite, x_open), (y, y_infinite, y_open) = a, b
    if x == 0 or y == 0:
        attained = (x == 0 and not x_open) or (y == 0 and not y_open)
        return ZERO, 0, not attained
    if x is not None and y is not None:
        return x * y, 0, x_open or y_open
    x_sign = x_infinite if x is None else (1 if x > 0 else -1)
    y_sign = y_infinite if y is None else (1 if y > 0 else -1)
    return None, x_sign * y_sign, True


REALS = Interval(None, None)
NON_NEGATIVE = Interval(ZERO, None)
NON_POSITIVE = Interval(None, ZERO)


@dataclass(frozen=True, slots=True)
class IntervalSet:
    """A finite union of intervals: sorted, disjoint, no two of them touching. Build it with :meth:`of`."""

    pieces: tuple[Interval, ...] = ()

    @classmethod
    def of(cls, *intervals: Interval) -> Self:
        """The union of ``intervals``, in whatever order and however they overlap."""
        if len(intervals) < 2:
            return cls(intervals)
        merged: list[Interval] = []
        for interval in sorted(intervals, key=_start):
            if merged and _joins(merged[-1], interval):
                merged[-1] = merged[-1].hull(interval)
            else:
                merged.append(interval)
        return cls(tuple(merged))

    @classmethod
    def point(cls, value: Fraction | int) -> Self:
        """The set of one value."""
        return cls((Interval.point(value),))

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing."""
        return not self.pieces

    @property
    def is_point(self) -> bool:
        """Whether it holds exactly one value."""
        return len(self.pieces) == 1 and self.pieces[0].is_point

    @property
    def hull(self) -> Interval:
        """The smallest interval that holds it all; it must not be empty."""
        first, last = self.pieces[0], self.pieces[-1]
        return Interval(first.lower, last.upper, first.lower_open, last.upper_open)

    def __contains__(self, value: Fraction | int) -> bool:
        return any(value in piece for piece in self.pieces)

    def is_subset(self, other: IntervalSet) -> bool:
        """Whether every value of this one is in ``other``."""
        return all(any(piece.is_subset(whole) for whole in other.pieces) for piece in self.pieces)

    def __or__(self, other: IntervalSet) -> IntervalSet:
        return IntervalSet.of(*self.pieces, *other.pieces)

    def __and__(self, other: IntervalSet) -> IntervalSet:
        return self._each(other, Interval.intersect)

    def complement(self) -> IntervalSet:
        """Every value that it does not hold."""
        rest = EVERYTHING
        for piece in self.pieces:
            outside = []
            if piece.lower is not None:
                outside.append(Interval(None, piece.lower, True, not piece.lower_open))
            if piece.upper is not None:
                outside.append(Interval(piece.upper, None, not piece.upper_open, True))
            rest = rest & IntervalSet(tuple(outside))
        return rest

    def affine(self, factor: Fraction, offset: Fraction = ZERO) -> IntervalSet:
        """Its image under ``x * factor + offset``; ``factor`` must be positive."""
        return IntervalSet(tuple(piece.affine(factor, offset) for piece in self.pieces))

    def __neg__(self) -> IntervalSet:
        return IntervalSet(tuple(-piece for piece in reversed(self.pieces)))

    def __add__(self, other: IntervalSet) -> IntervalSet:
        return self._each(other, Interval.__add__)

    def __sub__(self, other: IntervalSet) -> IntervalSet:
        return self + -other

    def __mul__(self, other: IntervalSet) -> IntervalSet:
        return self._each(other, Interval.__mul__)

    def reciprocal(self) -> IntervalSet:
        """Its image under ``1 / x``, zero left out: two rays for an interval around zero."""
        if self.pieces and self.pieces[0].lower is not None and self.pieces[0].lower > 0:
            return IntervalSet(tuple(piece.reciprocal() for piece in reversed(self.pieces)))
        return IntervalSet.of(*(piece.reciprocal() for piece in (self & NON_ZERO).pieces))

    def __truediv__(self, other: IntervalSet) -> IntervalSet:
        return self * other.reciprocal()

    def __pow__(self, exponent: int) -> IntervalSet:
        """Its image under ``x ** exponent`` for any integer exponent; where that is not positive, zero is left out."""
        if exponent > 0:
            return IntervalSet.of(*(piece**exponent for piece in self.pieces))
        if exponent == 0:
            return IntervalSet() if (self & NON_ZERO).is_empty else IntervalSet.point(1)
        return self.reciprocal() ** -exponent

    def _each(self, other: IntervalSet, operation: Callable[[Interval, Interval], Interval | None]) -> IntervalSet:
        if len(self.pieces) == len(other.pieces) == 1:
            result = operation(self.pieces[0], other.pieces[0])
            return NOTHING if result is None else IntervalSet((result,))
        results = (operation(one, two) for one in self.pieces for two in other.pieces)
        return IntervalSet.of(*(result for result in results if result is not None))


def total(sets: Iterable[IntervalSet]) -> IntervalSet:
    """The sum of many sets, each ranging on its own; of none, zero."""
    return reduce(IntervalSet.__add__, sets, IntervalSet.point(0))


def _start(interval: Interval) -> tuple[bool, Fraction, bool]:
    return (interval.lower is not None, interval.lower or ZERO, interval.lower_open)


def _joins(left: Interval, right: Interval) -> bool:
    """Whether no value lies between ``left`` and ``right``, which starts no earlier."""
    if left.upper is None or right.lower is None or right.lower < left.upper:
        return True
    return right.lower == left.upper and not (left.upper_open and right.lower_open)


EVERYTHING = IntervalSet((REALS,))
NOTHING = IntervalSet()
NON_ZERO = IntervalSet((Interval(None, ZERO, True, True), Interval(ZERO, None, True, True)))
