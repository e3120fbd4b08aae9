"""rate: an amount made of a rate and a base, such as price times quantity."""

from service.domain.checks.kind import Kind, Question, Role, Roles, compared
from service.domain.expression import multiply


def _compile(roles: Roles) -> Question:
    return compared(roles["amount"], "==", multiply(roles["rate"], roles["base"]))


KIND = Kind(
    name="rate",
    summary="An amount is its rate times its base: price and quantity, income per head and population.",
    roles=(
        Role("amount", "the amount in all"),
        Role("rate", "how much there is for one of the base, such as USD/person"),
        Role("base", "how much of the base there is"),
    ),
    compile=_compile,
    reads="The amount is {measured}; rate and base make {expected}.",
    example={
        "kind": "rate",
        "figures": {
            "amount": {"value": "300", "unit": "KZT/day"},
            "rate": {"value": "4", "unit": "KZT/kg"},
            "base": {"value": "75", "unit": "kg/day"},
        },
    },
)
