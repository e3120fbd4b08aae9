"""conversion: one amount in two units, for money through an exchange rate."""

from collections.abc import Iterator
from fractions import Fraction

from service.domain.checks.kind import Kind, Parameter, Question, Reason, Role, Roles, compared
from service.domain.context import Context
from service.domain.errors import Incomparable, Malformed
from service.domain.expression import constant, divide
from service.domain.figure import Figure
from service.domain.money_history import LegalRate, anachronism, legal_rate
from service.domain.tree import Node
from service.domain.units import Unit, parse_unit
from service.domain.wording import nearest, printed_number


def pair_of(unit: Unit) -> tuple[str, str] | None:
    """The currencies of an exchange rate, the one paid and the one it buys; ``None`` for any other unit."""
    signs = {power: code for code, power in unit.dimension}
    if len(unit.dimension) != 2 or signs.keys() != {1, -1} or len(unit.currencies) != 2:
        return None
    return signs[1], signs[-1]


def is_rate(figure: Figure) -> bool:
    """Whether a figure in the unit of an exchange rate can be one: money is always worth something."""
    return figure.positive and not figure.unknown


def _compile(roles: Roles) -> Question:
    one, other = roles.many("amounts")
    stated = roles.figures.get("rate")
    if stated is not None and not stated.positive:
        said = f"a rate is above zero, and this is {printed_number(stated)}"
        raise Malformed(said, "figures", "rate", _below(stated))
    notes = tuple(_out_of_their_time(roles))
    if "rate" in roles:
        return _at(one, other, roles["rate"], (*_told(roles), *notes))
    if one.unit.dimension == other.unit.dimension:
        return compared(one, "==", other, notes=notes)
    if not (one.unit.currencies and other.unit.currencies):
        raise Incomparable(
            f'"{one.unit}" does not convert to "{other.unit}" without a rate in "{one.unit / other.unit}"',
            "figures",
            "amounts",
        )
    implied = divide(one, other)
    pair = pair_of(implied.unit)
    legal = None if pair is None else legal_rate(*pair)
    if legal is not None and _covered(legal, roles):
        unit = parse_unit(f"{legal.top}/{legal.bottom}")
        rate = constant(legal.value, unit, f"{_exactly(legal.value)} {unit}")
        return _at(one, other, rate, (f"This is by the {legal}.", *notes))
    if legal is not None:
        notes = (f"The {legal} would be for amounts since {legal.since} only.", *notes)
    sought = str(roles.parameters["sought"])
    if sought:
        notes = (f"Looked for {sought}: there is none.", *notes)
    return Question(implied, implied.unit, reason=Reason.MISSING_EXCHANGE_RATE, notes=notes)


def _at(one: Node, other: Node, rate: Node, notes: tuple[str, ...]) -> Question:
    for top, bottom in ((one, other), (other, one)):
        implied = divide(top, bottom)
        if implied.unit.dimension == rate.unit.dimension:
            return compared(implied, "==", rate, notes=notes)
    raise Incomparable(
        f'the rate is in "{rate.unit}"; between "{one.unit}" and "{other.unit}" it would be in '
        f'"{one.unit / other.unit}" or "{other.unit / one.unit}"',
        "figures",
        "rate",
        "unit",
    )


def _covered(legal: LegalRate, roles: Roles) -> bool:
    """Whether a legal rate holds for every amount that has a date, and for amounts without one."""
    dates = [context.period or context.asserted for context in roles.contexts.values()]
    known = [date for date in dates if date is not None]
    return all(map(legal.covers, known)) if known else legal.covers(None)


def _exactly(value: Fraction) -> str:
    """A rate in full; as a fraction where it is no decimal, between two currencies with one successor."""
    decimal = nearest(value)
    return decimal if Fraction(decimal) == value else str(value)


def _told(roles: Roles) -> Iterator[str]:
    """Which rate was used, in which direction, of which day and by whom, where more is known of it than its number."""
    figure, context = roles.figures.get("rate"), roles.contexts.get("rate", Context())
    date = context.period or context.asserted
    pair = None if figure is None else pair_of(figure.unit)
    if figure is None or pair is None or (date is None and context.source is None):
        return
    of_day = "" if date is None else f" of {date.text}"
    source = "" if context.source is None else f" ({context.source.name or context.source.id})"
    yield f"The rate{of_day} is {printed_number(figure)} {pair[0]} for 1 {pair[1]}{source}."


def _below(figure: Figure) -> str:
    """The member of a figure that is not above zero."""
    ends = (("value", figure.value), ("lower", figure.lower), ("upper", figure.upper))
    return next(name for name, end in ends if end is not None and end <= 0)


def _out_of_their_time(roles: Roles) -> Iterator[str]:
    """Which amounts are of a time without such a currency."""
    told = (
        anachronism(code, period)
        for name, figure in roles.figures.items()
        if name != "rate" and (period := roles.contexts[name].period or roles.contexts[name].asserted) is not None
        for code in sorted(figure.unit.currencies)
    )
    for text in dict.fromkeys(text for text in told if text is not None):
        yield f"Note that {text}."


KIND = Kind(
    name="conversion",
    summary="Two figures are one amount in two units; for money, the rate that they imply is the rate given, or the "
    "one that the law sets between a former currency and its successor. A stored check without either takes the stored "
    "rate nearest in time.",
    roles=(
        Role("amounts", "the amount, in each of the two units", many=True, least=2, most=2),
        Role(
            "rate",
            "the rate between them; left out, the legal rate or, in a stored check, a stored one is taken",
            required=False,
            timeless=True,
        ),
    ),
    parameters=(
        Parameter("sought", "what rate was looked for and not found; the service fills it in for stored checks", ""),
    ),
    compile=_compile,
    uses=frozenset({"period", "asserted", "source"}),
    example={
        "kind": "conversion",
        "figures": {
            "amounts": [{"value": "18000", "unit": "KZT", "qualifier": "exact"}, {"value": "134", "unit": "USD"}],
            "rate": {"value": "134.6", "unit": "KZT/USD"},
        },
    },
)
