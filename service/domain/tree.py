"""Expression trees over named figures: evaluated forward, contracted backward.

:mod:`service.domain.expression` builds them. Every node carries the unit that its value is shown in; values themselves
are in base units, so no conversion factor appears in the arithmetic. ``forward`` is interval evaluation, ``backward``
the projection of HC4 (Benhamou, Goualard, Granvilliers and Puget, "Revising hull and box consistency", ICLP 1999):
which values a name may take, given what the whole tree must be and what the other names are. Both are exact where no
name occurs twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

from service.domain.errors import Malformed
from service.domain.interval import EVERYTHING, NON_ZERO, NOTHING, IntervalSet
from service.domain.roots import roots
from service.domain.units import Unit

# Beyond these a tree is no arithmetic of figures: its values would not fit in memory, or walking it not on the stack.
# They hold for a tree as it is once the names it uses are replaced by their own expressions.
MAX_EXPONENT = 64
MAX_FACTORS = 128
MAX_LEVELS = 128
MAX_NODES = 25_000


class Box(dict[str, IntervalSet]):
    """What each name may be. It remembers what trees come to over it, since one evaluation asks for that many times.

    Not to be changed once a tree was evaluated over it.
    """

    def __init__(self, values: Mapping[str, IntervalSet]) -> None:
        super().__init__(values)
        # By identity, since equal trees would cost more to compare than to evaluate. The tree is kept with its value,
        # or another could come to stand at the same address.
        self._values: dict[int, tuple[Node, IntervalSet]] = {}
        self._measured: dict[int, tuple[Node, IntervalSet]] = {}

    def of(self, tree: Node) -> IntervalSet:
        """The set of values of ``tree``."""
        known = self._values.get(id(tree))
        if known is None:
            known = self._values[id(tree)] = (tree, tree.over(self))
        return known[1]

    def measured(self, tree: Node, measure: Callable[[], IntervalSet]) -> IntervalSet:
        """What ``measure`` tells of ``tree`` where names repeat in it; asked once, unless it raises."""
        known = self._measured.get(id(tree))
        if known is None:
            known = self._measured[id(tree)] = (tree, measure())
        return known[1]


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

    def forward(self, box: Mapping[str, IntervalSet]) -> IntervalSet:
        """The set of its values when every name ranges over its set in ``box``."""
        return (box if isinstance(box, Box) else Box(box)).of(self)

    def over(self, box: Box) -> IntervalSet:
        """The same computed, from what ``box`` knows of its operands."""
        raise NotImplementedError

    def backward(self, target: IntervalSet, box: Mapping[str, IntervalSet]) -> dict[str, IntervalSet]:
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

    def over(self, box: Box) -> IntervalSet:
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

    def over(self, box: Box) -> IntervalSet:
        return box[self.name]

    def backward(self, target: IntervalSet, box: Mapping[str, IntervalSet]) -> dict[str, IntervalSet]:
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

    def over(self, box: Box) -> IntervalSet:
        return _sum_of(self._signed(box))

    def backward(self, target: IntervalSet, box: Mapping[str, IntervalSet]) -> dict[str, IntervalSet]:
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

    def _signed(self, box: Mapping[str, IntervalSet]) -> list[IntervalSet]:
        return [node.forward(box) if sign > 0 else -node.forward(box) for sign, node in self.terms]


@dataclass(frozen=True, slots=True)
class Pair(Node):
    """Two operands whose factors count together."""

    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)

    def _count_factors(self) -> int:
        return self.left.factors + self.right.factors


@dataclass(frozen=True, slots=True)
class Product(Pair):
    """Two factors."""

    def __str__(self) -> str:
        return f"{_wrapped(self.left, Sum)} * {_wrapped(self.right, Sum, Quotient)}"

    def over(self, box: Box) -> IntervalSet:
        return box.of(self.left) * box.of(self.right)

    def backward(self, target: IntervalSet, box: Mapping[str, IntervalSet]) -> dict[str, IntervalSet]:
        left, right = self.left.forward(box), self.right.forward(box)
        needed_left, needed_right = solve_factor(target, right), solve_factor(target, left)
        return self.left.backward(needed_left, box) | self.right.backward(needed_right, box)


@dataclass(frozen=True, slots=True)
class Quotient(Pair):
    """A dividend and a divisor. Where the divisor is zero it has no value."""

    def __str__(self) -> str:
        return f"{_wrapped(self.left, Sum)} / {_wrapped(self.right, Sum, Product, Quotient)}"

    def over(self, box: Box) -> IntervalSet:
        return box.of(self.left) / box.of(self.right)

    def backward(self, target: IntervalSet, box: Mapping[str, IntervalSet]) -> dict[str, IntervalSet]:
        left, right = self.left.forward(box), self.right.forward(box)
        dividend = target * (right & NON_ZERO)
        divisor = solve_factor(left, target) & NON_ZERO
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

    def over(self, box: Box) -> IntervalSet:
        return box.of(self.base) ** self.exponent

    def backward(self, target: IntervalSet, box: Mapping[str, IntervalSet]) -> dict[str, IntervalSet]:
        return self.base.backward(roots(target, self.exponent), box)


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """``node`` with another name for some of its figures."""
    match node:
        case Name(name=name):
            return replace(node, name=names.get(name, name))
        case Sum(terms=terms):
            return replace(node, terms=tuple((sign, renamed(term, names)) for sign, term in terms))
        case Product(left=left, right=right) | Quotient(left=left, right=right):
            return replace(node, left=renamed(left, names), right=renamed(right, names))
        case Power(base=base):
            return replace(node, base=renamed(base, names))
        case _:
            return node


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


def solve_factor(product: IntervalSet, factor: IntervalSet) -> IntervalSet:
    """Every x for which some f in ``factor`` makes x * f lie in ``product``."""
    if product.is_empty or factor.is_empty:
        return NOTHING
    if 0 in factor and 0 in product:
        return EVERYTHING
    return product / factor
