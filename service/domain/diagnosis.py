"""The slips people make: what single mistake would explain that a check fails.

Each slip proposes what the figure might have been meant to be; it is reported only if the check is consistent with it,
or, for kinds that say so, at least no longer inconsistent.
The kinds of slip are those of published corrections: percent for percentage points, the wrong unit or currency, a
factor of ten or a thousand, two digits transposed, one dropped, two roles swapped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from enum import StrEnum

from service.domain.body import Entry, Input
from service.domain.budget import Budget, LimitExceeded
from service.domain.check import Check
from service.domain.errors import Malformed
from service.domain.figure import Figure, Qualifier
from service.domain.interval import IntervalSet
from service.domain.misprint import (
    confused_with,
    in_another_unit_of_money,
    scaled,
    spelt,
    with_a_digit_more,
    with_two_digits_swapped,
)
from service.domain.numeral import MAX_DIGITS
from service.domain.tree import Box
from service.domain.units import DIMENSIONLESS, Unit, parse_unit
from service.domain.wording import from_base, grouped, outer_decimals, plain, to_base


class Slip(StrEnum):
    """A kind of mistake, likeliest first."""

    PERCENTAGE_POINTS = "percentage_points"
    UNIT = "unit_slip"
    CURRENCY = "currency_slip"
    SCALE = "scale"
    TRANSPOSED_DIGITS = "transposed_digits"
    DROPPED_DIGIT = "dropped_digit"
    SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A slip that would explain a failure: in which figure, and the value (in ``unit``) that would be right.

    ``value`` is ``None`` for a range, whose ends stay as they are.
    """

    slip: Slip
    figure: str
    value: str | None
    unit: str
    text: str

    def as_json(self) -> dict[str, str | None]:
        """The diagnosis in its wire form."""
        return {
            "slip": self.slip.value,
            "figure": self.figure,
            "value": self.value,
            "unit": self.unit,
            "text": self.text,
        }


_SCALES = (1, -1, 3, -3)
_ABOVE = Context(prec=2 * MAX_DIGITS, rounding=ROUND_CEILING)
_BELOW = Context(prec=2 * MAX_DIGITS, rounding=ROUND_FLOOR)
_ONE_SIDED = frozenset({Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.LESS_THAN, Qualifier.AT_MOST})


@dataclass(frozen=True, slots=True)
class _Case:
    """A check that fails, and trials of what would mend it."""

    check: Check
    admissible: Mapping[str, IntervalSet]
    budget: Budget
    generous: bool = False
    _reach: dict[tuple[str, Unit], tuple[Decimal | None, Decimal | None] | None] = field(default_factory=dict)

    def leaves(self) -> Iterator[tuple[str, Input]]:
        """The known figures, each once."""
        for name, leaf in self.check.leaves.items():
            if self.check.aliases[name] == name and not leaf.figure.unknown:
                yield name, leaf

    def hopeful_leaves(self) -> Iterator[tuple[str, Input]]:
        """Those of them for which some value would do, as far as that is known: no other value mends the rest."""
        return (leaf for leaf in self.leaves() if leaf[0] not in self.admissible or self.admissible[leaf[0]].pieces)

    def mends(self, name: str, figure: Figure) -> bool:
        """Whether the check is consistent with ``figure`` in place of the one named; the dimension is the same."""
        self.budget.spend()
        relation = self.check.readings.relation
        assert relation is not None
        if name in self.admissible and self._out_of_reach(name, figure):
            return False
        reading = figure.generous(self.check.policy) if self.generous else figure.strict(self.check.policy)
        values = to_base(reading, figure.unit) & self.check.readings.domains[name]
        if name in self.admissible and (values & self.admissible[name]).is_empty:
            return False
        if figure.unit.counted:
            # Digits more or fewer can make a count of an average, which is read otherwise.
            return self.mends_anew({name: figure})
        return relation.can_hold(Box({**self._box(self.check), name: values}), self.budget)

    def _box(self, check: Check) -> Box:
        return check.readings.generous if self.generous else check.readings.strict

    def _out_of_reach(self, name: str, figure: Figure) -> bool:
        """Whether ``figure`` is printed so far from what is admissible that its reading cannot touch that.

        A comparison of decimals that spares most proposals their reading: a value is read within a step of its digits,
        unless it is hedged to one side.
        """
        if (name, figure.unit) not in self._reach:
            self._reach[name, figure.unit] = outer_decimals(from_base(self.admissible[name], figure.unit))
        reach = self._reach[name, figure.unit]
        if reach is None:
            return True
        if figure.value is None or figure.qualifier in _ONE_SIDED or self.generous:
            return False
        step = figure.rounding or Decimal((0, (1,), spelt(figure.value)[2]))
        low, high = reach
        return (low is not None and _ABOVE.add(figure.value, step) < low) or (
            high is not None and _BELOW.subtract(figure.value, step) > high
        )

    def mends_anew(self, figures: Mapping[str, Figure]) -> bool:
        """The same for figures whose new unit may change what the check compiles to."""

        def mended(entry: Input | str, name: str) -> Input | str:
            first = self.check.aliases.get(name, name)
            return replace(entry, figure=figures[first]) if isinstance(entry, Input) and first in figures else entry

        entries: dict[str, Entry] = {
            name: tuple(mended(item, f"{name}[{position}]") for position, item in enumerate(entry))
            if isinstance(entry, tuple)
            else mended(entry, name)
            for name, entry in self.check.figures.items()
        }
        return self.entries_mend(entries)

    def entries_mend(self, entries: Mapping[str, Entry], parameters: Mapping[str, str] | None = None) -> bool:
        """The same for whole entries, and parameters of the kind."""
        self.budget.spend()
        try:
            changed = self.check.with_entries(entries, parameters)
        except Malformed:
            return False
        relation = changed.readings.relation
        return relation is not None and relation.can_hold(self._box(changed), self.budget)


def diagnose(check: Check, admissible: Mapping[str, IntervalSet], budget: Budget) -> tuple[Diagnosis, ...]:
    """The slips that would explain why ``check`` is inconsistent, likeliest first.

    ``admissible`` is what each figure could have been given the others, in base units: it spares most proposals the
    trial.
    """
    found: list[Diagnosis] = []
    try:
        found.extend(_explanations(_Case(check, admissible, budget)))
        if not found and check.kind.mends_generously:
            found.extend(_generous_explanations(check, budget))
    except LimitExceeded:
        # What was found so far stands; a slip not looked for is no claim that there is none.
        pass
    return tuple(found)


def _explanations(case: _Case) -> Iterator[Diagnosis]:
    slips = case.check.kind.slips
    for slip, propose in _PROPOSALS:
        if slips is None or slip in slips:
            yield from propose(case)


def _generous_explanations(check: Check, budget: Budget) -> Iterator[Diagnosis]:
    """What would explain it with round figures and hedges read generously, where even so it fails as it stands."""
    readings = check.readings
    relation = readings.relation
    if relation is None or dict(readings.generous) == dict(readings.strict):
        return
    if relation.can_hold(readings.generous, budget):
        return
    admissible = relation.admissible(readings.generous, readings.domains, budget)
    yield from _explanations(_Case(check, admissible, budget, generous=True))


def _percentage_points(case: _Case) -> Iterator[Diagnosis]:
    percent, points = parse_unit("%"), parse_unit("percentage point")
    for name, leaf in case.leaves():
        for meant, printed in ((points, percent), (percent, points)):
            if leaf.figure.unit != printed:
                continue
            figure = replace(leaf.figure, unit=meant)
            if case.mends_anew({name: figure}):
                text = f"{_said(leaf.figure)} was meant as {_said(figure)}"
                yield _diagnosis(Slip.PERCENTAGE_POINTS, name, figure, text)


def _readings_of_a_change(case: _Case) -> Iterator[Diagnosis]:
    """A change stated in one way that holds in another: 25 % meant as 25 USD, 1.5 as one and a half times."""
    leaf = case.check.leaves.get("change")
    if "as" not in case.check.parameters or leaf is None or leaf.figure.unknown:
        return
    before = case.check.leaves.get("from")
    own = DIMENSIONLESS if before is None else before.figure.unit.difference()
    for reading, unit in (("percent", parse_unit("%")), ("absolute", own), ("factor", DIMENSIONLESS)):
        figure = replace(leaf.figure, unit=unit)
        if unit == leaf.figure.unit and reading != "factor":
            continue
        if case.entries_mend({"change": replace(leaf, figure=figure)}, {"as": reading}):
            said = f"{_said(figure)} as a factor" if reading == "factor" else _said(figure)
            yield _diagnosis(Slip.UNIT, "change", figure, f"{_said(leaf.figure)} was meant as {said}")


def _units(case: _Case) -> Iterator[Diagnosis]:
    for name, leaf in case.hopeful_leaves():
        for unit in confused_with(leaf.figure.unit):
            figure = replace(leaf.figure, unit=unit)
            if case.mends(name, figure) and case.mends_anew({name: figure}):
                yield _diagnosis(Slip.UNIT, name, figure, f"{_said(leaf.figure)} was meant as {_said(figure)}")


def _currencies(case: _Case) -> Iterator[Diagnosis]:
    """An exchange rate printed the wrong way round, or two amounts with each other's currency."""
    leaves = dict(case.leaves())
    for name, leaf in leaves.items():
        if len(leaf.figure.unit.currencies) == 2:
            figure = replace(leaf.figure, unit=leaf.figure.unit**-1)
            if case.mends_anew({name: figure}):
                text = f"the rate is {_said(figure)}, not {_said(leaf.figure)}"
                yield _diagnosis(Slip.CURRENCY, name, figure, text)
    amounts = [name for name, leaf in leaves.items() if len(leaf.figure.unit.currencies) == 1]
    if len(amounts) == 2:
        one, other = (leaves[name].figure for name in amounts)
        meant = {amounts[0]: replace(one, unit=other.unit), amounts[1]: replace(other, unit=one.unit)}
        if one.unit.currencies != other.unit.currencies and case.mends_anew(meant):
            text = f"the currencies are swapped: {_said(meant[amounts[0]])} and {_said(meant[amounts[1]])}"
            yield _diagnosis(Slip.CURRENCY, amounts[0], meant[amounts[0]], text)


def _redenominated(case: _Case) -> Iterator[Diagnosis]:
    """An amount in the units of before a redenomination printed as one in those of after it, or the other way round."""
    for name, leaf in case.leaves():
        for meant, figure in in_another_unit_of_money(leaf.figure):
            if case.mends(name, figure):
                text = f"{_said(leaf.figure)} was meant in {meant}: {_said(figure)} would fit"
                yield _diagnosis(Slip.CURRENCY, name, figure, text)


def _scales(case: _Case) -> Iterator[Diagnosis]:
    for name, leaf in case.hopeful_leaves():
        for power in _SCALES:
            figure = scaled(leaf.figure, power)
            if figure is not None and case.mends(name, figure):
                factor = f"{10 ** abs(power):,}"
                direction = "too small" if power > 0 else "too large"
                text = f"{_said(leaf.figure)} is {factor} times {direction}: {_said(figure)} would fit"
                yield _diagnosis(Slip.SCALE, name, figure, text)


def _transposed(case: _Case) -> Iterator[Diagnosis]:
    return _misprints(case, Slip.TRANSPOSED_DIGITS, with_two_digits_swapped, "has two digits transposed")


def _dropped(case: _Case) -> Iterator[Diagnosis]:
    return _misprints(case, Slip.DROPPED_DIGIT, with_a_digit_more, "lacks a digit")


def _swapped(case: _Case) -> Iterator[Diagnosis]:
    for one, other in case.check.kind.swaps:
        first, second = case.check.figures.get(one), case.check.figures.get(other)
        if first is None or second is None or not case.entries_mend({one: second, other: first}):
            continue
        meant = case.check.leaves.get(second) if isinstance(second, str) else second
        if isinstance(meant, Input):
            yield _diagnosis(Slip.SWAPPED, one, meant.figure, f"{one} and {other} are swapped")


def _misprints(
    case: _Case, slip: Slip, variants: Callable[[Decimal], Iterator[Decimal]], fault: str
) -> Iterator[Diagnosis]:
    """For each figure the first of the values that ``variants`` makes of its digits with which the check holds."""
    for name, leaf in case.hopeful_leaves():
        if leaf.figure.value is None:
            continue
        for value in variants(leaf.figure.value):
            figure = replace(leaf.figure, value=value)
            if case.mends(name, figure):
                yield _diagnosis(slip, name, figure, f"{_said(leaf.figure)} {fault}: {_said(figure)} would fit")
                break


def _diagnosis(slip: Slip, name: str, figure: Figure, text: str) -> Diagnosis:
    return Diagnosis(slip, name, None if figure.value is None else str(figure.value), str(figure.unit), text)


def _said(figure: Figure) -> str:
    ends = [grouped(plain(end)) for end in (figure.value, figure.lower, figure.upper) if end is not None]
    return f"{' to '.join(ends)} {figure.unit}".rstrip()


_PROPOSALS: tuple[tuple[Slip, Callable[[_Case], Iterator[Diagnosis]]], ...] = (
    (Slip.PERCENTAGE_POINTS, _percentage_points),
    (Slip.UNIT, _units),
    (Slip.CURRENCY, _currencies),
    (Slip.CURRENCY, _redenominated),
    (Slip.SCALE, _scales),
    (Slip.TRANSPOSED_DIGITS, _transposed),
    (Slip.DROPPED_DIGIT, _dropped),
    (Slip.UNIT, _readings_of_a_change),
    (Slip.SWAPPED, _swapped),
)
