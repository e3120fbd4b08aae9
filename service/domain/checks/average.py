"""average: a mean and what it is the mean of."""

from collections.abc import Sequence

from service.domain.checks.kind import Kind, Parameter, Question, Role, Roles, Takes, leaf_names
from service.domain.errors import Malformed
from service.domain.expression import require_comparable
from service.domain.interval import NON_NEGATIVE, IntervalSet
from service.domain.mean import Mean, MeanIs
from service.domain.relation import Relation
from service.domain.span import Between
from service.domain.tree import Node

# A part with its weight makes three operations, and all of a check together are limited.
_MOST_WEIGHTS = 8_000


def _compile(roles: Roles) -> Question:
    mean = roles["mean"]
    given = [role for role in ("min", "max") if role in roles]
    if ("parts" in roles) == bool(given):
        raise Malformed('give either "parts", or "min", "max" or both', "figures", "parts")
    if given:
        return _between(mean, roles, given)
    parts = roles.many("parts")
    for part in parts:
        require_comparable(mean, part)
    if "weights" in roles:
        return _weighted(mean, parts, roles)
    averages = leaf_names(mean)
    if roles.parameters["weighting"] == "equal":
        return Question(mean, mean.unit, MeanIs.of(mean, Mean.of(parts)), averages=averages)
    # Parts are then means of groups, or the mean would be the one of their numbers.
    averages |= _names(parts)
    return Question(mean, mean.unit, Between.of(mean, parts, parts), averages=averages)


def _between(mean: Node, roles: Roles, given: Sequence[str]) -> Question:
    if "weights" in roles:
        raise Malformed('weights belong to "parts", and there are none', "figures", "weights")
    if roles.parameters["weighting"] == "equal":
        raise Malformed('equal weights are those of "parts", and there are none', "parameters", "weighting")
    for role in given:
        require_comparable(mean, roles[role])
    lows, highs = ([roles[role]] if role in given else [] for role in ("min", "max"))
    return Question(mean, mean.unit, Between.of(mean, lows, highs), averages=leaf_names(mean))


def _weighted(mean: Node, parts: Sequence[Node], roles: Roles) -> Question:
    weights = roles.many("weights")
    if len(weights) != len(parts):
        raise Malformed(f"must be as many as there are parts, {len(parts)}, not {len(weights)}", "figures", "weights")
    if roles.parameters["weighting"] == "equal":
        raise Malformed("give weights, or say that they are equal, and not both", "parameters", "weighting")
    for weight in weights:
        require_comparable(weights[0], weight)
        if weight.unit.offset:
            raise Malformed(
                f"{weight.unit} is a scale without a zero of its own and weighs nothing", "figures", "weights"
            )
    relation: Relation = MeanIs.of(mean, Mean.of(parts, weights))
    domains = {name: IntervalSet.of(NON_NEGATIVE) for name in _names(weights)}
    # A figure that is also a weight stays what it is as one.
    averages = (leaf_names(mean) | _names(parts)) - domains.keys()
    return Question(mean, mean.unit, relation, domains=domains, averages=averages)


def _names(nodes: Sequence[Node]) -> frozenset[str]:
    return frozenset(name for node in nodes for name in leaf_names(node))


KIND = Kind(
    name="average",
    summary="A mean lies between its parts, or between the least and the greatest value; with weights, or if all parts "
    "count the same, it is their mean.",
    roles=(
        Role("mean", "the mean stated", takes=Takes.FIGURE),
        Role(
            "parts",
            "what it is the mean of: the values themselves, or the means of groups",
            required=False,
            many=True,
            most=10_000,
            takes=Takes.FIGURE,
        ),
        Role("min", "the least value, in place of parts", required=False, takes=Takes.FIGURE),
        Role("max", "the greatest value, in place of parts", required=False, takes=Takes.FIGURE),
        Role(
            "weights",
            "how much each of the parts counts, such as the sizes of the groups",
            required=False,
            many=True,
            most=_MOST_WEIGHTS,
            takes=Takes.FIGURE,
        ),
    ),
    parameters=(
        Parameter(
            "weighting",
            "without weights, whether all parts count the same; else the mean only has to lie between them",
            "unknown",
            ("unknown", "equal"),
        ),
    ),
    compile=_compile,
    reads="The mean is {measured}; what it is of makes it {expected}.",
    example={
        "kind": "average",
        "figures": {
            "mean": {"value": "3.9", "unit": "KZT/kg"},
            "parts": [{"value": "4", "unit": "KZT/kg"}, {"value": "3.5", "unit": "KZT/kg"}],
            "weights": [{"value": "120", "unit": "person"}, {"value": "30", "unit": "person"}],
        },
    },
)
