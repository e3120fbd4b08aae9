"""Sparse linear equations solved exactly, near a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

ZERO = Fraction(0)
# Equations that hang together in circles fill up as they are eliminated; beyond so many terms, others can do it better.
MOST_TERMS = 200_000


@dataclass(frozen=True, slots=True)
class Equation:
    """Coefficients times variables come to ``right``."""

    coefficients: Mapping[int, Fraction]
    right: Fraction


def solved(equations: list[Equation], start: Mapping[int, Fraction], room: Mapping[int, float]) -> dict[int, Fraction]:
    """Values for some variables that satisfy ``equations`` while all others keep theirs in ``start``.

    Where there is a choice, what has the most ``room`` gives way. Equations that contradict others are not satisfied,
    nor are those in circles, in which each variable stands in several, where they fill up too much.
    """
    using: dict[int, set[int]] = {}
    for number, equation in enumerate(equations):
        for variable in equation.coefficients:
            using.setdefault(variable, set()).add(number)
    # An equation whose variable stands in no other can be solved for it whatever the others come to.
    order: list[tuple[int, int]] = []
    left = {number for number, equation in enumerate(equations) if equation.coefficients}
    alone = sorted((v for v, numbers in using.items() if len(numbers) == 1), key=lambda v: (room[v], v))
    while alone:
        variable = alone.pop()
        numbers = using[variable] & left
        if len(numbers) != 1:
            continue
        number = numbers.pop()
        order.append((number, variable))
        left.discard(number)
        for other in equations[number].coefficients:
            using[other].discard(number)
            if len(using[other]) == 1:
                alone.append(other)
    values = _eliminated([equations[number] for number in sorted(left)], start, room)
    for number, variable in reversed(order):
        values[variable] = _remaining(equations[number], variable, values, start)
    return values


def _eliminated(
    equations: list[Equation], start: Mapping[int, Fraction], room: Mapping[int, float]
) -> dict[int, Fraction]:
    """Gaussian elimination, the shortest equation first."""
    open_equations = list(equations)
    done: list[tuple[int, Equation]] = []
    terms = 0
    while open_equations:
        open_equations.sort(key=lambda equation: len(equation.coefficients), reverse=True)
        equation = open_equations.pop()
        if equation.coefficients:
            pivot = max(equation.coefficients, key=lambda v: (room[v], v))
            done.append((pivot, equation))
            others = sum(pivot in other.coefficients for other in open_equations)
            terms += len(open_equations) + others * len(equation.coefficients)
            if terms > MOST_TERMS:
                return {}
            open_equations = [_without(other, pivot, equation) for other in open_equations]
    values: dict[int, Fraction] = {}
    for pivot, equation in reversed(done):
        values[pivot] = _remaining(equation, pivot, values, start)
    return values


def _without(equation: Equation, pivot: int, by: Equation) -> Equation:
    """An equation less the multiple of another with which ``pivot`` goes."""
    if pivot not in equation.coefficients:
        return equation
    factor = equation.coefficients[pivot] / by.coefficients[pivot]
    coefficients = dict(equation.coefficients)
    for variable, value in by.coefficients.items():
        coefficients[variable] = coefficients.get(variable, ZERO) - factor * value
    kept = {variable: value for variable, value in coefficients.items() if value}
    return Equation(kept, equation.right - factor * by.right)


def _remaining(
    equation: Equation, pivot: int, values: Mapping[int, Fraction], start: Mapping[int, Fraction]
) -> Fraction:
    """What an equation leaves to one of its variables."""
    others = sum((c * values.get(v, start[v]) for v, c in equation.coefficients.items() if v != pivot), ZERO)
    return (equation.right - others) / equation.coefficients[pivot]
