"""How many digits the numbers in a tree come to: exact arithmetic takes as long as its numbers are.

Nothing is evaluated. The numbers of a node are bounded from those of its operands, so that what would take seconds, or
more memory than there is, is refused before it is begun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce, singledispatch
from math import lcm
from typing import NamedTuple

from service.domain.interval import IntervalSet
from service.domain.tree import Constant, Name, Node, Power, Product, Quotient, Sum

# A tree is evaluated several times; so much takes some tenths of a second in all. Reducing a fraction takes time that
# grows with the square of its length, of which this many bits are the unit.
MAX_EFFORT = 20_000
_BITS = 512
# Longer numbers are not even bounded any more.
_MAX_BITS = 100_000


class Length(NamedTuple):
    """A bound on how long the fractions are that a node takes as values: ``top`` is their numerators', in bits.

    The denominators are ``shared``, which decimals mostly have in common, times something of ``own`` bits.
    """

    top: int
    shared: int
    own: int = 0

    @property
    def bottom(self) -> int:
        """The denominators', in bits."""
        return self.shared.bit_length() + self.own


def too_many_digits(tree: Node, box: Mapping[str, IntervalSet]) -> bool:
    """Whether the numbers of ``tree`` over ``box`` come to more digits than can be reckoned with in good time."""
    lengths: dict[int, Length] = {}
    effort = 0
    for node in tree.walk():
        if id(node) in lengths:
            continue
        length = lengths[id(node)] = length_of(node, box, lengths)
        bits = length.top + length.bottom
        effort += (bits // _BITS) ** 2
        if effort > MAX_EFFORT or bits > _MAX_BITS:
            return True
    return False


@singledispatch
def length_of(node: Node, box: Mapping[str, IntervalSet], lengths: Mapping[int, Length]) -> Length:
    """How long the numbers of ``node`` are, ``lengths`` being those of its operands by their identity.

    A kind of node of its own registers how long its numbers are beside its class.
    """
    match node:
        case Constant(value=number):
            return Length(number.numerator.bit_length(), number.denominator)
        case Name(name=name):
            ends = [end for piece in box[name].pieces for end in (piece.lower, piece.upper) if end is not None]
            shared = lcm(*(end.denominator for end in ends))
            return Length(max((end.numerator.bit_length() for end in ends), default=1), shared)
        case Sum():
            return sum_of([lengths[id(child)] for child in node.children])
        case Product(left=left, right=right):
            return product_of(lengths[id(left)], lengths[id(right)])
        case Quotient(left=left, right=right):
            return product_of(lengths[id(left)], reciprocal_of(lengths[id(right)]))
        case Power(base=base, exponent=exponent):
            length = lengths[id(base)] if exponent > 0 else reciprocal_of(lengths[id(base)])
            return reduce(product_of, [length] * abs(exponent))
        case _:
            raise TypeError(f"no length for {type(node).__name__}")


def sum_of(terms: Sequence[Length]) -> Length:
    """How long sums of such terms are."""
    whole = Length(0, lcm(*(term.shared for term in terms)), sum(term.own for term in terms))
    top = max(term.top + whole.bottom - term.bottom for term in terms) + len(terms).bit_length()
    return whole._replace(top=top + 1)


def product_of(one: Length, two: Length) -> Length:
    """How long products of such factors are."""
    return Length(one.top + two.top, one.shared * two.shared, one.own + two.own)


def reciprocal_of(length: Length) -> Length:
    """How long the reciprocals of such values are."""
    return Length(length.bottom, 1, length.top)
