"""Smallest hitting sets and exact elimination, against trying everything and against their own equations."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from service.domain.joint.elimination import Equation, solved
from service.domain.joint.hitting import smallest
from tests.property.strategies import fractions

figures = st.integers(0, 6)
conflicts = st.lists(st.frozensets(figures, min_size=1, max_size=4), max_size=6)
weights = st.fixed_dictionaries(dict.fromkeys(range(7), st.sampled_from((1, 1, 2, 10, 100))))


@given(conflicts, weights)
def test_smallest_hitting_sets_are_all_there_are(known: list[frozenset[int]], cost: Mapping[int, int]) -> None:
    hitting = {
        chosen: sum(cost[figure] for figure in chosen)
        for size in range(8)
        for chosen in map(frozenset, combinations(range(7), size))
        if all(chosen & conflict for conflict in known)
    }
    least = min(hitting.values())
    found = list(smallest(known, cost, lambda: None))
    assert len(found) == len(set(found))
    assert set(found) == {chosen for chosen, weight in hitting.items() if weight == least}


@given(conflicts, weights)
def test_nothing_meets_an_empty_conflict(known: list[frozenset[int]], cost: Mapping[int, int]) -> None:
    assert list(smallest([*known, frozenset()], cost, lambda: None)) == []


small = fractions(-3, 3)
coefficients = st.dictionaries(st.integers(0, 7), small.filter(bool), min_size=1, max_size=4)
points = st.fixed_dictionaries(dict.fromkeys(range(8), small))


@given(st.lists(coefficients, max_size=8), points, points)
def test_equations_with_a_solution_are_solved_exactly(
    left: list[dict[int, Fraction]], solution: dict[int, Fraction], start: dict[int, Fraction]
) -> None:
    equations = [
        Equation(terms, sum((value * solution[variable] for variable, value in terms.items()), Fraction(0)))
        for terms in left
    ]
    room = {variable: float(abs(value)) for variable, value in start.items()}
    values = {**start, **solved(equations, start, room)}
    for equation in equations:
        assert sum(value * values[variable] for variable, value in equation.coefficients.items()) == equation.right
