"""What a kind of check is: its roles and parameters, how it compiles to a relation, how its finding reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from service.domain import expression
from service.domain.context import LONGEST, Context
from service.domain.errors import Incomparable, Malformed
from service.domain.figure import Figure
from service.domain.interval import Interval, IntervalSet
from service.domain.policy import Policy
from service.domain.relation import Relation
from service.domain.tree import Constant, Nature, Node, Sum
from service.domain.units import DIMENSIONLESS, Unit

if TYPE_CHECKING:
    from service.domain.budget import Budget
    from service.domain.check import Check


class Reason(StrEnum):
    """Why a check cannot be decided."""

    MISSING_FIGURE = "missing_figure"
    INCOMPARABLE_UNITS = "incomparable_units"
    MISSING_EXCHANGE_RATE = "missing_exchange_rate"
    DIFFERENT_PERIOD = "different_period"
    DIFFERENT_DEFINITION = "different_definition"
    NOTHING_EXPECTED = "nothing_expected"
    LIMIT_EXCEEDED = "limit_exceeded"


class Takes(StrEnum):
    """What a role takes."""

    FIGURE = "figure"
    FIGURE_OR_EXPRESSION = "figure_or_expression"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Role:
    """A part that a figure plays in a kind. A list role takes from ``least`` to ``most`` figures.

    The period of a figure in a ``timeless`` role need not overlap those of the others: an exchange rate is of some day.
    """

    name: str
    summary: str
    required: bool = True
    many: bool = False
    least: int = 1
    most: int = 1
    timeless: bool = False
    takes: Takes = Takes.FIGURE_OR_EXPRESSION

    def describe(self) -> dict[str, Any]:
        """The role as ``/v1/check-kinds`` shows it."""
        described: dict[str, Any] = {
            "name": self.name,
            "summary": self.summary,
            "required": self.required,
            "many": self.many,
            "takes": self.takes.value,
        }
        return described | ({"least": self.least, "most": self.most} if self.many else {"least": None, "most": None})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A setting of a kind's own: a yes or no (``default`` a bool), one of ``choices``, or without these any text.

    Without a ``default`` it must be given.
    """

    name: str
    summary: str
    default: bool | str | None
    choices: tuple[str, ...] = ()

    def read(self, value: object) -> bool | str:
        """``value`` if it is one that this parameter takes. Raises ``Malformed`` naming what would be right."""
        if self.choices:
            if isinstance(value, str) and value in self.choices:
                return value
            raise Malformed(f"{self.name} must be one of {', '.join(self.choices)}", self.name)
        if isinstance(self.default, str):
            if isinstance(value, str) and len(value) <= LONGEST:
                return value
            raise Malformed(f"{self.name} must be text of at most {LONGEST:,} characters", self.name)
        if isinstance(value, bool):
            return value
        raise Malformed(f"{self.name} must be true or false", self.name)

    def describe(self) -> dict[str, Any]:
        """The parameter as ``/v1/check-kinds`` shows it."""
        kind = "boolean" if isinstance(self.default, bool) else "string"
        return {
            "name": self.name,
            "summary": self.summary,
            "type": kind,
            "choices": list(self.choices),
            "default": self.default,
        }


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the check's author expects of the value measured: an exact, closed range in ``unit``."""

    lower: Fraction | None
    upper: Fraction | None
    unit: Unit

    def allowed_for(self, measure: Node) -> IntervalSet:
        """The range in base units. Raises ``Incomparable`` where ``measure`` is in another dimension."""
        if self.unit.dimension != measure.unit.dimension:
            raise Incomparable(
                f'{measure} is in "{measure.unit}" but the expectation is in "{self.unit}"', "expect", "unit"
            )
        if {measure.nature, expression.nature_of(self.unit)} == {Nature.SHARE, Nature.POINTS}:
            raise Incomparable(
                f'{measure} is in "{measure.unit}" but the expectation is in "{self.unit}", and these differ',
                "expect",
                "unit",
            )
        return IntervalSet.of(Interval(self.lower, self.upper).affine(self.unit.factor, self.unit.offset))


@dataclass(frozen=True, slots=True)
class Roles:
    """The figures of a check as its kind sees them: a tree for each role, lists for list roles.

    ``figures`` and ``contexts`` are what was printed and what is known about it, by the names in the trees; with
    ``any_time`` figures of different times are compared on purpose.
    """

    trees: Mapping[str, Node]
    lists: Mapping[str, tuple[Node, ...]]
    names: Mapping[str, Node]
    expect: Expectation | None
    relation: str | None
    parameters: Mapping[str, bool | str]
    figures: Mapping[str, Figure] = field(default_factory=dict)
    contexts: Mapping[str, Context] = field(default_factory=dict)
    any_time: bool = False

    def __getitem__(self, role: str) -> Node:
        return self.trees[role]

    def __contains__(self, role: str) -> bool:
        return role in self.trees or role in self.lists

    def many(self, role: str) -> tuple[Node, ...]:
        """The trees of a list role, in order."""
        return self.lists[role]


@dataclass(frozen=True, slots=True)
class Question:
    """A compiled check: what is measured, and the relation that must hold, if any is asked for.

    ``unit`` is what the measure is shown in. ``domains`` narrows what a figure could be at all, in base units; a name
    in ``signed`` may be negative although it was printed positive. Without a ``relation``, ``reason`` says why.
    With both, the relation can refute the check but not confirm it: what it cannot refute is undetermined for that
    reason. ``notes`` are sentences that a reader of the finding should know. Figures named in ``counts`` were counted:
    they are whole numbers whatever their unit, and zeros at their end are digits, not rounding. Those in ``averages``
    are not, even of things counted: a mean of 3 children is anything that rounds to 3.
    """

    measure: Node
    unit: Unit
    relation: Relation | None = None
    reason: Reason | None = None
    domains: Mapping[str, IntervalSet] = field(default_factory=dict)
    signed: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    counts: frozenset[str] = frozenset()
    averages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a kind adds to a finding, once it is known.

    ``sentences`` end its text. ``admissible`` and ``power`` are told for figures of which the relation cannot tell them
    as they should read; ``agreement`` is the member of a result of that name.
    """

    sentences: tuple[str, ...] = ()
    admissible: Mapping[str, IntervalSet] = field(default_factory=dict)
    power: Mapping[str, str | None] = field(default_factory=dict)
    agreement: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of check. Each lives in a module of its own under ``service.domain.checks``, as ``KIND``.

    ``reads`` is how its finding reads, with ``{expression}``, ``{measured}`` and ``{expected}`` filled in. ``swaps``
    are pairs of roles that people confuse. ``slips`` are the mistakes worth looking for where it fails, if not all: a
    mean with the point shifted has other digits, so that nearly every n would do for it. One that ``mends_generously``
    tells of a slip too with which it would be strained, if of none with which it would be consistent: among several
    figures a hedged one may stay out of line. ``example`` is a check body that can be posted as it stands.

    A kind that ``compares_periods`` says itself what different periods mean; for any other the figures of a check must
    be of one time. ``uses`` are the members of a figure's context that it looks at.
    ``remarks`` are made of a check, whether it was found inconsistent or strained, and the time that is left.
    """

    name: str
    summary: str
    roles: tuple[Role, ...]
    compile: Callable[[Roles], Question]
    example: Mapping[str, Any]
    reads: str = "{expression} is {measured}; expected {expected}."
    parameters: tuple[Parameter, ...] = ()
    expect: Literal["refused", "optional", "required"] = "refused"
    relation: Literal["refused", "required"] = "refused"
    swaps: tuple[tuple[str, str], ...] = ()
    slips: frozenset[str] | None = None
    mends_generously: bool = False
    compares_periods: bool = False
    uses: frozenset[str] = frozenset({"period"})
    remarks: Callable[[Check, bool, Budget], Remarks] | None = None

    @property
    def looks_around(self) -> bool:
        """Whether it depends on more than the claims it is given: on their sources, which change without them.

        What else is looked up for a check, such as a stored rate, is told with its source.
        """
        return "source" in self.uses

    def describe(self) -> dict[str, Any]:
        """The kind as ``/v1/check-kinds`` shows it."""
        return {
            "name": self.name,
            "summary": self.summary,
            "roles": [role.describe() for role in self.roles],
            "parameters": [parameter.describe() for parameter in self.parameters],
            "expect": self.expect,
            "relation": self.relation,
            "example": dict(self.example),
        }


def compared(left: Node, operator: str, right: Node, **also: Any) -> Question:
    """The question whether ``left operator right``. Raises ``Incomparable`` where their units cannot be compared."""
    expression.require_comparable(left, right)
    return Question(left, shown_in(left, right), Relation.compare(left, operator, right), **also)


def require_possible(roles: Roles, role: str, name: str, possible: IntervalSet, message: str) -> None:
    """That a figure, however it is read, is not wholly outside what it can be. Raises ``Malformed``."""
    figure = roles.figures[name]
    whole = True if figure.without_decimals else None
    reading = figure.generous(Policy(), whole=whole).affine(figure.unit.factor, figure.unit.offset)
    if not figure.unknown and (IntervalSet((reading,)) & possible).is_empty:
        raise Malformed(message, "figures", role, *(() if figure.value is None else ("value",)))


def shown_in(left: Node, right: Node) -> Unit:
    """The unit for a comparison: that of ``left`` if it is a plain figure, else that of ``right`` if it is one."""
    left, right = _without_sign(left), _without_sign(right)
    if not left.children or right.children or (isinstance(right, Constant) and right.unit == DIMENSIONLESS):
        return left.unit
    return right.unit


def _without_sign(node: Node) -> Node:
    """A figure where ``node`` is its negative: a fall "by 51%" is told in % like a rise."""
    alone = isinstance(node, Sum) and len(node.terms) == 1 and not node.children[0].children
    return node.children[0] if alone else node


def leaf_names(node: Node) -> frozenset[str]:
    """The names of figures in ``node``."""
    return frozenset(node.names())


PERCENT_RANGE = IntervalSet.of(Interval(Fraction(0), Fraction(1)))
