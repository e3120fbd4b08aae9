"""Joint consistency against z3 and HiGHS used plainly, on random systems with one planted contradiction.

Three things are timed, each from the joined system on, so that everybody builds what they need of it: that it cannot
hold (or that it can, for the same system without the contradiction), a first minimal conflict, and a first smallest
blame set, proven to be one. Readings are the generous ones. Ours are exact, for all relations.

z3 gets all relations as they are, products too: a solver with tracked assertions; the core that it minimises itself;
figures as soft assertions of its optimizer. HiGHS gets what it can express: the linear rows, and **products
linearised** by their McCormick envelopes over the readings; of alternatives (a quotient whose divisor may have either
sign) only the one for positive figures. It answers in floating point, and what it calls possible need not be: a linear
programme; a deletion filter over the rows and figures that the duals of the elastic programme point at; a mixed-integer
programme with a binary for each figure that lifts its bounds (big M).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import z3
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from benchmarks.joint_systems import random_system
from benchmarks.measure import Outcome
from service.domain.budget import Budget
from service.domain.interval import Interval
from service.domain.joint import System
from service.domain.joint.blame import smallest_blames
from service.domain.joint.conflicts import shrunk
from service.domain.joint.feasibility import Feasibility, Question
from service.domain.joint.parts import Parts, components
from service.domain.joint.smt import Point, Smt

SIZES = (20, 100, 500, 2_000)
# A reference that has no answer by then counts as if it had had one then.
LIMIT = 10
TARGET = 1
# Figures are below 10 to the 7th, so a bound lifted by this is lifted for good.
BIG = 1e7

Work = Callable[[System], bool]


def outcomes(rounds: int) -> Iterator[Outcome]:
    """For each size and question, our answers per second and those of each reference."""
    for size in SIZES:
        broken = random_system(size, contradiction=True, seconds=LIMIT)
        sound = random_system(size, contradiction=False, seconds=LIMIT)
        for question, system, ours, *theirs in (
            ("it can hold", sound, _holds, _z3_holds, _highs_holds),
            ("it cannot hold", broken, _fails, _z3_fails, _highs_fails),
            ("a minimal conflict", broken, _conflict, _z3_conflict, _highs_conflict),
            ("a smallest blame set", broken, _blame, _z3_blame, _highs_blame),
        ):
            for name, reference in zip(("z3", "HiGHS, products linearised"), theirs, strict=True):
                yield _compared(f"joint, {size:,} figures: {question}", name, system, ours, reference, rounds)


def _compared(work: str, name: str, system: System, ours: Work, theirs: Work, rounds: int) -> Outcome:
    mine, others = [], []
    for _ in range(rounds):
        rate, answered = _rate(ours, system)
        assert answered, f"{work}: no answer of ours"
        mine.append(rate)
        rate, answered = _rate(theirs, system)
        others.append(rate)
        if not answered:
            name = f"{name.partition(' (')[0]} (no answer in {LIMIT} s)" if rate < 2 / LIMIT else f"{name} (wrong)"
        if rate < 1:
            # One turn of something so slow says enough.
            break
    return Outcome(work, name, TARGET, "answers/s", tuple(mine), tuple(others))


def _rate(work: Work, system: System) -> tuple[float, bool]:
    started = time.perf_counter()
    answered = work(system)
    return 1 / (time.perf_counter() - started), answered


def _broken(system: System) -> tuple[Feasibility, Parts] | None:
    question = Question(system, generous=True, budget=Budget(Fraction(LIMIT)))
    for component in sorted(components(system), key=len):
        feasibility = Feasibility(question, component)
        found = feasibility.decide(component)
        if isinstance(found, Parts):
            return feasibility, found
    return None


def _holds(system: System) -> bool:
    return _broken(system) is None


def _fails(system: System) -> bool:
    return _broken(system) is not None


def _conflict(system: System) -> bool:
    found = _broken(system)
    return found is not None and bool(shrunk(found[0].question, found[1]).figures)


def _blame(system: System) -> bool:
    found = _broken(system)
    if found is None:
        return False
    figures, witness = next(smallest_blames(found[0], [shrunk(found[0].question, found[1])]))
    return len(figures) == 1 and figures.isdisjoint(witness.holding)


def _z3_solver(system: System) -> tuple[Smt, Parts]:
    """Everything asserted, each figure and check behind a literal that it is tracked by."""
    everything = Parts(frozenset(range(len(system.quantities))), frozenset(range(len(system.rules))))
    budget = Budget(Fraction(LIMIT))
    return Smt(system, everything, z3.Context(), generous=True, budget=budget), everything


def _z3_holds(system: System) -> bool:
    solver, everything = _z3_solver(system)
    return isinstance(solver.check(everything), Point)


def _z3_fails(system: System) -> bool:
    solver, everything = _z3_solver(system)
    return isinstance(solver.check(everything), Parts)


def _z3_conflict(system: System) -> bool:
    smt, everything = _z3_solver(system)
    solver = smt.solver
    solver.set("core.minimize", True)
    solver.set("timeout", LIMIT * 1000)
    return bool(solver.check(*smt.literals(everything)) == z3.unsat and len(solver.unsat_core()))


def _z3_blame(system: System) -> bool:
    smt, everything = _z3_solver(system)
    optimizer = z3.Optimize(ctx=smt.solver.ctx)
    optimizer.set("timeout", LIMIT * 1000)
    optimizer.add(*smt.solver.assertions(), *smt.literals(Parts(frozenset(), everything.rules)))
    for figure, literal in zip(sorted(everything.figures), smt.literals(Parts(everything.figures)), strict=True):
        optimizer.add_soft(literal, system.quantities[figure].weight)
    return bool(optimizer.check() == z3.sat)


class _Linear:
    """The rows as one matrix, products as columns within their McCormick envelopes, the readings as bounds."""

    def __init__(self, system: System) -> None:
        figures = [system.quantities[owner] for owner in system.owners]
        self.size = len(figures)
        self.least, self.most = _ends([figure.generous for figure in figures])
        self.weights = np.array([float(figure.weight) for figure in figures])
        self._products: dict[tuple[tuple[int, int], ...], int] = {}
        rows: list[dict[int, float]] = []
        within: list[tuple[float, float]] = []
        for rule in system.rules:
            for condition in rule.conditions:
                # The first alternative of a quotient is the one for a positive divisor.
                for row in condition.alternatives[0]:
                    rows.append({self._column(factors): float(coefficient) for coefficient, factors in row.terms})
                    within.append(_floats(row.within))
        for ((x, _), (y, _)), made in self._products.items():
            for one, other, above in (
                (self.least[x], self.least[y], True),
                (self.most[x], self.most[y], True),
                (self.most[x], self.least[y], False),
                (self.least[x], self.most[y], False),
            ):
                # Where a reading has no end, the envelope has no side.
                if np.isfinite(one) and np.isfinite(other):
                    rows.append({made: 1.0, x: -other, y: -one})
                    within.append((-one * other, np.inf) if above else (-np.inf, -one * other))
        self.rows = len(rows)
        self.columns = self.size + len(self._products)
        numbers = [number for number, row in enumerate(rows) for _ in row]
        columns = [column for row in rows for column in row]
        values = [value for row in rows for value in row.values()]
        self.matrix = sparse.csr_matrix((values, (numbers, columns)), shape=(self.rows, self.columns))
        self.low, self.high = (np.array(ends) for ends in zip(*within, strict=True))

    def _column(self, factors: tuple[tuple[int, int], ...]) -> int:
        if len(factors) == 1:
            return factors[0][0]
        return self._products.setdefault(factors, self.size + len(self._products))

    def free(self) -> Any:
        """Upper bounds for products, which have none of their own."""
        return np.full(self.columns - self.size, np.inf)

    def feasible(self, rows: Any = None, figures: Any = None) -> bool:
        """Whether some rows and figures (all, if not said otherwise) can hold."""
        rows = np.arange(self.rows) if rows is None else rows
        held = np.ones(self.size, dtype=bool) if figures is None else np.isin(np.arange(self.size), figures)
        answer = milp(
            np.zeros(self.columns),
            constraints=LinearConstraint(self.matrix[rows], self.low[rows], self.high[rows]),
            bounds=Bounds(
                np.concatenate((np.where(held, self.least, -np.inf), -self.free())),
                np.concatenate((np.where(held, self.most, np.inf), self.free())),
            ),
            options={"time_limit": LIMIT},
        )
        return answer.x is not None

    def suspects(self) -> tuple[list[int], list[int]]:
        """The rows and figures with duals in the programme that breaks the figures as little as can be."""
        size, more = self.size, self.columns - self.size
        figures = sparse.hstack([sparse.identity(size), sparse.csr_matrix((size, more))]).tocsr()
        breaks = sparse.identity(size, format="csr")
        above, below = np.isfinite(self.high), np.isfinite(self.low)
        most, least = np.isfinite(self.most), np.isfinite(self.least)
        rows = sparse.vstack([self.matrix[above], -self.matrix[below]])
        limits = sparse.vstack(
            [
                sparse.hstack([rows, sparse.csr_matrix((rows.shape[0], 2 * size))]),
                sparse.hstack([figures, -breaks, 0 * breaks]).tocsr()[most],
                sparse.hstack([-figures, 0 * breaks, -breaks]).tocsr()[least],
            ]
        )
        answer = linprog(
            np.concatenate((np.zeros(self.columns), np.ones(2 * size))),
            A_ub=limits,
            b_ub=np.concatenate((self.high[above], -self.low[below], self.most[most], -self.least[least])),
            bounds=[(None, None)] * self.columns + [(0, None)] * (2 * size),
        )
        loud = np.flatnonzero(np.abs(answer.ineqlin.marginals) > 1e-9)
        numbers = np.concatenate(
            (np.flatnonzero(above), np.flatnonzero(below), -1 - np.flatnonzero(most), -1 - np.flatnonzero(least))
        )[loud]
        return sorted({int(n) for n in numbers if n >= 0}), sorted({int(-1 - n) for n in numbers if n < 0})


def _floats(interval: Interval) -> tuple[float, float]:
    return (
        -np.inf if interval.lower is None else float(interval.lower),
        np.inf if interval.upper is None else float(interval.upper),
    )


def _ends(intervals: list[Interval]) -> tuple[Any, Any]:
    low, high = zip(*map(_floats, intervals), strict=True)
    return np.array(low), np.array(high)


def _highs_holds(system: System) -> bool:
    return _Linear(system).feasible()


def _highs_fails(system: System) -> bool:
    return not _Linear(system).feasible()


def _highs_conflict(system: System) -> bool:
    linear = _Linear(system)
    if linear.feasible():
        return False
    rows, figures = linear.suspects()
    for kept in (rows, figures):
        for one in list(kept):
            kept.remove(one)
            if linear.feasible(rows, figures):
                kept.append(one)
    return not linear.feasible(rows, figures)


def _highs_blame(system: System) -> bool:
    linear = _Linear(system)
    size, more = linear.size, linear.columns - linear.size
    figures = sparse.hstack([sparse.identity(size), sparse.csr_matrix((size, more))]).tocsr()
    wrong = BIG * sparse.identity(size, format="csr")
    most, least = np.isfinite(linear.most), np.isfinite(linear.least)
    matrix = sparse.vstack(
        [
            sparse.hstack([linear.matrix, sparse.csr_matrix((linear.rows, size))]),
            sparse.hstack([figures, -wrong]).tocsr()[most],
            sparse.hstack([figures, wrong]).tocsr()[least],
        ]
    )
    lower = np.concatenate((linear.low, np.full(most.sum(), -np.inf), linear.least[least]))
    upper = np.concatenate((linear.high, linear.most[most], np.full(least.sum(), np.inf)))
    answer = milp(
        np.concatenate((np.zeros(linear.columns), linear.weights)),
        constraints=LinearConstraint(matrix, lower, upper),
        integrality=np.concatenate((np.zeros(linear.columns), np.ones(size))),
        bounds=Bounds(
            np.concatenate((np.full(linear.columns, -np.inf), np.zeros(size))),
            np.concatenate((np.full(linear.columns, np.inf), np.ones(size))),
        ),
        options={"time_limit": LIMIT},
    )
    return bool(answer.status == 0)
