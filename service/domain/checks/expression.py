"""expression: any relation, written out."""

from service.domain.checks.kind import Kind, Question, Roles, compared
from service.domain.errors import Malformed
from service.domain.parser import parse_relation


def _compile(roles: Roles) -> Question:
    try:
        left, operator, right = parse_relation(roles.relation or "", roles.names)
    except Malformed as error:
        raise (error if error.faults[0].where[:1] == ("figures",) else error.at("relation")) from None
    return compared(left, operator, right)


KIND = Kind(
    name="expression",
    summary="Any relation over named figures, with + - * / ^, comparisons, units and numbers.",
    roles=(),
    relation="required",
    compile=_compile,
    example={
        "kind": "expression",
        "relation": "fine / (pay * picked) <= 30 day",
        "figures": {
            "fine": {"value": "18000", "unit": "KZT", "qualifier": "exact"},
            "pay": {"value": "4", "unit": "KZT/kg", "qualifier": "exact"},
            "picked": {"lower": "50", "upper": "100", "unit": "kg/day"},
        },
    },
)
