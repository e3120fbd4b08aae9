"""Building expression trees, their units checked at every step.

What cannot be added, compared or multiplied is refused here, so that a tree that exists makes sense.
"""

from __future__ import annotations

from fractions import Fraction

from service.domain.errors import Incomparable, Malformed
from service.domain.mean import Mean
from service.domain.tree import MAX_EXPONENT, Constant, Name, Nature, Node, Power, Product, Quotient, Sum
from service.domain.units import DIMENSIONLESS, Unit


def constant(value: Fraction, unit: Unit, text: str) -> Constant:
    """A number as written, in ``unit``."""
    return Constant(unit, nature_of(unit), unit.to_base(value), text)


def name(text: str, unit: Unit) -> Name:
    """A figure by name, in its own unit."""
    return Name(unit, nature_of(unit), text)


def add(*terms: Node) -> Node:
    """The sum of ``terms``. Raises ``Incomparable`` where their units cannot be added, naming both."""
    return combine([(1, term) for term in terms])


def subtract(left: Node, right: Node) -> Node:
    """``left`` less ``right``: a difference, so that 6 % - 4 % may be compared with percentage points."""
    return combine([(1, left), (-1, right)])


def negate(node: Node) -> Node:
    """``node`` with its sign changed."""
    if node.unit.offset:
        raise Malformed(f"{node} is a point on a scale of {node.unit}; it cannot be negated")
    return combine([(-1, node)])


def multiply(left: Node, right: Node) -> Node:
    """``left`` times ``right``. Raises ``Malformed`` for a unit that does not multiply, such as °C."""
    _require_origin(left, right)
    return Product(left.unit * right.unit, Nature.EITHER, left, right)


def divide(left: Node, right: Node) -> Node:
    """``left`` by ``right``. Raises ``Malformed`` for a unit that does not divide, such as °C."""
    _require_origin(left, right)
    return Quotient(left.unit / right.unit, Nature.EITHER, left, right)


def power(base: Node, exponent: int) -> Node:
    """``base`` to a whole ``exponent``. Raises ``Malformed`` past :data:`MAX_EXPONENT`, nested powers multiplied."""
    if abs(exponent) * _degree(base) > MAX_EXPONENT:
        raise Malformed(f"the exponent {exponent} is too large; powers may come to {MAX_EXPONENT} at most")
    if exponent == 0:
        return constant(Fraction(1), DIMENSIONLESS, "1")
    if exponent == 1:
        return base
    _require_origin(base)
    return Power(base.unit**exponent, Nature.EITHER, base, exponent)


def divisor(node: Node) -> Node | None:
    """What ``node`` itself divides by, if it does."""
    if isinstance(node, Quotient):
        return node.right
    if isinstance(node, Mean):
        return node.divisor
    return node.base if isinstance(node, Power) and node.exponent < 0 else None


def require_comparable(left: Node, right: Node) -> None:
    """Raises ``Incomparable`` unless the two can be compared, naming both units."""
    if left.unit.dimension != right.unit.dimension:
        raise Incomparable(
            f"{_described(left)} cannot be compared with {_described(right)}{_rate_hint(left.unit, right.unit)}",
            *_unit_of(right, left),
        )
    if {left.nature, right.nature} == {Nature.SHARE, Nature.POINTS}:
        raise Incomparable(
            f"{left} is in {left.nature.value} and {right} in {right.nature.value}; these differ: from 4 % to 6 % is "
            f"2 percentage points, but 50 %",
            *_unit_of(right, left),
        )
    for point, difference in ((left, right), (right, left)):
        if point.unit.offset and _is_difference(difference.unit):
            message = f"{_described(point)} is a point on a scale, {_described(difference)} a difference"
            raise Incomparable(message, *_unit_of(difference, point))


def combine(terms: list[tuple[int, Node]]) -> Node:
    """The sum of signed terms; sums among them are taken apart. Raises as :func:`add` does."""
    flat: list[tuple[int, Node]] = []
    for sign, node in terms:
        if isinstance(node, Sum):
            flat += [(sign * inner_sign, inner) for inner_sign, inner in node.terms]
        else:
            flat.append((sign, node))
    if len(flat) == 1 and flat[0][0] > 0:
        return flat[0][1]
    first = flat[0][1]
    for _, node in flat[1:]:
        if node.unit.dimension != first.unit.dimension:
            raise Incomparable(
                f"{_described(first)} and {_described(node)} cannot be added{_rate_hint(first.unit, node.unit)}",
                *_unit_of(node, first),
            )
    return Sum(_sum_unit(flat), _sum_nature(flat), tuple(flat))


def _require_origin(*factors: Node) -> None:
    """Raises ``Malformed`` for a scale that doesn't start at zero: 20 °C is not twice 10 °C."""
    for node in factors:
        if node.unit.offset:
            message = (
                f'{_described(node)} is a point on a scale; such points don\'t multiply or divide: use "K", or'
                f' "{node.unit.difference()}" for a difference'
            )
            raise Malformed(message, *_unit_of(node))


def _sum_unit(terms: list[tuple[int, Node]]) -> Unit:
    """Points on a scale with an offset, such as °C: one less another is a difference, and two do not add."""
    points = sum(sign for sign, node in terms if node.unit.offset)
    first = terms[0][1].unit
    if not any(node.unit.offset for _, node in terms):
        return first
    scale = next(node.unit for _, node in terms if node.unit.offset)
    if points == 1:
        return scale
    if points == 0:
        return scale.difference()
    bare = next((node.unit for _, node in terms if not node.unit.offset), None)
    if points < 0 and bare is not None:
        # "300 K - 20 °C": beside °C, kelvins are a difference, as in "20 °C + 5 K".
        raise Malformed(
            f"beside {scale}, {bare} counts as a difference, and a difference less a point on a scale means nothing:"
            " convert one to the unit of the other"
        )
    raise Malformed(f"points on a scale such as {scale} can be subtracted from each other, not added")


def _sum_nature(terms: list[tuple[int, Node]]) -> Nature:
    natures = {node.nature for _, node in terms}
    if Nature.SHARE not in natures:
        return Nature.POINTS if natures == {Nature.POINTS} else Nature.EITHER
    # A share less a share may be meant as points or as a share; a share and points is a share again.
    shares = sum(sign for sign, node in terms if node.nature is Nature.SHARE)
    subtracted = any(sign < 0 and node.nature is Nature.SHARE for sign, node in terms)
    return Nature.EITHER if subtracted and shares == 0 else Nature.SHARE


def nature_of(unit: Unit) -> Nature:
    """What a number in ``unit`` is about."""
    if unit.points:
        return Nature.POINTS
    return Nature.SHARE if str(unit) == "%" else Nature.EITHER


def _is_difference(unit: Unit) -> bool:
    return any(symbol.startswith("delta_") for symbol, _ in unit.terms)


def _degree(node: Node) -> int:
    if isinstance(node, Power):
        return abs(node.exponent) * _degree(node.base)
    return max((_degree(child) for child in node.children), default=1)


def _described(node: Node) -> str:
    unit = str(node.unit)
    if isinstance(node, Constant):
        return str(node) if unit else f"{node} (a plain number)"
    return f"{node} in {unit}" if unit else f"{node} (a plain number)"


def _unit_of(*nodes: Node) -> tuple[str | int, ...]:
    """Where the unit of the first plain figure among ``nodes`` stands in the body of a check."""
    figure = next((node for node in nodes if isinstance(node, Name)), None)
    return () if figure is None else (*figure.place, "unit")


def _rate_hint(left: Unit, right: Unit) -> str:
    if left.currencies and right.currencies and left.currencies != right.currencies:
        return "; money of different currencies needs an exchange rate: use a conversion check, or multiply by a rate"
    return ""
