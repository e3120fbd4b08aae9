"""shares: percentages of one whole."""

from fractions import Fraction

from service.domain.checks.kind import PERCENT_RANGE, Kind, Parameter, Question, Role, Roles, leaf_names
from service.domain.errors import Incomparable
from service.domain.expression import add, constant, require_comparable
from service.domain.relation import Relation
from service.domain.tree import Nature
from service.domain.units import parse_unit


def _compile(roles: Roles) -> Question:
    parts = roles.many("parts")
    percent = parse_unit("%")
    whole = constant(Fraction(100), percent, "100 %")
    for position, part in enumerate(parts):
        if part.nature is Nature.POINTS:
            message = "a share is given in %, not in percentage points"
            raise Incomparable(message, "figures", "parts", position, "unit")
        require_comparable(part, whole)
    combined = add(*parts)
    operator = "==" if roles.parameters["exhaustive"] else "<="
    domains = {name: PERCENT_RANGE for part in parts if not part.children for name in leaf_names(part)}
    return Question(combined, percent, Relation.compare(combined, operator, whole), domains=domains)


KIND = Kind(
    name="shares",
    summary="Shares of one whole come to no more than 100 %, or to 100 % if they are all there is.",
    roles=(Role("parts", "the shares, in % or as plain numbers from 0 to 1", many=True, least=1, most=10_000),),
    parameters=(Parameter("exhaustive", "whether the shares are all there is, so that they make 100 %", False),),
    compile=_compile,
    reads="The shares come to {measured}; together they may be {expected}.",
    example={
        "kind": "shares",
        "figures": {"parts": [{"value": "41", "unit": "%"}, {"value": "36", "unit": "%"}]},
        "parameters": {"exhaustive": False},
    },
)
