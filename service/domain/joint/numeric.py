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

from service.domain.interval import Interval, IntervalSet
from service.domain.joint.condition import Row, in_floats
from service.domain.joint.parts import Parts
from service.domain.joint.system import System

Array = np.ndarray[Any, Any]

MOST_PASSES = 60
# Narrowings by less than this share are not followed up, and rounding errors are smaller than this by far.
LEAST_GAIN = 1e-4
TOLERANCE = 1e-9


class Numeric:
    """The rows of ``parts`` as arrays. Columns are variables first, then products of two columns."""

    def __init__(self, system: System, parts: Parts, *, generous: bool) -> None:
        self.system = system
        self._generous = generous
        self.variables = sorted({variable for rule in parts.rules for variable in system.rules[rule].about})
        self.column = {variable: number for number, variable in enumerate(self.variables)}
        self.factors: list[tuple[int, int]] = []
        self._product_columns: dict[tuple[int, int], int] = {}
        self.rows: list[Row] = []
        # A rule without any way to hold, if there is one.
        self.impossible: int | None = None
        self._lay_out(parts)
        self.size = len(self.variables) + len(self.factors)
        self.left = np.array([x for x, _ in self.factors], dtype=np.intp)
        self.right = np.array([y for _, y in self.factors], dtype=np.intp)
        self.made = np.arange(len(self.variables), self.size)
        self.owner = np.array([system.owners[variable] for variable in self.variables], dtype=np.intp)
        wholes = [system.whole(variable) for variable in self.variables]
        self.whole = np.array(wholes + [False] * len(self.factors), dtype=bool)
        quantities = [system.quantities[owner] for owner in self.owner]
        self.reading_low, self.reading_high = _ends([q.generous if generous else q.strict for q in quantities])

    def _lay_out(self, parts: Parts) -> None:
        """Rows one below the other: their entries, their rules, and the ways (alternatives) that they belong to."""
        row: list[int] = []
        col: list[int] = []
        coef: list[float] = []
        ends: list[tuple[float, float]] = []
        rules: list[int] = []
        ways: list[int] = []
        way_condition: list[int] = []
        conditions = [(rule, c) for rule in sorted(parts.rules) for c in self.system.rules[rule].conditions]
        for number, (rule, condition) in enumerate(conditions):
            if not condition.alternatives:
                self.impossible = rule
            for alternative in condition.alternatives:
                for one in alternative:
                    coefficients, low, high = one.floats
                    row += [len(self.rows)] * len(coefficients)
                    col += [self._column_of(factors) for _, factors in one.terms]
                    coef += coefficients
                    ends.append((low, high))
                    rules.append(rule)
                    ways.append(len(way_condition))
                    self.rows.append(one)
                way_condition.append(number)
        self.row, self.col, self.coef = np.array(row, dtype=np.intp), np.array(col, dtype=np.intp), np.array(coef)
        self.within_low, self.within_high = np.array(ends, dtype=float).reshape(len(ends), 2).T
        self.rule_of_row, self.row_way = np.array(rules, dtype=np.intp), np.array(ways, dtype=np.intp)
        self.way_condition = np.array(way_condition, dtype=np.intp)
        self.condition_count = len(conditions)
        self.entry_start = np.searchsorted(self.row, np.arange(len(self.rows) + 1))
        # Entries by column, for the narrowest that any row leaves to each.
        self.by_column = np.argsort(self.col, kind="stable")
        columns = self.col[self.by_column]
        self.starts = np.flatnonzero(np.diff(columns, prepend=-1))
        self.touched = columns[self.starts]

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
        low = np.where(active, self.reading_low, -np.inf)
        high = np.where(active, self.reading_high, np.inf)
        for variable, values in (also or {}).items():
            if variable in self.column and not values.is_empty:
                place = self.column[variable]
                hull = values.hull
                lowest, highest = in_floats(hull)
                low[place], high[place] = max(low[place], lowest), min(high[place], highest)
        free = np.full(len(self.factors), np.inf)
        low, high = np.concatenate((low, -free)), np.concatenate((high, free))
        low[self.whole] = np.ceil(low[self.whole] - TOLERANCE)
        high[self.whole] = np.floor(high[self.whole] + TOLERANCE)
        return low, high

    def end_near(self, column: int, value: float) -> Fraction:
        """The exact end of a reading that a column has come up to; the value itself if there is none."""
        if column < len(self.variables):
            quantity = self.system.quantities[self.system.owners[self.variables[column]]]
            reading = quantity.generous if self._generous else quantity.strict
            for end in (reading.lower, reading.upper):
                if end is not None and abs(float(end) - value) <= 1e-9 * max(abs(value), 1e-9):
                    return end
        return Fraction(f"{value:.12g}")

    def active_rules(self, parts: Parts) -> Array:
        """Which rows belong to rules of ``parts``."""
        active = np.zeros(len(self.system.rules), dtype=bool)
        active[list(parts.rules)] = True
        return active[self.rule_of_row]


def _ends(intervals: list[Interval]) -> tuple[Array, Array]:
    pairs = np.array([in_floats(one) for one in intervals], dtype=float).reshape(len(intervals), 2)
    return pairs[:, 0], pairs[:, 1]
