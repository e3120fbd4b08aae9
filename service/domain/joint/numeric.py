"""A component in floating point: where contradictions are looked for first, because it is fast.

Nothing here decides anything. Interval propagation over all rows at once, as arrays, points at a few elements that may
contradict each other; whether they do is for exact arithmetic to say. Products are columns of their own, tied to
their factors; rows of conditions with alternatives count while all other alternatives are out of reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from service.domain.interval import IntervalSet
from service.domain.joint.condition import Row
from service.domain.joint.parts import Parts
from service.domain.joint.system import System

Array = np.ndarray[Any, Any]

MOST_PASSES = 60
# Narrowings by less than this share are not followed up, and rounding errors are smaller than this by far.
LEAST_GAIN = 1e-3
TOLERANCE = 1e-9


class Numeric:
    """The rows of ``parts`` as arrays. Columns are variables first, then products of two columns."""

    def __init__(self, system: System, parts: Parts, *, generous: bool) -> None:
        self.system = system
        self._generous = generous
        self.column: dict[int, int] = {}
        self.factors: list[tuple[int, int]] = []
        self._product_columns: dict[tuple[int, int], int] = {}
        rows: list[Row] = []
        entries: list[tuple[int, int, float]] = []
        self.row_rule: list[int] = []
        row_way: list[int] = []
        way_condition: list[int] = []
        conditions = 0
        used = sorted({v for rule in parts.rules for c in system.rules[rule].conditions for v in c.variables})
        self.variables = used
        self.column = {variable: number for number, variable in enumerate(used)}
        self.impossible: int | None = None
        for rule in sorted(parts.rules):
            for condition in system.rules[rule].conditions:
                if not condition.alternatives:
                    self.impossible = rule
                for alternative in condition.alternatives:
                    for row in alternative:
                        for coefficient, factors in row.terms:
                            entries.append((len(rows), self._column_of(factors), float(coefficient)))
                        rows.append(row)
                        self.row_rule.append(rule)
                        row_way.append(len(way_condition))
                    way_condition.append(conditions)
                conditions += 1
        self.rows = rows
        self.size = len(used) + len(self.factors)
        self.row = np.array([entry[0] for entry in entries], dtype=np.intp)
        self.col = np.array([entry[1] for entry in entries], dtype=np.intp)
        self.coef = np.array([entry[2] for entry in entries])
        self.within_low, self.within_high = _ends(row.within for row in rows)
        self.left = np.array([x for x, _ in self.factors], dtype=np.intp)
        self.right = np.array([y for _, y in self.factors], dtype=np.intp)
        self.made = np.arange(len(used), self.size)
        self.rule_of_row = np.array(self.row_rule, dtype=np.intp)
        self.row_way = np.array(row_way, dtype=np.intp)
        self.way_condition = np.array(way_condition, dtype=np.intp)
        self.condition_count = conditions
        quantities = [system.quantities[system.owners[variable]] for variable in used]
        self.owner = np.array([system.owners[variable] for variable in used], dtype=np.intp)
        self.whole = np.array([system.whole(variable) for variable in used] + [False] * len(self.factors), dtype=bool)
        self.reading_low, self.reading_high = _ends(q.generous if generous else q.strict for q in quantities)
        self.domain_low, self.domain_high = _ends(q.domain for q in quantities)
        by_column = np.argsort(self.col, kind="stable")
        self.by_column = by_column
        sorted_columns = self.col[by_column]
        self.starts = np.flatnonzero(np.r_[True, sorted_columns[1:] != sorted_columns[:-1]]) if entries else by_column
        self.touched = sorted_columns[self.starts] if entries else by_column
        self.entry_start = np.searchsorted(self.row, np.arange(len(rows) + 1))

    def _column_of(self, factors: tuple[tuple[int, int], ...]) -> int:
        columns = [self.column[variable] for variable, exponent in factors for _ in range(exponent)]
        made = columns[0]
        for other in columns[1:]:
            pair = (min(made, other), max(made, other))
            if pair not in self._product_columns:
                self._product_columns[pair] = len(self.column) + len(self.factors)
                self.factors.append(pair)
            made = self._product_columns[pair]
        return made

    def bounds(self, parts: Parts, also: Mapping[int, IntervalSet] | None) -> tuple[Array, Array]:
        """What each column may be by the readings of ``parts`` alone."""
        held = np.zeros(len(self.system.quantities), dtype=bool)
        held[list(parts.figures)] = True
        active = held[self.owner]
        low = np.where(active, np.maximum(self.reading_low, self.domain_low), self.domain_low)
        high = np.where(active, np.minimum(self.reading_high, self.domain_high), self.domain_high)
        for variable, values in (also or {}).items():
            if variable in self.column and not values.is_empty:
                place = self.column[variable]
                hull = values.hull
                if hull.lower is not None:
                    low[place] = max(low[place], float(hull.lower))
                if hull.upper is not None:
                    high[place] = min(high[place], float(hull.upper))
        free = np.full(len(self.factors), np.inf)
        low, high = np.concatenate((low, -free)), np.concatenate((high, free))
        low[self.whole] = np.ceil(low[self.whole] - TOLERANCE)
        high[self.whole] = np.floor(high[self.whole] + TOLERANCE)
        return low, high

    def end_near(self, column: int, value: float) -> Fraction:
        """The exact end of a reading or domain that a column has come up to; the value itself if there is none."""
        if column < len(self.variables):
            quantity = self.system.quantities[self.system.owners[self.variables[column]]]
            for interval in (quantity.generous if self._generous else quantity.strict, quantity.domain):
                for end in (interval.lower, interval.upper):
                    if end is not None and abs(float(end) - value) <= 1e-9 * max(abs(value), 1e-9):
                        return end
        return Fraction(f"{value:.12g}")

    def active_rules(self, parts: Parts) -> Array:
        """Which rows belong to rules of ``parts``."""
        active = np.zeros(len(self.system.rules), dtype=bool)
        active[list(parts.rules)] = True
        return active[self.rule_of_row]


def _ends(intervals: Any) -> tuple[Array, Array]:
    pairs = [
        (-np.inf if one.lower is None else float(one.lower), np.inf if one.upper is None else float(one.upper))
        for one in intervals
    ]
    array = np.array(pairs, dtype=float).reshape(len(pairs), 2)
    return array[:, 0], array[:, 1]
