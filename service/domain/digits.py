"""How many digits the numbers in a tree come to: exact arithmetic takes as long as its numbers are.

Nothing is evaluated. The numbers of a node are bounded from those of its operands, so that what would take seconds, or
more memory than there is, is refused before it is begun.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from math import lcm
from typing import NamedTuple

from service.domain.interval import IntervalSet
from service.domain.mean import Mean
from service.domain.span import Span
from service.domain.tail import PValue
from service.domain.tree import Constant, Name, Node, Power, Product, Quotient, Sum

# A tree is evaluated several times; so much takes some tenths of a second in all. Reducing a fraction takes time that
# grows with the square of its length, of which this many bits are the unit.
MAX_EFFORT = 20_000
_BITS = 512
# Longer numbers are not even bounded any more.
_MAX_BITS = 100_000


class _Length(NamedTuple):
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
    lengths: dict[int, _Length] = {}
    effort = 0
    for node in tree.walk():
        if id(node) in lengths:
            continue
        length = lengths[id(node)] = _length(node, box, lengths)
        bits = length.top + length.bottom
        effort += (bits // _BITS) ** 2
        if effort > MAX_EFFORT or bits > _MAX_BITS:
            return True
    return False


def _length(node: Node, box: Mapping[str, IntervalSet], lengths: Mapping[int, _Length]) -> _Length:
    match node:
        case Constant(value=number):
            return _Length(number.numerator.bit_length(), number.denominator)
        case Name(name=name):
            ends = [end for piece in box[name].pieces for end in (piece.lower, piece.upper) if end is not None]
            shared = lcm(*(end.denominator for end in ends))
            return _Length(max((end.numerator.bit_length() for end in ends), default=1), shared)
        case Sum():
            return _sum([lengths[id(child)] for child in node.children])
        case Product(left=left, right=right):
            return _product(lengths[id(left)], lengths[id(right)])
        case Quotient(left=left, right=right):
            return _product(lengths[id(left)], _reciprocal(lengths[id(right)]))
        case Power(base=base, exponent=exponent):
            length = lengths[id(base)] if exponent > 0 else _reciprocal(lengths[id(base)])
            return reduce(_product, [length] * abs(exponent))
        case Mean(parts=parts, weights=weights):
            weighing = [lengths.get(id(weight)) or _length(weight, box, lengths) for weight in weights]
            weighted = [_product(lengths[id(part)], weight) for part, weight in zip(parts, weighing, strict=True)]
            return _product(_sum(weighted), _reciprocal(_sum(weighing)))
        case PValue():
            # Computed to so many digits, whatever those of its operands are.
            return _Length(512, 1, 512)
        case Span():
            return max((lengths[id(child)] for child in node.children), default=_Length(1, 1))
        case _:
            raise TypeError(f"no length for {type(node).__name__}")


def _sum(terms: list[_Length]) -> _Length:
    whole = _Length(0, lcm(*(term.shared for term in terms)), sum(term.own for term in terms))
    top = max(term.top + whole.bottom - term.bottom for term in terms) + len(terms).bit_length()
    return whole._replace(top=top + 1)


def _product(one: _Length, two: _Length) -> _Length:
    return _Length(one.top + two.top, one.shared * two.shared, one.own + two.own)


def _reciprocal(length: _Length) -> _Length:
    return _Length(length.bottom, 1, length.top)
