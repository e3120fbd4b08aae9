"""ratio: one figure in terms of another, such as a fine in days' wages."""

from service.domain.checks.kind import Kind, Question, Reason, Role, Roles
from service.domain.expression import divide
from service.domain.relation import Relation


def _compile(roles: Roles) -> Question:
    quotient = divide(roles["numerator"], roles["denominator"])
    if roles.expect is None:
        return Question(quotient, quotient.unit, reason=Reason.NOTHING_EXPECTED)
    return Question(quotient, roles.expect.unit, Relation.within(quotient, roles.expect.allowed_for(quotient)))


KIND = Kind(
    name="ratio",
    summary="The quotient of two figures lies within what is expected; without an expectation it is only measured.",
    roles=(
        Role("numerator", "what is divided: a figure, or an expression over other names"),
        Role("denominator", "what it is divided by: a figure, or an expression over other names"),
    ),
    expect="optional",
    compile=_compile,
    swaps=(("numerator", "denominator"),),
    example={
        "kind": "ratio",
        "figures": {
            "fine": {"value": "18000", "unit": "KZT", "qualifier": "exact"},
            "pay": {"value": "4", "unit": "KZT/kg", "qualifier": "exact"},
            "picked": {"lower": "50", "upper": "100", "unit": "kg/day"},
            "numerator": "fine",
            "denominator": "pay * picked",
        },
        "expect": {"max": "30", "unit": "day"},
    },
)
