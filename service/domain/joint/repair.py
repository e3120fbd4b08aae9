"""What a figure that is blamed would have to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from service.domain.budget import LimitExceeded
from service.domain.interval import EVERYTHING, Interval, IntervalSet
from service.domain.joint.feasibility import Feasibility, Witness
from service.domain.joint.optimum import reach
from service.domain.joint.parts import Parts
from service.domain.readings import likeliest
from service.domain.units import Unit
from service.domain.wording import from_base, plain

MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Repair:
    """For a figure, what it could have been with all else as it is, in base units, and one such value.

    ``example`` is a decimal in the figure's own unit, and the examples of one blame set fit together. Both are ``None``
    where they were not found in time.
    """

    figure: int
    needed: IntervalSet | None
    example: Decimal | None


def repairs(feasibility: Feasibility, blamed: frozenset[int], witness: Witness) -> list[Repair]:
    """What each of ``blamed`` would have to be, if they all are wrong and nothing else is."""
    question, parts = feasibility.question, feasibility.parts
    rest = Parts(parts.figures - blamed, parts.rules)
    quantities = question.system.quantities
    order = sorted(blamed)
    likely = {
        variable: likeliest(EVERYTHING, quantities[figure].figure)
        for figure in order
        for variable in feasibility.used(figure)
    }
    pinned: dict[int, IntervalSet] = {}
    found: list[Repair] = []
    try:
        if any(witness.values.get(variable, Fraction(0)) not in values for variable, values in likely.items()):
            better = feasibility.decide_within(rest, likely)
            # Where only an unlikely sign fits, so be it.
            likely, witness = (likely, better) if better is not None else (dict.fromkeys(likely, EVERYTHING), witness)
        for figure in order:
            needed = reach(feasibility, rest, likely, figure)
            also = {**likely, **pinned}
            example, better = _example(feasibility, rest, also, figure, needed, witness)
            if example is None and pinned:
                # Those chosen before leave less to choose from.
                left = reach(feasibility, rest, also, figure)
                example, better = _example(feasibility, rest, also, figure, left, witness)
            if example is not None:
                witness = better
                value = IntervalSet.point(quantities[figure].figure.unit.to_base(Fraction(example)))
                pinned.update(dict.fromkeys(feasibility.used(figure), value))
            found.append(Repair(figure, needed, example))
    except LimitExceeded:
        missing = order[len(found) :]
        found += [Repair(figure, None, None) for figure in missing]
    return found


def _example(
    feasibility: Feasibility,
    rest: Parts,
    also: Mapping[int, IntervalSet],
    figure: int,
    needed: IntervalSet | None,
    witness: Witness,
) -> tuple[Decimal | None, Witness]:
    """A value for ``figure`` as people would write it, and a witness that has it."""
    if needed is None:
        return None, witness
    variables = feasibility.used(figure)
    quantity = feasibility.question.system.quantities[figure]
    unit = quantity.figure.unit
    for candidate in _candidates(
        from_base(needed, unit), quantity.figure.value, witness.values.get(variables[0]), unit
    ):
        value = IntervalSet.point(unit.to_base(Fraction(candidate)))
        if not value.is_subset(needed):
            continue
        if all(witness.values.get(variable) == value.hull.lower for variable in variables):
            return candidate, witness
        better = feasibility.decide_within(rest, {**also, **dict.fromkeys(variables, value)})
        if better is not None:
            return candidate, better
    return None, witness


def _candidates(needed: IntervalSet, printed: Decimal | None, witnessed: Fraction | None, unit: Unit) -> list[Decimal]:
    """Values worth trying, the likeliest first: as printed, a round one, the nearest, the one that was found to fit."""
    found = [] if printed is None else [printed]
    for piece in needed.pieces:
        found += _round_values(piece)
    if witnessed is not None:
        shown = (witnessed - unit.offset) / unit.factor
        exact = Decimal(shown.numerator) / Decimal(shown.denominator)
        found.append(exact if Fraction(exact) == shown else _rounded(shown, ROUND_HALF_EVEN))
    return list(dict.fromkeys(found))


def _round_values(piece: Interval) -> list[Decimal]:
    """The decimals of fewest digits in ``piece``; for a ray, near its end."""
    lower, upper = piece.lower, piece.upper
    if lower is None and upper is None:
        return []
    if lower is None or upper is None:
        end = upper if lower is None else lower
        assert end is not None
        at_end = [] if Fraction(_rounded(end, ROUND_HALF_EVEN)) != end or end not in piece else [end]
        reach = abs(end) or Fraction(1)
        lower, upper = (end - reach, end) if lower is None else (end, end + reach)
        return [*(_rounded(value, ROUND_HALF_EVEN) for value in at_end), *_between(lower, upper, piece)]
    return _between(lower, upper, piece)


def _between(lower: Fraction, upper: Fraction, piece: Interval) -> list[Decimal]:
    middle = (lower + upper) / 2
    size = max(abs(lower), abs(upper))
    exponent = _magnitude(size) + 1 if size else 0
    for digits in range(MOST_DIGITS + 2):
        step = Fraction(10) ** (exponent - digits)
        nearest = round(middle / step) * step
        for value in (nearest, nearest - step, nearest + step):
            if value and lower <= value <= upper and value in piece:
                return [_rounded(value, ROUND_HALF_EVEN)]
    return [_rounded(lower, ROUND_CEILING), _rounded(upper, ROUND_FLOOR)]


def _magnitude(size: Fraction) -> int:
    """The exponent of the first digit."""
    return _rounded(size, ROUND_HALF_EVEN).adjusted()


def _rounded(value: Fraction, rounding: str) -> Decimal:
    context = Context(prec=MOST_DIGITS, rounding=rounding, Emin=-999_999, Emax=999_999)
    return Decimal(plain(context.divide(Decimal(value.numerator), Decimal(value.denominator))))
