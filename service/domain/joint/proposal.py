"""A point that may satisfy a large component: proposed by HiGHS in floating point, made exact by elimination.

Products are linearised where the last point was, a few times (sequential linear programming); then one factor of each
is kept at a short decimal, and what is left is linear. The programme asks for a point well inside of all bounds, so
that the exact solution of the equations near it still keeps them. It is a proposal all the same: the caller verifies.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from service.domain.budget import Budget
from service.domain.joint.condition import Row
from service.domain.joint.elimination import Equation, solved
from service.domain.joint.numeric import Array, Numeric
from service.domain.joint.programme import Programme
from service.domain.joint.suspicion import Narrowed

MOST_ROUNDS = 6
# How far inside of its bounds each value should be, as a share of half the room it has.
INSIDE = 0.2
# What it costs a product to be off, beside what a value gains that is inside.
PENALTY = 1e4
# Products that are off by no more than this share are close enough to what their factors make to go on from there.
CLOSE = 1e-3


def guess(numeric: Numeric, narrowed: Narrowed, budget: Budget) -> dict[int, Fraction]:
    """A cheaper proposal, for what has much room."""
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        return _Proposal(numeric, narrowed, budget).middle()


def propose(numeric: Numeric, narrowed: Narrowed, budget: Budget) -> dict[int, Fraction] | None:
    """Values for all variables that may well be right, or ``None``. Raises ``LimitExceeded``."""
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        return _Proposal(numeric, narrowed, budget).point()


class _Proposal:
    def __init__(self, numeric: Numeric, narrowed: Narrowed, budget: Budget) -> None:
        self._n = numeric
        self._budget = budget
        self._low, self._high = narrowed.low, np.maximum(narrowed.low, narrowed.high)
        self._at = self._middle()
        self._rows = self._counting(narrowed)

    def point(self) -> dict[int, Fraction] | None:
        """The proposal."""
        if not self._n.factors:
            return self._with({})
        for _ in range(MOST_ROUNDS):
            found = self._optimized(self._low, self._high, None)
            if found is None:
                return None
            self._at = found
            product = found[self._n.left] * found[self._n.right]
            off = np.max(np.abs(found[self._n.made] - product) / np.maximum(np.abs(product), 1e-9))
            if off <= CLOSE and (point := self._with(self._fixed_factors())) is not None:
                return point
        return None

    def middle(self) -> dict[int, Fraction]:
        """What the middles of all bounds and the equations make, without asking any solver."""
        return self._exact(self._fixed_factors())

    def _with(self, fixed: Mapping[int, Fraction]) -> dict[int, Fraction] | None:
        """The proposal with these factors as they are, if there is one."""
        low, high = self._low.copy(), self._high.copy()
        for column, value in fixed.items():
            low[column] = high[column] = float(value)
        found = self._optimized(low, high, fixed)
        if found is None:
            return None
        self._at = found
        return self._exact(fixed)

    def _middle(self) -> Array:
        """A value for each column between its bounds."""
        low, high = self._low, self._high
        size = np.maximum(np.where(np.isinf(low), 0, np.abs(low)), np.where(np.isinf(high), 0, np.abs(high)))
        size = np.where(size == 0, 1.0, size)
        from_low = np.where(np.isinf(low), -size, low)
        start = np.where(np.isinf(high), np.where(np.isinf(low), 1.0, low + size / 2), (from_low + high) / 2)
        start = np.where(np.isinf(low) & ~np.isinf(high), high - size / 2, start)
        for made, (one, other) in zip(self._n.made, self._n.factors, strict=True):
            start[made] = start[one] * start[other]
        return start

    def _counting(self, narrowed: Narrowed) -> Array:
        """The rows to satisfy: those that count anyway, and of open alternatives the one that is nearest to holding."""
        n = self._n
        open_rows = narrowed.open_rows
        if not open_rows.any():
            return np.flatnonzero(narrowed.active)
        value = np.bincount(n.row, n.coef * self._at[n.col], len(n.rows))
        off: Array = np.maximum(0, np.maximum(n.within_low - value, value - n.within_high)) / np.maximum(
            np.abs(value), 1
        )
        off = np.bincount(n.row_way, off, len(n.way_condition))
        ways = np.unique(n.row_way[open_rows])
        nearest: dict[int, int] = {}
        for way in ways[np.argsort(off[ways], kind="stable")]:
            nearest.setdefault(int(n.way_condition[way]), int(way))
        chosen = np.isin(n.row_way, list(nearest.values()))
        return np.flatnonzero(narrowed.active | (chosen & open_rows))

    def _fixed_factors(self) -> dict[int, Fraction]:
        """One factor of each product, counts before others, at a short decimal near where it is."""
        n = self._n
        fixed: dict[int, Fraction] = {}
        often: dict[int, int] = {}
        for pair in n.factors:
            for column in set(pair):
                often[column] = often.get(column, 0) + 1
        # What stands in equations had better follow from them.
        equal = n.within_low[n.row] == n.within_high[n.row]
        bound = np.bincount(n.col[equal & np.isin(n.row, self._rows)], minlength=n.size)
        for one, other in n.factors:
            if one in fixed or other in fixed:
                continue
            choices = [column for column in {one, other} if column < len(n.variables)]
            column = max(choices, key=lambda c: (bool(n.whole[c]), -int(bound[c]), often[c], -c))
            fixed[column] = self._short(column)
        return fixed

    def _short(self, column: int) -> Fraction:
        value = float(self._at[column])
        if self._n.whole[column]:
            return Fraction(round(value))
        room = min(value - self._low[column], self._high[column] - value)
        if room <= 0:
            return self._n.end_near(column, value)
        for digits in range(2, 16):
            rounded = float(f"{value:.{digits}g}")
            if abs(rounded - value) <= min(room * 1e-3, abs(value) * 1e-7):
                return Fraction(f"{value:.{digits}g}")
        return Fraction(value)

    def _optimized(self, low: Array, high: Array, fixed: Mapping[int, Fraction] | None) -> Array | None:
        """A point well inside of the bounds; products as ``fixed`` factors make them, else linearised, and loosely."""
        self._budget.watch()
        n = self._n
        programme = Programme()
        values = programme.columns(low, high)
        programme.keep_inside(values[~n.whole], INSIDE)
        self._put_rows(programme, values)
        if n.factors:
            self._put_products(programme, values, fixed)
        found = programme.solved(None if fixed is None else n.whole & (high > low), self._budget.left)
        return None if found is None else np.clip(found[: n.size], low, high)

    def _put_rows(self, programme: Programme, values: Array) -> None:
        """Rows that count; what those that are no equations come to is a column that keeps inside of its bounds too."""
        n, rows = self._n, self._rows
        low, high = n.within_low[rows], n.within_high[rows]
        loose = low < high
        numbers = programme.rows(np.where(loose, 0, low), np.where(loose, 0, high))
        place: Array = np.full(len(n.rows), -1, dtype=np.intp)
        place[rows] = numbers
        used = place[n.row] >= 0
        programme.put(place[n.row[used]], values[n.col[used]], n.coef[used])
        sums = programme.columns(low[loose], high[loose])
        programme.put(numbers[loose], sums, -1.0)
        programme.keep_inside(sums, INSIDE)

    def _put_products(self, programme: Programme, values: Array, fixed: Mapping[int, Fraction] | None) -> None:
        n, at = self._n, self._at
        if fixed is None:
            # x y is about x' y + x y' - x' y'; what it is off by is paid for.
            constant = -at[n.left] * at[n.right]
            rows = programme.rows(constant, constant)
            programme.put(rows, values[n.left], -at[n.right])
            programme.put(rows, values[n.right], -at[n.left])
            price = PENALTY / np.maximum(np.abs(at[n.made]), 1e-9)
            for sign in (1.0, -1.0):
                off = programme.columns(np.zeros(len(rows)), np.full(len(rows), np.inf), price)
                programme.put(rows, off, sign)
        else:
            factor = np.full(n.size, np.nan)
            factor[list(fixed)] = [float(value) for value in fixed.values()]
            by_left = ~np.isnan(factor[n.left])
            rows = programme.rows(np.zeros(len(n.made)), np.zeros(len(n.made)))
            other = np.where(by_left, n.right, n.left)
            programme.put(rows, values[other], -np.where(by_left, factor[n.left], factor[n.right]))
        programme.put(rows, values[n.made], 1.0)

    def _exact(self, fixed: Mapping[int, Fraction]) -> dict[int, Fraction]:
        """The solution of the equations near the point found, all else as it is."""
        n = self._n
        known: dict[int, Fraction] = {n.variables[column]: value for column, value in fixed.items()}
        room: dict[int, float] = {}
        start: dict[int, Fraction] = {}
        for column, variable in enumerate(n.variables):
            if variable in known:
                continue
            value, low, high = float(self._at[column]), float(self._low[column]), float(self._high[column])
            near = min(value - low, high - value)
            if n.whole[column]:
                known[variable] = Fraction(round(value))
            elif near <= 1e-9 * max(abs(value), 1e-9):
                known[variable] = n.end_near(column, value)
            else:
                room[variable] = near
                start[variable] = Fraction(f"{value:.12g}")
        rows = (n.rows[row] for row in self._rows if n.rows[row].within.is_point)
        equations = [equation for row in rows if (equation := _equation(row, known)) is not None]
        return {**known, **start, **solved(equations, start, room)}


def _equation(row: Row, known: Mapping[int, Fraction]) -> Equation | None:
    """A row that must be a number, as an equation of what is not known in it; ``None`` where that is not linear."""
    coefficients: dict[int, Fraction] = {}
    assert row.within.lower is not None
    right = row.within.lower
    for coefficient, factors in row.terms:
        value, unknown = coefficient, None
        for variable, exponent in factors:
            if variable in known:
                value *= known[variable] ** exponent
            elif exponent > 1 or unknown is not None:
                return None
            else:
                unknown = variable
        if unknown is None:
            right -= value
        elif value:
            coefficients[unknown] = coefficients.get(unknown, Fraction(0)) + value
    return Equation({variable: value for variable, value in coefficients.items() if value}, right)
