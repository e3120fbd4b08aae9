"""A linear programme put together in blocks, and solved by HiGHS."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

Array = np.ndarray[Any, Any]


class Programme:
    """Columns between bounds, rows between bounds, and a cost that is to be as small as can be."""

    def __init__(self) -> None:
        self._low: list[Array] = []
        self._high: list[Array] = []
        self._cost: list[Array] = []
        self._row_low: list[Array] = []
        self._row_high: list[Array] = []
        self._entries: list[tuple[Array, Array, Array]] = []
        self._columns = self._rows = 0

    def columns(self, low: Array, high: Array, cost: Array | float = 0.0) -> Array:
        """New columns; their numbers."""
        count = len(low)
        self._low.append(low)
        self._high.append(high)
        self._cost.append(np.broadcast_to(np.asarray(cost, dtype=float), count))
        self._columns += count
        return np.arange(self._columns - count, self._columns)

    def rows(self, low: Array, high: Array) -> Array:
        """New rows, empty as yet; their numbers."""
        self._row_low.append(low)
        self._row_high.append(high)
        self._rows += len(low)
        return np.arange(self._rows - len(low), self._rows)

    def put(self, rows: Array, columns: Array, coefficients: Array | float) -> None:
        """Entries, one for each row given; those at the same place add up."""
        self._entries.append((rows, columns, np.broadcast_to(np.asarray(coefficients, dtype=float), len(rows))))

    def keep_inside(self, columns: Array, share: float) -> None:
        """Has ``columns`` keep up to ``share`` of half the room between their bounds away from these, each if it can.

        For one bound the room is half the size of the bound.
        """
        low, high = np.concatenate(self._low)[columns], np.concatenate(self._high)[columns]
        has_low, has_high = np.isfinite(low), np.isfinite(high)
        roomy = (has_low | has_high) & (high > low)
        columns, low, high, has_low, has_high = (part[roomy] for part in (columns, low, high, has_low, has_high))
        size = np.maximum(np.abs(np.where(has_low, low, high)), 1.0)
        room = np.where(has_low & has_high, (high - low) / 2, size / 2)
        away = self.columns(np.zeros(len(columns)), np.full(len(columns), share), -1.0)
        for bounded, low_end, high_end, sign in ((has_low, low, np.inf, -1), (has_high, -np.inf, high, 1)):
            ends = (np.broadcast_to(end, len(columns))[bounded] for end in (low_end, high_end))
            rows = self.rows(*ends)
            self.put(rows, columns[bounded], 1.0)
            self.put(rows, away[bounded], sign * room[bounded])

    def solved(self, whole: Array | None, seconds: float) -> Array | None:
        """The best values of all columns, those of which ``whole`` is true whole; ``None`` if none were found."""
        # Loading it takes some tenths of a second, which small systems are answered without.
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows, columns, values = (np.concatenate(part) for part in zip(*self._entries, strict=True))
        row_low, row_high = np.concatenate(self._row_low), np.concatenate(self._row_high)
        low, high = np.concatenate(self._low), np.concatenate(self._high)
        if not np.isfinite(values).all() or not (np.all(row_low <= row_high) and np.all(low <= high)):
            # Numbers beyond floating point are not for HiGHS.
            return None
        matrix = sparse.csr_matrix((values, (rows, columns)), shape=(self._rows, self._columns))
        integrality = None
        if whole is not None and whole.any():
            integrality = np.concatenate((whole, np.zeros(self._columns - len(whole), dtype=bool))).astype(int)
        answer = milp(
            np.concatenate(self._cost),
            constraints=LinearConstraint(matrix, row_low, row_high),
            bounds=Bounds(low, high),
            integrality=integrality,
            options={"time_limit": max(0.01, seconds)},
        )
        found: Array | None = answer.x
        return found
