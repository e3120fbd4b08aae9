"""Laws of units, over random expressions of the vocabulary, and what random text can do."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain.errors import Malformed
from service.domain.units import DIMENSIONLESS, Unit, parse_unit

NAMES = (
    "km mile m s hour day kg lb KZT USD EUR person migrant % ppm million thousand K J kWh gallon tonne °"
    " percentage_point delta_degC {bale} short_ton kilotonne"
).split()

names = st.sampled_from(NAMES)
exponents = st.integers(-2, 2).filter(bool)


@st.composite
def products(draw: st.DrawFn) -> Unit:
    """A product of powers of named units."""
    unit = DIMENSIONLESS
    for name, exponent in draw(st.lists(st.tuples(names, exponents), max_size=4)):
        unit *= parse_unit(name) ** exponent
    return unit


values = st.fractions(max_denominator=10**6)
scales = st.one_of(products(), st.sampled_from(["°C", "°F", "°Re"]).map(parse_unit))


@given(scales)
def test_the_canonical_text_parses_to_the_same_unit(unit: Unit) -> None:
    again = parse_unit(str(unit))
    assert (again, again.dimension, again.factor) == (unit, unit.dimension, unit.factor)
    assert str(again) == str(unit)


@given(scales, values)
def test_conversion_round_trips_exactly(unit: Unit, value: Fraction) -> None:
    assert unit.from_base(unit.to_base(value)) == value


@given(products(), products(), values, values)
def test_a_product_of_values_has_the_product_of_units(left: Unit, right: Unit, x: Fraction, y: Fraction) -> None:
    assert (left * right).to_base(x * y) == left.to_base(x) * right.to_base(y)


@given(products(), products())
def test_multiplication_has_an_inverse_and_any_order(left: Unit, right: Unit) -> None:
    assert sorted((left * right / right).terms) == sorted(left.terms)
    assert sorted((left * right).terms) == sorted((right * left).terms)
    assert left / left == DIMENSIONLESS
    assert left.dimension == (left * right / right).dimension


@given(products(), st.integers(-3, 3))
def test_a_power_is_repeated_multiplication(unit: Unit, exponent: int) -> None:
    assume(all(abs(power * exponent) <= 12 for _, power in unit.terms))
    repeated = DIMENSIONLESS
    for _ in range(abs(exponent)):
        repeated = repeated * unit if exponent > 0 else repeated / unit
    assert unit**exponent == repeated
    assert (unit**exponent).factor == unit.factor**exponent


pieces = st.one_of(
    names,
    st.sampled_from(
        [" ", "*", "/", "^", "2", "-", "(", ")", "{", "}", "per", "a", "²", "⁻¹", "°C", "$", "square", "\0"]
    ),
    st.text(max_size=5),
)


@given(st.one_of(st.text(max_size=250), st.lists(pieces, max_size=30).map("".join)))
def test_any_text_is_a_unit_or_malformed(text: str) -> None:
    message = ""
    try:
        unit = parse_unit(text)
    except Malformed as refused:
        message = str(refused)
    else:
        assert parse_unit(str(unit)) == unit
    assert len(message.encode()) < 2000
