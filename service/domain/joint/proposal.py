"""A point that may satisfy a large component: proposed by HiGHS in floating point, made exact by elimination.

Products are linearised where the last point was, a few times (sequential linear programming); then one factor of each
is kept at a short decimal, and what is left is linear. The programme asks for a point well inside of all bounds, so
that the exact solution of the equations near it still keeps them. It is a proposal all the same: the caller verifies.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from scipy import sparse

from service.domain.budget import Budget
from service.domain.joint.condition import Row
from service.domain.joint.elimination import Equation, solved
from service.domain.joint.numeric import Array, Numeric
from service.domain.joint.suspicion import Narrowed

MOST_ROUNDS = 6
# How far inside of its bounds each value should be, as a share of half the room it has.
INSIDE = 0.2
# What it costs a product to be off, beside what a value gains that is inside.
PENALTY = 1e4
# Products that are off by no more than this share are close enough to what their factors make to go on from there.
CLOSE = 1e-3


def guess(numeric: Numeric, narrowed: Narrowed, budget: Budget) -> dict[int, Fraction] | None:
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

    def middle(self) -> dict[int, Fraction] | None:
        """What the middles of all bounds and the equations make, without asking any solver."""
        return self._exact(self._fixed_factors())

    def _with(self, fixed: Mapping[int, Fraction]) -> dict[int, Fraction] | None:
        """The proposal with these factors as they are."""
        low, high = self._low.copy(), self._high.copy()
        for column, value in fixed.items():
            low[column] = high[column] = float(value)
        before = self._at
        found = self._optimized(low, high, fixed)
        if found is None:
            return None
        self._at = found
        point = self._exact(fixed)
        if point is None:
            self._at = before
        return point

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
        from scipy.optimize import Bounds, LinearConstraint, milp

        self._budget.watch()
        n, rows = self._n, self._rows
        size, products = n.size, len(n.factors)
        place: Array = np.full(len(n.rows), -1, dtype=np.intp)
        place[rows] = np.arange(len(rows))
        used = place[n.row] >= 0
        row_low, row_high = n.within_low[rows], n.within_high[rows]
        # Products: what they are less their linear form is zero, or the difference is paid for.
        at = self._at
        numbers = np.arange(products) + len(rows)
        tied_rows: list[Array] = [numbers]
        tied_cols: list[Array] = [n.made]
        tied_coefs: list[Array] = [np.ones(products)]
        constant = np.zeros(products)
        if fixed is None:
            for factor, other in ((n.left, n.right), (n.right, n.left)):
                tied_rows.append(numbers)
                tied_cols.append(factor)
                tied_coefs.append(-at[other])
            constant = -at[n.left] * at[n.right]
        else:
            is_fixed = np.zeros(size, dtype=bool)
            is_fixed[list(fixed)] = True
            by = np.where(is_fixed[n.left], n.left, n.right)
            free = np.where(is_fixed[n.left], n.right, n.left)
            value = np.zeros(size)
            value[list(fixed)] = [float(v) for v in fixed.values()]
            tied_rows.append(numbers)
            tied_cols.append(free)
            tied_coefs.append(-value[by])
        # Columns: values, then how far inside each is, then how far products are off, up and down.
        has_low, has_high = np.isfinite(low), np.isfinite(high)
        roomy = np.flatnonzero((has_low | has_high) & (high - low > 0) & (~n.whole))
        width = np.where(
            has_low & has_high, (high - low) / 2, np.maximum(np.abs(np.where(has_low, low, high)), 1.0) / 2
        )
        inside = size + np.arange(len(roomy))
        below, above = roomy[has_low[roomy]], roomy[has_high[roomy]]
        first = len(rows) + products
        low_rows = first + np.arange(len(below))
        high_rows = first + len(below) + np.arange(len(above))
        inside_of = np.zeros(size, dtype=np.intp)
        inside_of[roomy] = inside
        # Rows with room keep inside of it as well, each with a column of its own.
        slack = np.flatnonzero(row_high > row_low)
        row_inside = size + len(roomy) + np.arange(len(slack))
        magnitude = np.bincount(n.row[used], np.abs(n.coef[used] * at[n.col[used]]), len(n.rows))[rows][slack]
        gap = np.where(
            np.isfinite(row_high[slack] - row_low[slack]), (row_high - row_low)[slack] / 2, magnitude * 0.1 + 1e-9
        )
        up = slack[np.isfinite(row_high[slack])]
        down = slack[np.isfinite(row_low[slack])]
        gap_of, inside_row = np.zeros(len(rows)), np.zeros(len(rows), dtype=np.intp)
        gap_of[slack], inside_row[slack] = gap, row_inside
        equal = np.flatnonzero(row_high == row_low)
        # A row with both ends needs two rows, so equations keep theirs and all others are doubled below.
        second = first + len(below) + len(above)
        up_rows, down_rows = second + np.arange(len(up)), second + len(up) + np.arange(len(down))
        total_rows = second + len(up) + len(down)
        errors = size + len(roomy) + len(slack) + np.arange(2 * products if fixed is None else 0)
        total_cols = size + len(roomy) + len(slack) + len(errors)
        matrix = sparse.csr_matrix((n.coef[used], (place[n.row[used]], n.col[used])), shape=(len(rows), total_cols))
        blocks_rows = [*tied_rows, low_rows, low_rows, high_rows, high_rows, up_rows, down_rows]
        blocks_cols = [*tied_cols, below, inside_of[below], above, inside_of[above], inside_row[up], inside_row[down]]
        blocks_coefs = [
            *tied_coefs,
            np.ones(len(below)),
            -width[below],
            np.ones(len(above)),
            width[above],
            gap_of[up],
            -gap_of[down],
        ]
        if fixed is None:
            blocks_rows += [numbers, numbers]
            blocks_cols += [errors[:products], errors[products:]]
            blocks_coefs += [np.ones(products), -np.ones(products)]
        extra = sparse.csr_matrix(
            (np.concatenate(blocks_coefs), (np.concatenate(blocks_rows), np.concatenate(blocks_cols))),
            shape=(total_rows, total_cols),
        )
        select = sparse.csr_matrix(
            (
                np.ones(len(equal) + len(up) + len(down)),
                (np.concatenate((equal, up_rows, down_rows)), np.concatenate((equal, up, down))),
            ),
            shape=(total_rows, len(rows)),
        )
        lower, upper = np.full(total_rows, -np.inf), np.full(total_rows, np.inf)
        lower[equal] = upper[equal] = row_low[equal]
        lower[numbers] = upper[numbers] = constant
        lower[low_rows], upper[high_rows] = low[below], high[above]
        upper[up_rows], lower[down_rows] = row_high[up], row_low[down]
        cost = np.zeros(total_cols)
        cost[inside] = cost[row_inside] = -1.0
        if fixed is None:
            scale = np.maximum(np.abs(at[n.made]), 1e-9)
            cost[errors[:products]] = cost[errors[products:]] = PENALTY / scale
        col_low = np.concatenate((low, np.zeros(total_cols - size)))
        col_high = np.concatenate((high, np.full(len(roomy) + len(slack), INSIDE), np.full(len(errors), np.inf)))
        whole = np.concatenate((n.whole & (high > low), np.zeros(total_cols - size, dtype=bool)))
        answer = milp(
            cost,
            constraints=LinearConstraint(extra + select @ matrix, lower, upper),
            bounds=Bounds(col_low, col_high),
            integrality=whole.astype(int) if fixed is not None and whole.any() else None,
            options={"time_limit": max(0.01, self._budget.left)},
        )
        return None if answer.x is None else np.clip(answer.x[:size], low, high)

    def _exact(self, fixed: Mapping[int, Fraction]) -> dict[int, Fraction] | None:
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
        equations = [_equation(n.rows[row], known) for row in self._rows if n.rows[row].within.is_point]
        if any(equation is None for equation in equations):
            return None
        values = solved([equation for equation in equations if equation is not None], start, room)
        return None if values is None else {**known, **start, **values}


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
