"""sum: parts and their total."""

from service.domain.checks.kind import Kind, Question, Role, Roles, compared
from service.domain.expression import add


def _compile(roles: Roles) -> Question:
    return compared(add(*roles.many("parts")), "==", roles["total"])


KIND = Kind(
    name="sum",
    summary="Parts add up to their total.",
    roles=(
        Role("parts", "the figures that are added", many=True, least=1, most=10_000),
        Role("total", "what they add up to"),
    ),
    compile=_compile,
    reads="The parts add up to {measured}; the total is {expected}.",
    example={
        "kind": "sum",
        "figures": {
            "parts": [{"value": "1.2", "unit": "million USD"}, {"value": "1.4", "unit": "million USD"}],
            "total": {"value": "2.6", "unit": "million USD"},
        },
    },
)
