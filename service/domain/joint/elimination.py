"""Sparse linear equations solved exactly, near a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

ZERO = Fraction(0)
# Equations that hang together in circles fill up as they are eliminated; beyond this many, others can do it better.
MOST_IN_CIRCLES = 200


@dataclass(frozen=True, slots=True)
class Equation:
    """Coefficients times variables come to ``right``."""

    coefficients: Mapping[int, Fraction]
    right: Fraction


def solved(
    equations: list[Equation], start: Mapping[int, Fraction], room: Mapping[int, float]
) -> dict[int, Fraction] | None:
    """Values for some variables that satisfy ``equations`` while all others keep theirs in ``start``.

    Where there is a choice, what has the most ``room`` gives way. ``None`` where the equations contradict each other,
    or there are too many that none of their variables is alone in.
    """
    using: dict[int, set[int]] = {}
    for number, equation in enumerate(equations):
        if not equation.coefficients and equation.right:
            return None
        for variable in equation.coefficients:
            using.setdefault(variable, set()).add(number)
    # An equation whose variable stands in no other can be solved for it whatever the others come to.
    order: list[tuple[int, int]] = []
    left = {number for number, equation in enumerate(equations) if equation.coefficients}
    alone = sorted((v for v, numbers in using.items() if len(numbers) == 1), key=lambda v: room[v])
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
    values: dict[int, Fraction] = {}
    if left:
        if len(left) > MOST_IN_CIRCLES:
            return None
        circles = _eliminated([equations[number] for number in sorted(left)], start, room)
        if circles is None:
            return None
        values |= circles
    for number, variable in reversed(order):
        equation = equations[number]
        rest = equation.right
        for other, coefficient in equation.coefficients.items():
            if other != variable:
                rest -= coefficient * values.get(other, start[other])
        values[variable] = rest / equation.coefficients[variable]
    return values


def _eliminated(
    equations: list[Equation], start: Mapping[int, Fraction], room: Mapping[int, float]
) -> dict[int, Fraction] | None:
    """Gaussian elimination, the shortest equation first."""
    open_equations = [(dict(equation.coefficients), equation.right) for equation in equations]
    done: list[tuple[int, dict[int, Fraction], Fraction]] = []
    while open_equations:
        open_equations.sort(key=lambda equation: len(equation[0]), reverse=True)
        coefficients, right = open_equations.pop()
        if not coefficients:
            if right:
                return None
            continue
        pivot = max(coefficients, key=lambda v: (room[v], v))
        done.append((pivot, coefficients, right))
        for place, (others, other_right) in enumerate(open_equations):
            factor = others.get(pivot, ZERO) / coefficients[pivot]
            if factor:
                for variable, value in coefficients.items():
                    changed = others.get(variable, ZERO) - factor * value
                    if changed:
                        others[variable] = changed
                    else:
                        others.pop(variable, None)
                open_equations[place] = (others, other_right - factor * right)
    values: dict[int, Fraction] = {}
    for pivot, coefficients, right in reversed(done):
        rest = right - sum((value * values.get(v, start[v]) for v, value in coefficients.items() if v != pivot), ZERO)
        values[pivot] = rest / coefficients[pivot]
    return values
