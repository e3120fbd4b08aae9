"""A check: a question about figures, read from its wire form and compiled to a relation.

The body is as in the HTTP contract: ``kind``, ``figures`` (role or further name to a figure, an array of them for a
list role, or an expression over other names), ``expect``, ``relation``, ``parameters``, ``policy``. A figure may carry
where it comes from: ``{"claim": "<id>", "revision": 3, "figure": {…}}``. Two roles given the same claim are one
quantity, not two that happen to be printed alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Self

from service.domain import expression
from service.domain.body import MAX_NAMES, Body, Entry, Input
from service.domain.budget import Effort, TooLarge
from service.domain.checks.kind import Expectation, Question, Roles
from service.domain.digest import digest_of
from service.domain.digits import too_many_digits
from service.domain.errors import Fault, Malformed
from service.domain.interval import NON_ZERO, IntervalSet
from service.domain.normal_form import normal_form
from service.domain.parser import parse_expression, words_in
from service.domain.period import Period
from service.domain.policy import Periods
from service.domain.readings import Readings
from service.domain.tree import Box, Name, Node, place_of
from service.domain.units import parse_unit


@dataclass(frozen=True)
class Check(Body):
    """A body that makes sense. ``figures`` are its roles and further names, ``question`` what it compiles to."""

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Self:
        """The check that ``given`` describes, compiled.

        Raises ``Malformed``, with the path of what is wrong in ``given``; ``Incomparable`` where its units clash.
        """
        return super().parse(given).compiled()

    def with_entries(self, entries: Mapping[str, Entry], parameters: Mapping[str, str] | None = None) -> Self:
        """The same check with some entries or parameters replaced, compiled anew. Raises as :meth:`parse` does."""
        figures = {**self.figures, **entries}
        return replace(self, figures=figures, parameters={**self.parameters, **(parameters or {})}).compiled()

    @cached_property
    def digest(self) -> str:
        """What its result is called."""
        return digest_of(self.canonical())

    def compiled(self) -> Self:
        """This check, once it is known to make sense. Raises as :meth:`parse` does."""
        self._refuse_two_figures_of_one_claim()
        relation = self.question.relation
        tree = self.question.measure if relation is None else relation.difference
        if too_many_digits(tree, self.readings.generous):
            raise Malformed(
                "its numbers come to more digits than can be reckoned with; use shorter figures or lower powers",
                *self._where(tree),
            )
        self._refuse_idle_divisors(tree)
        return self

    def _refuse_idle_divisors(self, tree: Node) -> None:
        """What is divided by must be able to be something else than zero."""
        effort = Effort()
        seen: set[int] = set()
        for node in tree.walk():
            divisor = expression.divisor(node)
            if divisor is None or id(divisor) in seen:
                continue
            seen.add(id(divisor))
            if self._is_only_zero(divisor, effort):
                raise Malformed(f"{divisor} can only be zero, and nothing can be divided by it", *self._where(divisor))

    def _is_only_zero(self, divisor: Node, effort: Effort) -> bool:
        box = self.readings.generous
        if any(box[name].is_empty for name in divisor.names()):
            # A figure that is nothing its kind lets it be, such as a negative weight, is wrong rather than senseless.
            return False
        values = divisor.forward(box)
        if values.is_empty or (values.is_point and 0 in values):
            return True
        names = divisor.names()
        if len(names) == len(set(names)) or not (divisor.forward(self._somewhere) & NON_ZERO).is_empty:
            return False
        try:
            polynomial = normal_form(divisor, effort).numerator
        except TooLarge:
            # If it is zero after all, the relation has no value anywhere, and that is then the answer.
            return False
        for name in polynomial.names:
            if box[name].is_point:
                polynomial = polynomial.at(name, box[name].pieces[0].some_value())
        return not polynomial.terms

    @cached_property
    def _somewhere(self) -> Box:
        """One value for each figure, of no particular relation to each other: what is zero there may always be zero."""
        return Box(
            {name: _some_point(values, place) for place, (name, values) in enumerate(self.readings.generous.items())}
        )

    def _refuse_two_figures_of_one_claim(self) -> None:
        for name, first in self.aliases.items():
            if self.leaves[name].figure != self.leaves[first].figure:
                raise Malformed(f"this claim is given with another figure as {first}", *place_of(name), "figure")

    def _where(self, node: Node) -> tuple[str | int, ...]:
        """Where a figure stands in the body; what is computed from several, in the relation or the figures at large."""
        if isinstance(node, Name):
            return node.place
        return ("relation",) if self.relation else ("figures",)

    @cached_property
    def leaves(self) -> Mapping[str, Input]:
        """Every figure by its name; those of a list role are ``parts[0]``, ``parts[1]`` and so on."""
        return {name: entry for name, entry in _named(self.figures) if isinstance(entry, Input)}

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """For each leaf, the name of the first that is the same claim: they are one quantity."""
        first: dict[tuple[str, int | None], str] = {}
        return {
            name: first.setdefault((leaf.claim, leaf.revision), name) if leaf.claim else name
            for name, leaf in self.leaves.items()
        }

    @cached_property
    def periods_apart(self) -> Mapping[str, Period] | None:
        """The periods of two figures that have no day in common, if the figures of this check are to be of one time.

        Periods that overlap two by two have a day in common to all, so it is enough to look at the one that starts last
        and the one that ends first.
        """
        if self.kind.compares_periods or self.policy.periods is Periods.ANY:
            return None
        timeless = {role.name for role in self.kind.roles if role.timeless}
        known = [
            (name, leaf.context.period)
            for name, leaf in self.leaves.items()
            if leaf.context.period is not None and place_of(name)[1] not in timeless
        ]
        if len(known) < 2:
            return None
        latest = max(known, key=lambda item: item[1].start or date.min)
        earliest = min(known, key=lambda item: item[1].end or date.max)
        return None if latest[1].overlaps(earliest[1]) else dict((earliest, latest))

    @cached_property
    def question(self) -> Question:
        """What the check compiles to."""
        names = _Names(self)
        trees: dict[str, Node] = {}
        lists: dict[str, tuple[Node, ...]] = {}
        for role in self.kind.roles:
            if role.name not in self.figures:
                continue
            if role.many:
                entry = self.figures[role.name]
                assert isinstance(entry, tuple)
                lists[role.name] = tuple(names[f"{role.name}[{position}]"] for position in range(len(entry)))
            else:
                trees[role.name] = names[role.name]
        roles = Roles(
            trees,
            lists,
            names,
            self._expectation(),
            self.relation,
            self.parameters,
            figures={name: leaf.figure for name, leaf in self.leaves.items()},
            contexts={name: leaf.context for name, leaf in self.leaves.items()},
            any_time=self.policy.periods is Periods.ANY,
        )
        question = self.kind.compile(roles)
        _refuse_idle_names(self, names.used)
        return question

    @cached_property
    def readings(self) -> Readings:
        """Its figures, each quantity once, as boxes of values."""
        figures = {name: leaf.figure for name, leaf in self.leaves.items() if self.aliases[name] == name}
        return Readings(figures, self.policy, self.question)

    def _expectation(self) -> Expectation | None:
        if self.expect is None:
            return None
        ends = {end: Fraction(self.expect[end]) if end in self.expect else None for end in ("min", "max")}
        return Expectation(ends["min"], ends["max"], parse_unit(self.expect.get("unit", "")))


class _Names(Mapping[str, Node]):
    """The names of a check as trees: a figure is itself, an expression is read when it is first asked for."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._entries = dict(_named(check.figures))
        self._trees: dict[str, Node] = {}
        self.used: set[str] = set()

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __getitem__(self, name: str) -> Node:
        self.used.add(name)
        if name not in self._trees:
            self._read(name)
        return self._trees[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _read(self, name: str) -> None:
        """Makes the tree of ``name``, after those that it uses: in a loop, for a chain of names may be long."""
        open_names = {name: self._uses(name)}
        while open_names:
            current = next(reversed(open_names))
            needed = next((used for used in open_names[current] if used not in self._trees), None)
            if needed is None:
                self._trees[current] = self._tree(current)
                del open_names[current]
            elif needed in open_names:
                circle = list(open_names)
                said = " → ".join((*circle[circle.index(needed) :], needed))
                raise Malformed(f"the expressions refer to each other in a circle: {said}", *place_of(needed))
            else:
                open_names[needed] = self._uses(needed)

    def _uses(self, name: str) -> Iterator[str]:
        """The names in the expression of ``name``; none for a figure."""
        entry = self._entries[name]
        if isinstance(entry, Input):
            return iter(())
        try:
            return iter([word for word in words_in(entry) if word in self])
        except Malformed as error:
            raise error.at(*place_of(name)) from None

    def _tree(self, name: str) -> Node:
        entry = self._entries[name]
        if isinstance(entry, Input):
            return expression.name(self._check.aliases[name], entry.figure.unit)
        try:
            return parse_expression(entry, self)
        except Malformed as error:
            raise error.at(*place_of(name)) from None


def _some_point(values: IntervalSet, place: int) -> IntervalSet:
    """A value of ``values``, another one for each ``place``."""
    if values.is_empty:
        return values
    piece = values.pieces[0]
    if piece.lower is not None and piece.upper is not None:
        return IntervalSet.point(piece.lower + (piece.upper - piece.lower) * Fraction(1 + place, MAX_NAMES + 11))
    return IntervalSet.point(piece.some_value() + (place if piece.upper is None else -place))


def _refuse_idle_names(check: Check, used: set[str]) -> None:
    """A name that is no role must be used by an expression: else it is a role misspelt, or a figure left unchecked."""
    roles = [role.name for role in check.kind.roles]
    idle = [name for name in check.figures if name not in roles and name not in used]
    if not idle:
        return
    if check.kind.relation == "required":
        message = "not used in the relation"
    else:
        message = f"unknown role: {check.kind.name} has {', '.join(roles)}; other names must be used by an expression"
    raise Malformed.several(tuple(Fault(("figures", name), message) for name in idle))


def _named(figures: Mapping[str, Entry]) -> Iterator[tuple[str, Input | str]]:
    """Every entry by its name, those of a list by theirs."""
    for name, entry in figures.items():
        if isinstance(entry, tuple):
            yield from ((f"{name}[{position}]", item) for position, item in enumerate(entry))
        else:
            yield name, entry
