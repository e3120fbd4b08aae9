"""Expression trees over named figures: built with their units checked, evaluated forward, contracted backward.

Every node carries the unit that its value is shown in; values themselves are in base units, so no conversion factor
appears in the arithmetic. ``forward`` is interval evaluation, ``backward`` the projection of HC4 (Benhamou, Goualard,
Granvilliers and Puget, "Revising hull and box consistency", ICLP 1999): which values a name may take, given what the
whole tree must be and what the other names are. Both are exact where no name occurs twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from service.domain.errors import Incomparable, Malformed
from service.domain.interval import EVERYTHING, NON_ZERO, NOTHING, IntervalSet
from service.domain.roots import roots
from service.domain.units import DIMENSIONLESS, Unit

# Beyond these a tree is no arithmetic of figures: its values would not fit in memory, or walking it not on the stack.
# They hold for a tree as it is once the names it uses are replaced by their own expressions.
MAX_EXPONENT = 64
MAX_FACTORS = 128
MAX_LEVELS = 128
MAX_NODES = 25_000

Box = Mapping[str, IntervalSet]


class Nature(Enum):
    """What a dimensionless number is about, so that percentages and percentage points are not mixed up."""

    SHARE = "percent"
    POINTS = "percentage points"
    EITHER = "a number"


@dataclass(frozen=True, slots=True)
class Node:
    """A sub-expression. ``unit`` is what its value is shown in.

    ``nodes`` is the size of its tree, ``levels`` its depth, ``factors`` how many values its longest product multiplies.
    Raises ``Malformed`` where one of them is too large.
    """

    unit: Unit
    nature: Nature
    nodes: int = field(init=False, repr=False, compare=False)
    levels: int = field(init=False, repr=False, compare=False)
    factors: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        children = self.children
        object.__setattr__(self, "nodes", 1 + sum(child.nodes for child in children))
        object.__setattr__(self, "levels", 1 + max((child.levels for child in children), default=0))
        object.__setattr__(self, "factors", self._count_factors())
        if self.nodes > MAX_NODES:
            raise Malformed(f"the expression has more than {MAX_NODES:,} operations with those of the names it uses")
        if self.levels > MAX_LEVELS:
            raise Malformed(f"the expression is more than {MAX_LEVELS} levels deep with those of the names it uses")
        if self.factors > MAX_FACTORS:
            raise Malformed(f"a product may have {MAX_FACTORS} factors at most, with those of powers and of names")

    def _count_factors(self) -> int:
        return max((child.factors for child in self.children), default=1)

    @property
    def children(self) -> tuple[Node, ...]:
        """Its direct operands, in order."""
        return ()

    def walk(self) -> Iterator[Node]:
        """Every node of the tree, operands before what is made of them."""
        for child in self.children:
            yield from child.walk()
        yield self

    def names(self) -> list[str]:
        """The names it uses, each as often as it occurs."""
        return [node.name for node in self.walk() if isinstance(node, Name)]

    def forward(self, box: Box) -> IntervalSet:
        """The set of its values when every name ranges over its set in ``box``."""
        raise NotImplementedError

    def backward(self, target: IntervalSet, box: Box) -> dict[str, IntervalSet]:
        """For each name, the values that let the tree be in ``target`` with the other names in ``box``.

        A name's own set in ``box`` plays no part in its answer. Exact if every name occurs once.
        """
        return {}


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number written in the expression: exact, in base units; ``text`` is how it was written."""

    value: Fraction
    text: str

    def __str__(self) -> str:
        return self.text

    def forward(self, box: Box) -> IntervalSet:
        return IntervalSet.point(self.value)


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A figure by its name."""

    name: str

    @property
    def place(self) -> tuple[str | int, ...]:
        """Where it stands in the body of a check."""
        return place_of(self.name)

    def __str__(self) -> str:
        return self.name

    def forward(self, box: Box) -> IntervalSet:
        return box[self.name]

    def backward(self, target: IntervalSet, box: Box) -> dict[str, IntervalSet]:
        return {self.name: target}


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Terms added (sign 1) and subtracted (sign -1)."""

    terms: tuple[tuple[int, Node], ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return tuple(node for _, node in self.terms)

    def __str__(self) -> str:
        first_sign, first = self.terms[0]
        # A sign in front binds more tightly than a product: -(a * b) is not (-a) * b, though it comes to the same.
        text = f"-{_wrapped(first, Sum, Product, Quotient)}" if first_sign < 0 else _wrapped(first, Sum)
        for sign, node in self.terms[1:]:
            text += (" - " if sign < 0 else " + ") + _wrapped(node, Sum)
        return text

    def forward(self, box: Box) -> IntervalSet:
        return _sum_of(self._signed(box))

    def backward(self, target: IntervalSet, box: Box) -> dict[str, IntervalSet]:
        signed = self._signed(box)
        # What the terms after each one add up to; with the running sum before it, all others in linear time.
        after = [IntervalSet.point(0)]
        for value in reversed(signed):
            after.append(value + after[-1])
        found: dict[str, IntervalSet] = {}
        before = IntervalSet.point(0)
        for position, (sign, node) in enumerate(self.terms):
            needed = target - (before + after[len(signed) - position - 1])
            found |= node.backward(needed if sign > 0 else -needed, box)
            before = before + signed[position]
        return found

    def _signed(self, box: Box) -> list[IntervalSet]:
        return [node.forward(box) if sign > 0 else -node.forward(box) for sign, node in self.terms]


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Two factors."""

    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def _count_factors(self) -> int:
        return self.left.factors + self.right.factors

    def __str__(self) -> str:
        return f"{_wrapped(self.left, Sum)} * {_wrapped(self.right, Sum, Quotient)}"

    def forward(self, box: Box) -> IntervalSet:
        return self.left.forward(box) * self.right.forward(box)

    def backward(self, target: IntervalSet, box: Box) -> dict[str, IntervalSet]:
        left, right = self.left.forward(box), self.right.forward(box)
        return self.left.backward(_solve(target, right), box) | self.right.backward(_solve(target, left), box)


@dataclass(frozen=True, slots=True)
class Quotient(Node):
    """A dividend and a divisor. Where the divisor is zero it has no value."""

    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def _count_factors(self) -> int:
        return self.left.factors + self.right.factors

    def __str__(self) -> str:
        return f"{_wrapped(self.left, Sum)} / {_wrapped(self.right, Sum, Product, Quotient)}"

    def forward(self, box: Box) -> IntervalSet:
        return self.left.forward(box) / self.right.forward(box)

    def backward(self, target: IntervalSet, box: Box) -> dict[str, IntervalSet]:
        left, right = self.left.forward(box), self.right.forward(box)
        dividend = target * (right & NON_ZERO)
        divisor = _solve(left, target) & NON_ZERO
        return self.left.backward(dividend, box) | self.right.backward(divisor, box)


@dataclass(frozen=True, slots=True)
class Power(Node):
    """A base raised to a whole exponent."""

    base: Node
    exponent: int

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.base,)

    def _count_factors(self) -> int:
        return abs(self.exponent) * self.base.factors

    def __str__(self) -> str:
        # 2 km^2 is two square kilometres.
        with_unit = isinstance(self.base, Constant) and str(self.base.unit) != ""
        base = f"({self.base})" if with_unit else _wrapped(self.base, Sum, Product, Quotient, Power)
        return f"{base}^{self.exponent}"

    def forward(self, box: Box) -> IntervalSet:
        return self.base.forward(box) ** self.exponent

    def backward(self, target: IntervalSet, box: Box) -> dict[str, IntervalSet]:
        return self.base.backward(roots(target, self.exponent), box)


def place_of(name: str) -> tuple[str | int, ...]:
    """Where a name stands in the body of a check: ``parts[1]`` at ("figures", "parts", 1)."""
    role, _, position = name.partition("[")
    return ("figures", role, int(position[:-1])) if position else ("figures", role)


def _wrapped(node: Node, *loose: type[Node]) -> str:
    return f"({node})" if isinstance(node, loose) else str(node)


def _sum_of(values: list[IntervalSet]) -> IntervalSet:
    whole = values[0]
    for value in values[1:]:
        whole = whole + value
    return whole


def _solve(product: IntervalSet, factor: IntervalSet) -> IntervalSet:
    """Every x for which some f in ``factor`` makes x * f lie in ``product``."""
    if product.is_empty or factor.is_empty:
        return NOTHING
    if 0 in factor and 0 in product:
        return EVERYTHING
    return product / factor


def constant(value: Fraction, unit: Unit, text: str) -> Constant:
    """A number as written, in ``unit``."""
    return Constant(unit, _nature(unit), unit.to_base(value), text)


def name(text: str, unit: Unit) -> Name:
    """A figure by name, in its own unit."""
    return Name(unit, _nature(unit), text)


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
    raise Malformed(f"points on a scale such as {scale} can be subtracted from each other, not added")


def _sum_nature(terms: list[tuple[int, Node]]) -> Nature:
    natures = {node.nature for _, node in terms}
    if Nature.SHARE not in natures:
        return Nature.POINTS if natures == {Nature.POINTS} else Nature.EITHER
    # A share less a share may be meant as points or as a share; a share and points is a share again.
    shares = sum(sign for sign, node in terms if node.nature is Nature.SHARE)
    subtracted = any(sign < 0 and node.nature is Nature.SHARE for sign, node in terms)
    return Nature.EITHER if subtracted and shares == 0 else Nature.SHARE


def _nature(unit: Unit) -> Nature:
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
