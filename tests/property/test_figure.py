"""Laws of readings, over random figures and policies."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from service.domain.errors import Malformed
from service.domain.figure import Figure, Qualifier
from service.domain.interval import Interval
from service.domain.policy import Policy, Rounding

numbers = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2),
    st.integers(-(10**9), 10**9),
    st.builds(lambda digits, zeros: digits * 10**zeros, st.integers(-99, 99), st.integers(0, 12)),
).map(str)
long_numbers = st.from_regex(r"-?[1-9][0-9]{0,33}(\.[0-9]{1,33})?", fullmatch=True)
steps = st.sampled_from(["0.01", "0.5", "1", "5", "100", "1000"])
units = st.sampled_from(["", "kg", "person", "%", "KZT/kg", "child"])
shares = st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000)
policies = st.builds(Policy, st.sampled_from(Rounding), shares, shares)


@st.composite
def printed(draw: st.DrawFn) -> Figure:
    """A figure with a value, hedged or not."""
    given: dict[str, Any] = {"value": draw(st.one_of(numbers, long_numbers)), "unit": draw(units)}
    given["qualifier"] = draw(st.sampled_from(Qualifier)).value
    if given["qualifier"] in {"stated", "about", "nearly"} and draw(st.booleans()):
        given["rounding"] = draw(steps)
        given["value"] = str(draw(st.integers(-(10**6), 10**6)) * Decimal(given["rounding"]))
    return Figure.parse(given)


@given(printed(), policies)
@example(Figure.parse({"value": "1", "unit": "person", "qualifier": "nearly"}), Policy())
@example(Figure.parse({"value": "0", "unit": "person", "qualifier": "less_than"}), Policy())
def test_the_strict_reading_lies_within_the_generous_one(figure: Figure, policy: Policy) -> None:
    assert figure.strict(policy).is_subset(figure.generous(policy))


@given(printed(), policies)
def test_the_printed_value_is_in_the_closure_of_both_readings_or_a_whole_number_beside_it(
    figure: Figure, policy: Policy
) -> None:
    assert figure.value is not None
    # Fewer than 5 people are 4: the nearest whole number, not 5, ends the ray.
    reach = 1 if figure.whole else 0
    for interval in (figure.strict(policy), figure.generous(policy)):
        around = Interval(
            None if interval.lower is None else interval.lower - reach,
            None if interval.upper is None else interval.upper + reach,
        )
        assert Fraction(figure.value) in around


@given(printed(), policies)
def test_readings_of_a_count_end_in_whole_numbers(figure: Figure, policy: Policy) -> None:
    if figure.whole:
        for interval in (figure.strict(policy), figure.generous(policy)):
            ends = [end for end in (interval.lower, interval.upper) if end is not None]
            assert all(end.denominator == 1 for end in ends)


@given(printed(), policies)
def test_readings_of_opposite_figures_are_opposite(figure: Figure, policy: Policy) -> None:
    symmetric = {Qualifier.EXACT, Qualifier.STATED, Qualifier.ABOUT, Qualifier.NEARLY}
    if figure.qualifier in symmetric and figure.value:
        opposite = Figure(
            value=figure.value.copy_negate(), unit=figure.unit, qualifier=figure.qualifier, rounding=figure.rounding
        )
        assert opposite.strict(policy) == -figure.strict(policy)
        assert opposite.generous(policy) == -figure.generous(policy)


@given(printed())
def test_the_canonical_form_reads_back_to_the_same_figure(figure: Figure) -> None:
    again = Figure.parse(figure.canonical())
    assert again == figure
    assert again.canonical() == figure.canonical()


@given(long_numbers)
def test_an_exact_figure_is_the_number_to_its_last_digit(value: str) -> None:
    assert Figure.parse({"value": value, "qualifier": "exact"}).strict(Policy()) == Interval.point(Fraction(value))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.decimals() | st.floats() | numbers,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
members = st.sampled_from(["value", "lower", "upper", "unit", "qualifier", "rounding", "x"])


@given(st.one_of(anything, st.dictionaries(members, anything)), policies)
def test_anything_is_a_figure_or_malformed(given: Any, policy: Policy) -> None:
    try:
        figure = Figure.parse(given)
    except Malformed as refused:
        for fault in refused.faults:
            assert fault.message.encode()
    else:
        assert figure.strict(policy).is_subset(figure.generous(policy))
