"""within: a figure inside a range, given as another figure or as an expectation."""

from service.domain import expression
from service.domain.checks.kind import Kind, Question, Role, Roles
from service.domain.errors import Malformed
from service.domain.relation import Coverage, Relation


def _compile(roles: Roles) -> Question:
    figure = roles["figure"]
    if ("reference" in roles) == (roles.expect is not None):
        raise Malformed('give either "reference" or an expectation ("expect"), and not both', "figures", "reference")
    if roles.expect is not None:
        return Question(figure, roles.expect.unit, Relation.within(figure, roles.expect.allowed_for(figure)))
    reference = roles["reference"]
    expression.require_comparable(figure, reference)
    return Question(figure, figure.unit, Coverage.of(figure, reference))


KIND = Kind(
    name="within",
    summary="A figure lies within a reference range.",
    roles=(
        Role("figure", "what must lie within"),
        Role("reference", "the range it must lie within, a figure with lower and upper", required=False),
    ),
    expect="optional",
    compile=_compile,
    reads="{expression} is {measured}; the range is {expected}.",
    example={
        "kind": "within",
        "figures": {
            "figure": {"value": "7.5", "unit": "mile"},
            "reference": {"lower": "10", "upper": "15", "unit": "km"},
        },
    },
)
