"""change: from one figure to another, and the change stated."""

from fractions import Fraction

from service.domain.checks.kind import Kind, Parameter, Question, Role, Roles, compared, leaf_names
from service.domain.errors import Incomparable
from service.domain.expression import constant, divide, require_comparable, subtract
from service.domain.tree import Name, Nature, Node
from service.domain.units import DIMENSIONLESS


def _compile(roles: Roles) -> Question:
    before, after, change = roles["from"], roles["to"], roles["change"]
    require_comparable(before, after)
    reading = str(roles.parameters["as"])
    if reading == "stated":
        reading = _as_stated(before, change)
    signed = leaf_names(change) if not change.children else frozenset()
    if reading == "absolute" and isinstance(change, Name) and change.unit.offset:
        # Risen "by 3 °C" says how far, not to where: a difference, counted from 0 °C.
        change = subtract(change, constant(Fraction(0), change.unit, f"0 {change.unit}"))
    return compared(_measured(reading, before, after), "==", change, signed=signed)


def _as_stated(before: Node, change: Node) -> str:
    """What the unit of the change says that it is."""
    if change.nature is Nature.POINTS:
        return "points"
    if change.nature is Nature.SHARE:
        return "percent"
    if change.unit.dimension == before.unit.dimension:
        return "absolute"
    if change.unit == DIMENSIONLESS:
        return "factor"
    raise Incomparable(
        f'the change is in "{change.unit}"; it can be in %, in percentage points, in "{before.unit}", '
        f"or a plain number for a factor",
        "figures",
        "change",
        "unit",
    )


def _measured(reading: str, before: Node, after: Node) -> Node:
    if reading == "percent":
        # Written so that each figure occurs once: (after - before) / before is after / before - 1.
        return subtract(divide(after, before), constant(Fraction(1), DIMENSIONLESS, "1"))
    if reading == "factor":
        return divide(after, before)
    return subtract(after, before)


KIND = Kind(
    name="change",
    summary="From one figure to another is the change stated: in %, percentage points, absolute, or as a factor.",
    roles=(
        Role("from", "the figure before"),
        Role("to", "the figure after"),
        Role("change", "the change stated; negative for a fall"),
    ),
    parameters=(
        Parameter(
            "as",
            "what the change is; as stated, its unit says so: %, percentage point, the unit of the figures, or none "
            "for a factor (2 for doubled) unless the figures have none either",
            "stated",
            ("stated", "percent", "points", "absolute", "factor"),
        ),
    ),
    compile=_compile,
    reads="The change is {measured}; stated was {expected}.",
    swaps=(("from", "to"),),
    compares_periods=True,
    example={
        "kind": "change",
        "figures": {"from": {"value": "52"}, "to": {"value": "63"}, "change": {"value": "21", "unit": "%"}},
    },
)
