"""The figures and checks of a collection as one system: quantities, and the conditions that the checks put on them.

What is one claim is one quantity, in however many checks it stands. Figures may be wrong; checks are taken for granted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from service.domain.body import Input
from service.domain.budget import TooLarge
from service.domain.check import Check
from service.domain.checks.kind import Reason
from service.domain.figure import Figure, Qualifier
from service.domain.interval import Interval
from service.domain.joint.condition import Condition, conditions_of, lies_in
from service.domain.policy import Policy
from service.domain.relation import Relation
from service.domain.tree import Constant, Name, Node, Power, Product, Quotient, Sum
from service.domain.wording import printed, to_base

# What it costs to blame a figure. Reference data is rarely the one that is wrong, and an exact figure that was typed
# into a check is what its author takes as given.
STATED_WEIGHT = 1
REFERENCE_WEIGHT = 10
GIVEN_WEIGHT = 100


@dataclass(frozen=True, slots=True)
class Ref:
    """Which figure is meant: a claim's, or the one that a check names."""

    claim: str | None
    revision: int | None
    check: str | None
    figure: str | None
    printed: str

    def as_json(self) -> dict[str, Any]:
        """It in its wire form."""
        return {
            "claim": self.claim,
            "revision": self.revision,
            "check": self.check,
            "figure": self.figure,
            "printed": self.printed,
        }


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a figure is about, with both its readings in base units; an unknown figure may be anything.

    It is a whole number if it is a ``whole`` one, also when the figure is wrong. ``weight`` is what it costs to call it
    wrong.
    """

    ref: Ref
    figure: Figure
    strict: Interval
    generous: Interval
    whole: bool = False
    weight: int = STATED_WEIGHT

    @property
    def known(self) -> bool:
        """Whether its figure says anything, so that it can be wrong."""
        return not self.figure.unknown


@dataclass(frozen=True)
class Rule:
    """A check in the system: its relations, and the conditions that say the same.

    ``variables`` tells for each name in the relations which variable of the system it is; ``domains`` is what else the
    check demands of them, which ``conditions`` include.
    """

    key: str
    relations: tuple[Relation, ...]
    variables: Mapping[str, int]
    domains: tuple[Condition, ...]
    conditions: tuple[Condition, ...]

    @cached_property
    def about(self) -> tuple[int, ...]:
        """The variables that it depends on, each once: not one that cancels out."""
        return tuple(sorted({variable for condition in self.conditions for variable in condition.variables}))

    def holds(self, values: Mapping[int, Fraction]) -> bool:
        """Whether all that it demands is so at a point: by its relations themselves, not what was made of them.

        A point without values for all that it is about is none at which it holds.
        """
        if not all(variable in values for variable in self.about):
            return False
        # What cancels out may be anything.
        point = {variable: values.get(variable, Fraction(0)) for variable in self.variables.values()}
        try:
            return all(_holds(relation, self.variables, point) for relation in self.relations) and all(
                domain.holds(values) for domain in self.domains
            )
        except ZeroDivisionError:
            return False


@dataclass(frozen=True)
class System:
    """Quantities and rules. Variable ``i`` is quantity ``i``; further variables are copies of the ``copied`` ones.

    A copy has the reading of its quantity, and a value of its own that need not be whole. ``left_out`` are checks that
    cannot be reckoned with, each with why.
    """

    quantities: tuple[Quantity, ...]
    rules: tuple[Rule, ...]
    copied: tuple[int, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    time_limit: Fraction = field(default=Policy().time_limit)

    @cached_property
    def owners(self) -> tuple[int, ...]:
        """For each variable the quantity whose reading it has."""
        return (*range(len(self.quantities)), *self.copied)

    def whole(self, variable: int) -> bool:
        """Whether a variable is a whole number."""
        return variable < len(self.quantities) and self.quantities[variable].whole


def join(checks: Mapping[str, Check], policy: Policy) -> System:
    """The system that ``checks`` make, each by a key of its own, whatever order they are given in.

    Inputs pinned to the same revision of a claim are one quantity; all are read under ``policy``.
    """
    joined = _Joining(checks, policy)
    return joined.system()


class _Joining:
    def __init__(self, checks: Mapping[str, Check], policy: Policy) -> None:
        self._policy = policy
        self._checks = dict(sorted(checks.items()))
        self._left_out: list[tuple[str, str]] = []
        self._relations: dict[str, tuple[Relation, ...]] = {}
        for key, check in self._checks.items():
            relations = self._relations_of(key, check)
            if relations is not None:
                self._relations[key] = relations
        self._numbers = self._numbered()
        self._copied: list[int] = []

    def system(self) -> System:
        """All of it."""
        rules = []
        for key, relations in self._relations.items():
            try:
                rules.append(self._rule(key, relations))
            except TooLarge:
                self._left_out.append((key, "its expression is too large to be reckoned with together with others"))
        quantities = tuple(self._quantity(identity, leaf) for identity, leaf in self._leaves.items())
        left_out = tuple(sorted(self._left_out))
        return System(quantities, tuple(rules), tuple(self._copied), left_out, self._policy.time_limit)

    def _relations_of(self, key: str, check: Check) -> tuple[Relation, ...] | None:
        relation = check.question.relation
        if relation is None:
            why = _NO_RELATION.get(
                check.question.reason or Reason.NOTHING_EXPECTED, "it asks for nothing that must hold"
            )
            self._left_out.append((key, why))
            return None
        relations = relation.conjuncts()
        if relations is None:
            self._left_out.append((key, f"a check of kind {check.kind.name} is no relation between values"))
        return relations

    def _numbered(self) -> dict[tuple[str, ...], int]:
        """A number for every quantity: claims first, by id, then inline figures by check and name."""
        leaves: dict[tuple[str, ...], Input] = {}
        averages: set[tuple[str, ...]] = set()
        for key, relations in self._relations.items():
            check = self._checks[key]
            used = {name.rstrip("'") for relation in relations for name in relation.names}
            used |= check.question.domains.keys() & check.leaves.keys()
            for name in sorted(used):
                leaves.setdefault(_identity(key, name, check.leaves[name]), check.leaves[name])
            averages |= {_identity(key, name, check.leaves[name]) for name in check.question.averages}
        self._averages = averages
        self._leaves = dict(sorted(leaves.items()))
        return {identity: number for number, identity in enumerate(self._leaves)}

    def _quantity(self, identity: tuple[str, ...], leaf: Input) -> Quantity:
        figure = leaf.figure
        check, name = (None, None) if leaf.claim is not None else identity[1:]
        # What one check takes for a mean is no count in any other.
        whole = figure.whole and identity not in self._averages
        strict, generous = (
            to_base(read(self._policy, whole=whole), figure.unit).hull for read in (figure.strict, figure.generous)
        )
        ref = Ref(leaf.claim, leaf.revision, check, name, printed(figure))
        return Quantity(ref, figure, strict, generous, whole, _weight(leaf))

    def _rule(self, key: str, relations: tuple[Relation, ...]) -> Rule:
        check = self._checks[key]
        copies: list[int] = []
        variables: dict[str, int] = {}
        named = {name for relation in relations for name in relation.names}
        for name in sorted(named | (check.question.domains.keys() & check.leaves.keys())):
            own = name.rstrip("'")
            number = self._numbers[_identity(key, own, check.leaves[own])]
            if name != own:
                copies.append(number)
                number = len(self._numbers) + len(self._copied) + len(copies) - 1
            variables[name] = number
        conditions = [condition for relation in relations for condition in conditions_of(relation, variables)]
        domains = [
            lies_in(number, domain)
            for name, domain in sorted(check.question.domains.items())
            for variant, number in variables.items()
            if variant.rstrip("'") == name
        ]
        self._copied += copies
        return Rule(key, relations, variables, tuple(domains), (*conditions, *domains))


_NO_RELATION: Mapping[Reason, str] = {
    Reason.NOTHING_EXPECTED: "nothing is expected of it",
    Reason.MISSING_EXCHANGE_RATE: "it has no exchange rate",
}


def _identity(key: str, name: str, leaf: Input) -> tuple[str, ...]:
    """What tells quantities apart, in the order in which they are numbered."""
    if leaf.claim is None:
        return ("inline", key, name)
    return ("claim", leaf.claim, "" if leaf.revision is None else f"{leaf.revision:010}")


def _weight(leaf: Input) -> int:
    if leaf.claim is None and leaf.figure.qualifier is Qualifier.EXACT:
        return GIVEN_WEIGHT
    source = leaf.context.source
    return REFERENCE_WEIGHT if source is not None and source.reference else STATED_WEIGHT


def _holds(relation: Relation, variables: Mapping[str, int], values: Mapping[int, Fraction]) -> bool:
    return _value(relation.difference, variables, values) in relation.allowed


def _value(node: Node, variables: Mapping[str, int], values: Mapping[int, Fraction]) -> Fraction:
    """The value of a tree at a point. Raises ``ZeroDivisionError`` where it has none."""
    match node:
        case Name(name=name):
            return values[variables[name]]
        case Constant(value=value):
            return value
        case Sum(terms=terms):
            total = Fraction(0)
            for sign, term in terms:
                value = _value(term, variables, values)
                total = total + value if sign > 0 else total - value
            return total
        case Product(left=left, right=right):
            return _value(left, variables, values) * _value(right, variables, values)
        case Quotient(left=left, right=right):
            return _value(left, variables, values) / _value(right, variables, values)
        case Power(base=base, exponent=exponent):
            return _value(base, variables, values) ** exponent
        case _:
            raise TypeError(f"no value of {type(node).__name__}")
