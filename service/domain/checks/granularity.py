"""granularity: a mean or a percentage of whole numbers, and how many of them there were (GRIM)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Context, Decimal
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from service.domain.budget import Budget
from service.domain.checks.kind import PERCENT_RANGE, Kind, Question, Remarks, Role, Roles, Takes, require_possible
from service.domain.errors import Incomparable, Malformed
from service.domain.figure import Figure, Qualifier
from service.domain.granularity import COUNTS, Granular
from service.domain.interval import EVERYTHING, Interval, IntervalSet
from service.domain.policy import Policy
from service.domain.power import power_of
from service.domain.tree import Name, Nature
from service.domain.units import DIMENSIONLESS, Unit
from service.domain.wording import DIGITS, grouped

if TYPE_CHECKING:
    from service.domain.check import Check

# Up to so many printed values are looked at to tell the power of a check.
_MOST_PRINTED = 5_000
_MOST_SAID = 4
_EXACT = Context(prec=1_000)


def _compile(roles: Roles) -> Question:
    mean = roles["mean"]
    if mean.nature is Nature.POINTS:
        raise Incomparable("a percentage is given in %, not in percentage points", "figures", "mean", "unit")
    counts = []
    for role in ("n", "items"):
        if role in roles:
            count = roles[role]
            assert isinstance(count, Name)
            _require_count(role, roles.figures[count.name])
            require_possible(roles, role, count.name, COUNTS, f"{role} is a whole number of 1 or more")
            counts.append(count)
    names = [node.name for node in (mean, *counts) if isinstance(node, Name)]
    if len(names) > len(set(names)):
        raise Malformed("a mean and the numbers that it is of are different claims", "figures")
    share = mean.nature is Nature.SHARE
    domains = {count.name: COUNTS for count in counts} | ({names[0]: PERCENT_RANGE} if share else {})
    return Question(
        mean,
        mean.unit,
        Granular.mean(mean, tuple(counts), DIMENSIONLESS if share else mean.unit),
        domains=domains,
        counts=frozenset(names[1:]),
        averages=frozenset(names[:1]),
        notes=_printed(roles.figures[names[0]]) if isinstance(mean, Name) else (),
    )


def _printed(figure: Figure) -> tuple[str, ...]:
    """What was printed, where what is told of its reading has fewer digits: rounded outward, that seems to fit more."""
    if figure.value is None or len(figure.value.as_tuple().digits) < DIGITS - 1:
        return ()
    return (f"Printed was {grouped(format(figure.value, 'f'))}.",)


def _require_count(role: str, figure: Figure) -> None:
    if figure.unit.factor != 1 or not (figure.unit.counted or figure.unit == DIMENSIONLESS):
        raise Malformed(f'{role} is a number without a unit, or of something counted such as "person"', "figures", role)
    if not figure.unknown and not figure.without_decimals:
        raise Malformed(f"{role} is a whole number, printed without decimals", "figures", role, "value")


def _remarks(check: Check, _failed: bool, budget: Budget) -> Remarks:
    """What is nearest to the mean stated, how it would be printed, and how much the check can find."""
    relation, figure = check.question.relation, check.leaves["mean"].figure
    assert isinstance(relation, Granular)
    if figure.value is None or figure.qualifier is not Qualifier.STATED:
        return Remarks()
    print_ = _Print(figure, check.policy, relation.unit)
    near = relation.nearest(check.readings.printed, budget) or []
    said = [f"{k:,} / {n:,} is printed as {print_.said(Fraction(k, n))}" for k, n in near[:_MOST_SAID]]
    sentences = (f"{', '.join(said)}.",) if said else ()
    totals = relation.totals(check.readings.printed, budget)
    power = dict(_power_of_counts(check, relation, budget))
    if not totals:
        return Remarks(sentences, power=power)
    if print_.takes_all(totals):
        power["mean"] = power_of(figure, EVERYTHING)
        return Remarks(sentences, {"mean": check.readings.domains["mean"]}, power)
    if not print_.takes_too_many(totals):
        power["mean"] = power_of(figure, print_.everywhere(totals, budget))
    return Remarks(sentences, {"mean": print_.around(totals) & check.readings.domains["mean"]}, power)


def _power_of_counts(check: Check, relation: Granular, budget: Budget) -> Iterator[tuple[str, str | None]]:
    """The power for each count, a whole number having the room from half below it to half above it."""
    for name, values in relation.admissible(check.readings.strict, check.readings.domains, budget).items():
        half = Interval(Fraction(-1, 2), Fraction(1, 2))
        yield name, power_of(check.leaves[name].figure, IntervalSet.of(*(piece + half for piece in values.pieces)))


class _Print:
    """How quotients are printed: to the digits of ``figure``. Quotients are in ``unit``."""

    def __init__(self, figure: Figure, policy: Policy, unit: Unit) -> None:
        self._figure, self._policy, self._unit = figure, policy, unit
        assert figure.value is not None
        exponent = figure.value.as_tuple().exponent
        assert isinstance(exponent, int)
        self._step = figure.rounding or Decimal((0, (1,), exponent))

    def said(self, quotient: Fraction) -> str:
        """A quotient as it is printed, in both ways where it may go either way."""
        return " or ".join(self._said(value) for value in self._values(quotient))

    def takes_all(self, totals: list[int]) -> bool:
        """Whether with some of ``totals`` quotients lie so close that any value can be printed."""
        step = Fraction(self._step) * self._figure.unit.factor / self._unit.factor
        return any(total * step >= 1 for total in totals)

    def takes_too_many(self, totals: list[int]) -> bool:
        """Whether more values can be printed than are worth looking at."""
        return sum(3 * abs(self._quotient) * total / 2 for total in totals) > _MOST_PRINTED

    def around(self, totals: list[int]) -> IntervalSet:
        """In base units, the values that can be printed nearest to the figure on either side, and its own if it can."""
        assert self._figure.value is not None
        own = self._figure.value
        values = {
            value
            for total in totals
            for k in range(floor(self._quotient * total) - 1, floor(self._quotient * total) + 3)
            for value in self._values(Fraction(k, total))
        }
        chosen = [max((value for value in values if value < own), default=None), own if own in values else None]
        chosen.append(min((value for value in values if value > own), default=None))
        points = (Interval.point(Fraction(value)) for value in chosen if value is not None)
        unit = self._figure.unit
        return IntervalSet.of(*points).affine(unit.factor, unit.offset)

    def everywhere(self, totals: list[int], budget: Budget) -> IntervalSet:
        """In base units, what the values that can be printed between half and twice the figure stand for."""
        readings = []
        ends = sorted((self._quotient / 2, self._quotient * 2))
        for total in totals:
            for k in range(floor(ends[0] * total) - 1, ceil(ends[1] * total) + 2):
                budget.watch()
                readings += [self._reading(value) for value in self._values(Fraction(k, total))]
        unit = self._figure.unit
        return IntervalSet.of(*readings).affine(unit.factor, unit.offset)

    @property
    def _quotient(self) -> Fraction:
        assert self._figure.value is not None
        return self._unit.from_base(self._figure.unit.to_base(Fraction(self._figure.value)))

    def _values(self, quotient: Fraction) -> list[Decimal]:
        """The values that ``quotient`` may be printed as: one, or two where it lies half-way."""
        exactly = self._figure.unit.from_base(self._unit.to_base(quotient))
        steps = floor(exactly / Fraction(self._step))
        near = (_EXACT.multiply(Decimal(steps + more), self._step) for more in (0, 1))
        return [value for value in near if exactly in self._reading(value)]

    def _reading(self, value: Decimal) -> Interval:
        return replace(self._figure, value=value).strict(self._policy, whole=False)

    def _said(self, value: Decimal) -> str:
        return f"{grouped(format(value, 'f'))} {self._figure.unit}".rstrip()


KIND = Kind(
    name="granularity",
    summary="A mean of n whole numbers, or a percentage of n cases, is one that some whole number makes (GRIM).",
    roles=(
        Role("mean", "the mean of whole numbers, or the percentage, as printed", takes=Takes.FIGURE),
        Role(
            "n",
            "how many cases it is of: a whole number, in which zeros count; a range where it is not known exactly",
            takes=Takes.FIGURE,
        ),
        Role(
            "items",
            "how many whole numbers each case is a mean of, such as the questions of a scale; left out: 1",
            required=False,
            takes=Takes.FIGURE,
        ),
    ),
    compile=_compile,
    reads="The mean is {measured}; whole numbers make {expected}.",
    slips=frozenset({"transposed_digits"}),
    remarks=_remarks,
    example={"kind": "granularity", "figures": {"mean": {"value": "3.49"}, "n": {"value": "25"}}},
)
