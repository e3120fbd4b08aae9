"""Float propagation over a whole component at once, and the elements behind a contradiction that it comes upon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from service.domain.interval import IntervalSet
from service.domain.joint.numeric import LEAST_GAIN, MOST_PASSES, TOLERANCE, Array, Numeric
from service.domain.joint.parts import Parts

LOW, HIGH = 0, 1
# Of several contradictions met in one pass, so many are traced back for the smallest.
MOST_TRACED = 8


@dataclass(frozen=True)
class Narrowed:
    """What columns may be, roughly, which rows count, or who seems to contradict whom."""

    low: Array
    high: Array
    active: Array
    open_rows: Array
    suspects: Parts | None


def narrow(
    numeric: Numeric, parts: Parts, also: Mapping[int, IntervalSet] | None, watch: Callable[[], None]
) -> Narrowed:
    """Propagates from the readings of ``parts`` until little changes or something is empty."""
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        return _Run(numeric, parts, also).run(watch)


class _Run:
    def __init__(self, numeric: Numeric, parts: Parts, also: Mapping[int, IntervalSet] | None) -> None:
        self._n = numeric
        self._parts = parts
        self._low, self._high = numeric.bounds(parts, also)
        self._in_rule = numeric.active_rules(parts)
        # Row, or product after the rows, that narrowed a column last, and in which pass; -1 for its reading.
        self._reason = np.full((2, numeric.size), -1, dtype=np.intp)
        self._pass = np.zeros((2, numeric.size), dtype=np.intp)
        self._history = [(self._reason.copy(), self._pass.copy())]

    def run(self, watch: Callable[[], None]) -> Narrowed:
        """Passes over all rows and products, each from what the one before it left."""
        n = self._n
        active = self._in_rule
        open_rows = np.zeros_like(active)
        if n.impossible is not None and n.impossible in self._parts.rules:
            return Narrowed(self._low, self._high, active, ~active, Parts(frozenset(), frozenset({n.impossible})))
        suspects = self._suspects(np.flatnonzero(_beyond(self._low, self._high)), [])
        for _ in range(MOST_PASSES):
            if suspects is not None:
                break
            watch()
            low_sum, high_sum, low_inf, high_inf, least, most = self._sums()
            row_low = np.where(low_inf == 0, low_sum, -np.inf)
            row_high = np.where(high_inf == 0, high_sum, np.inf)
            dead = (row_low > n.within_high + _slack(row_low, n.within_high)) | (
                row_high < n.within_low - _slack(row_high, n.within_low)
            )
            way_dead = np.zeros(len(n.way_condition), dtype=bool)
            way_dead[n.row_way[dead]] = True
            alive = np.bincount(n.way_condition[~way_dead], minlength=n.condition_count)
            hopeless = self._in_rule & (alive[n.way_condition[n.row_way]] == 0)
            if hopeless.any():
                suspects = self._suspects([], np.flatnonzero(hopeless & dead))
                break
            active = self._in_rule & ~way_dead[n.row_way] & (alive[n.way_condition[n.row_way]] == 1)
            open_rows = self._in_rule & ~way_dead[n.row_way] & (alive[n.way_condition[n.row_way]] > 1)
            changed = self._narrow(active, (low_sum, high_sum, low_inf, high_inf, least, most))
            suspects = self._suspects(np.flatnonzero(_beyond(self._low, self._high)), [])
            if not changed:
                break
        return Narrowed(self._low, self._high, active, open_rows, suspects)

    def _sums(self) -> tuple[Array, Array, Array, Array, Array, Array]:
        """For each row the least and most that it comes to, infinities counted apart, and the same of each entry."""
        n = self._n
        low, high = self._low[n.col], self._high[n.col]
        positive = n.coef > 0
        least = n.coef * np.where(positive, low, high)
        most = n.coef * np.where(positive, high, low)
        rows = len(n.rows)
        low_open, high_open = np.isinf(least), np.isinf(most)
        return (
            np.bincount(n.row, np.where(low_open, 0, least), rows),
            np.bincount(n.row, np.where(high_open, 0, most), rows),
            np.bincount(n.row, low_open, rows),
            np.bincount(n.row, high_open, rows),
            least,
            most,
        )

    def _narrow(self, active: Array, sums: tuple[Array, ...]) -> bool:
        n = self._n
        low_sum, high_sum, low_inf, high_inf, least, most = sums
        low_open, high_open = np.isinf(least), np.isinf(most)
        counts = active[n.row]
        others_least = np.where(low_inf[n.row] - low_open == 0, low_sum[n.row] - np.where(low_open, 0, least), -np.inf)
        others_most = np.where(high_inf[n.row] - high_open == 0, high_sum[n.row] - np.where(high_open, 0, most), np.inf)
        size = np.abs(low_sum) + np.abs(high_sum)
        top = n.within_high[n.row] - others_least + TOLERANCE * size[n.row]
        bottom = n.within_low[n.row] - others_most - TOLERANCE * size[n.row]
        top, bottom = np.where(counts, top, np.inf), np.where(counts, bottom, -np.inf)
        positive = n.coef > 0
        high = np.where(positive, top, bottom) / n.coef
        low = np.where(positive, bottom, top) / n.coef
        changed = False
        order, starts = n.by_column, n.starts
        if len(starts):
            best_high = np.minimum.reduceat(high[order], starts)
            best_low = np.maximum.reduceat(low[order], starts)
            changed |= self._take(n.touched, best_low, best_high, (low, high))
        if len(n.made):
            changed |= self._narrow_products()
        return changed

    def _take(self, columns: Array, low: Array, high: Array, entries: tuple[Array, Array]) -> bool:
        """Takes over what rows found for columns, with the row that found it."""
        n = self._n
        low, high = self._rounded(columns, low, high)
        better = (self._gains(columns, low, LOW), self._gains(columns, high, HIGH))
        stage = len(self._history)
        for side, found, bound in ((LOW, low, self._low), (HIGH, high, self._high)):
            taken = columns[better[side]]
            bound[taken] = found[better[side]]
            wanted = np.zeros(n.size, dtype=bool)
            wanted[taken] = True
            best = np.full(n.size, np.nan)
            best[columns] = found
            candidates = entries[side]
            close = wanted[n.col] & (self._rounded(n.col, candidates, candidates)[side] == best[n.col])
            self._reason[side][n.col[close]] = n.row[close]
            self._pass[side][taken] = stage
        self._remember()
        return bool(better[0].any() or better[1].any())

    def _remember(self) -> None:
        """Ends a stage: what is found from now on rests on the bounds as they are."""
        self._history.append((self._reason.copy(), self._pass.copy()))

    def _narrow_products(self) -> bool:
        n = self._n
        changed = False
        rows = len(n.rows)
        for made, one, other, forward in (
            (n.made, n.left, n.right, True),
            (n.left, n.made, n.right, False),
            (n.right, n.made, n.left, False),
        ):
            low, high = (self._times if forward else self._over)(one, other)
            low, high = self._rounded(made, low, high)
            stage = len(self._history)
            for side, found, bound in ((LOW, low, self._low), (HIGH, high, self._high)):
                better = np.flatnonzero(self._gains(made, found, side))
                for place in better:
                    # One by one, for a column may be a factor in several products.
                    column, value = made[place], found[place]
                    if (value > bound[column]) if side == LOW else (value < bound[column]):
                        bound[column] = value
                        self._reason[side][column] = rows + place
                        self._pass[side][column] = stage
                        changed = True
            self._remember()
        return changed

    def _times(self, one: Array, other: Array) -> tuple[Array, Array]:
        corners = np.stack(
            [
                np.nan_to_num(x[one] * y[other], nan=0.0, posinf=np.inf, neginf=-np.inf)
                for x in (self._low, self._high)
                for y in (self._low, self._high)
            ]
        )
        low, high = corners.min(axis=0), corners.max(axis=0)
        return low - TOLERANCE * np.abs(low), high + TOLERANCE * np.abs(high)

    def _over(self, one: Array, other: Array) -> tuple[Array, Array]:
        sure = (self._low[other] > 0) | (self._high[other] < 0)
        corners = np.stack(
            [
                np.nan_to_num(x[one] / y[other], nan=0.0, posinf=np.inf, neginf=-np.inf)
                for x in (self._low, self._high)
                for y in (self._low, self._high)
            ]
        )
        low, high = corners.min(axis=0), corners.max(axis=0)
        low, high = low - TOLERANCE * np.abs(low), high + TOLERANCE * np.abs(high)
        return np.where(sure, low, -np.inf), np.where(sure, high, np.inf)

    def _rounded(self, columns: Array, low: Array, high: Array) -> tuple[Array, Array]:
        whole = self._n.whole[columns]
        if not whole.any():
            return low, high
        slack = 1e-6
        return np.where(whole, np.ceil(low - slack), low), np.where(whole, np.floor(high + slack), high)

    def _gains(self, columns: Array, found: Array, side: int) -> Array:
        """Where a bound gets better by enough to be worth following."""
        low, high = self._low[columns], self._high[columns]
        width = high - low
        gain = found - low if side == LOW else high - found
        old = low if side == LOW else high
        enough = np.where(np.isinf(width), LEAST_GAIN * np.maximum(np.abs(old), np.abs(found)), LEAST_GAIN * width)
        return (gain > enough) & (np.isinf(old) | (gain > TOLERANCE * np.abs(found)))

    def _suspects(self, columns: Array | list[int], rows: Array | list[int]) -> Parts | None:
        last = len(self._history) - 1
        found = [
            self._traced([(int(column), LOW, last), (int(column), HIGH, last)], set())
            for column in columns[:MOST_TRACED]
        ]
        for row in rows[:MOST_TRACED]:
            rule = int(self._n.rule_of_row[row])
            found.append(self._traced(self._behind_row(int(row), None, last), {~rule}))
        return min(found, key=len, default=None)

    def _traced(self, open_bounds: list[tuple[int, int, int]], elements: set[int]) -> Parts:
        """All elements that some bounds rest on."""
        n = self._n
        seen: set[tuple[int, int, int]] = set()
        while open_bounds:
            column, side, at = open_bounds.pop()
            reasons, passes = self._history[at]
            key = (column, side, int(passes[side][column]))
            if key in seen:
                continue
            seen.add(key)
            reason = int(reasons[side][column])
            if reason < 0:
                if column < len(n.owner) and int(n.owner[column]) in self._parts.figures:
                    elements.add(int(n.owner[column]))
            elif reason < len(n.rows):
                elements.add(~int(n.rule_of_row[reason]))
                open_bounds += self._behind_row(reason, (column, side), key[2] - 1)
            else:
                place = reason - len(n.rows)
                triple = {int(n.made[place]), int(n.left[place]), int(n.right[place])} - {column}
                open_bounds += [(other, s, key[2] - 1) for other in triple for s in (LOW, HIGH)]
        return Parts.of(elements)

    def _behind_row(self, row: int, narrowed: tuple[int, int] | None, at: int) -> list[tuple[int, int, int]]:
        n = self._n
        entries = range(int(n.entry_start[row]), int(n.entry_start[row + 1]))
        alternatives = np.count_nonzero(n.way_condition == n.way_condition[n.row_way[row]]) > 1
        if alternatives or narrowed is None:
            same = np.flatnonzero(n.way_condition[n.row_way] == n.way_condition[n.row_way[row]])
            columns = {int(c) for r in same for c in n.col[n.entry_start[r] : n.entry_start[r + 1]]}
            return [(column, side, at) for column in columns for side in (LOW, HIGH)]
        column, side = narrowed
        found = []
        upper = False
        for entry in entries:
            if int(n.col[entry]) == column:
                upper = (n.coef[entry] > 0) == (side == HIGH)
        for entry in entries:
            other = int(n.col[entry])
            if other != column:
                # What narrows a term from above is the least that the others come to.
                found.append((other, LOW if (n.coef[entry] > 0) == upper else HIGH, at))
        return found


def _slack(one: Array, other: Array) -> Array:
    return TOLERANCE * (np.abs(np.where(np.isinf(one), 0, one)) + np.abs(np.where(np.isinf(other), 0, other)))


def _beyond(low: Array, high: Array) -> Array:
    return low > high + TOLERANCE * np.maximum(np.abs(low), np.abs(high))
