"""conversion: one amount in two units, for money through an exchange rate."""

from service.domain.checks.kind import Kind, Question, Reason, Role, Roles, compared
from service.domain.errors import Incomparable
from service.domain.expression import divide


def _compile(roles: Roles) -> Question:
    one, other = roles.many("amounts")
    if "rate" not in roles:
        if one.unit.dimension == other.unit.dimension:
            return compared(one, "==", other)
        if one.unit.currencies and other.unit.currencies:
            implied = divide(one, other)
            return Question(implied, implied.unit, reason=Reason.MISSING_EXCHANGE_RATE)
        raise Incomparable(
            f'"{one.unit}" does not convert to "{other.unit}" without a rate in "{one.unit / other.unit}"',
            "figures",
            "amounts",
        )
    rate = roles["rate"]
    for top, bottom in ((one, other), (other, one)):
        implied = divide(top, bottom)
        if implied.unit.dimension == rate.unit.dimension:
            return compared(implied, "==", rate)
    raise Incomparable(
        f'the rate is in "{rate.unit}"; between "{one.unit}" and "{other.unit}" it would be in '
        f'"{one.unit / other.unit}" or "{other.unit / one.unit}"',
        "figures",
        "rate",
        "unit",
    )


KIND = Kind(
    name="conversion",
    summary="Two figures are one amount in two units; for money, the rate that they imply is the rate given.",
    roles=(
        Role("amounts", "the amount, in each of the two units", many=True, least=2, most=2),
        Role("rate", "the rate between them; needed for money of two currencies", required=False, timeless=True),
    ),
    compile=_compile,
    example={
        "kind": "conversion",
        "figures": {
            "amounts": [{"value": "18000", "unit": "KZT", "qualifier": "exact"}, {"value": "134", "unit": "USD"}],
            "rate": {"value": "134.6", "unit": "KZT/USD"},
        },
    },
)
