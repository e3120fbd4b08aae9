"""What a printed figure may stand for, and what is no figure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from service.domain.errors import Malformed
from service.domain.figure import Figure, Qualifier
from service.domain.interval import Interval
from service.domain.policy import Policy, Rounding

POLICY = Policy()


def span(text: str) -> Interval:
    """An interval as it is written in mathematics: "[1, 2)", "(5, ∞)"."""
    lower, upper = text[1:-1].split(", ")
    return Interval(
        None if lower == "-∞" else Fraction(lower),
        None if upper == "∞" else Fraction(upper),
        lower_open=text[0] == "(",
        upper_open=text[-1] == ")",
    )


def figure(value: str | None = None, unit: str = "", **members: str) -> Figure:
    return Figure.parse({"value": value, "unit": unit, **members})


def faults(given: Any) -> dict[tuple[str | int, ...], str]:
    with pytest.raises(Malformed) as caught:
        Figure.parse(given)
    return {fault.where: fault.message for fault in caught.value.faults}


class TestStatedFigures:
    @pytest.mark.parametrize(
        ("value", "strict", "generous"),
        [
            ("134", "[133.5, 134.5]", "[133.5, 134.5]"),
            ("4.50", "[4.495, 4.505]", "[4.495, 4.505]"),
            ("18000", "[17999.5, 18000.5]", "[17500, 18500]"),
            ("100", "[99.5, 100.5]", "[50, 150]"),
            ("1200", "[1199.5, 1200.5]", "[1150, 1250]"),
            ("33.0", "[32.95, 33.05]", "[32.95, 33.05]"),
            ("100.0", "[99.95, 100.05]", "[99.95, 100.05]"),
            ("0", "[-0.5, 0.5]", "[-0.5, 0.5]"),
            ("0.00", "[-0.005, 0.005]", "[-0.005, 0.005]"),
            ("-50", "[-50.5, -49.5]", "[-55, -45]"),
            ("1E+3", "[500, 1500]", "[500, 1500]"),
            ("10E+2", "[950, 1050]", "[500, 1500]"),
        ],
    )
    def test_the_digits_tell_how_far_it_was_rounded(self, value: str, strict: str, generous: str) -> None:
        assert figure(value, "KZT").strict(POLICY) == span(strict)
        assert figure(value, "KZT").generous(POLICY) == span(generous)

    def test_a_told_rounding_step_overrides_the_digits_in_both_readings(self) -> None:
        fine = figure("18000", "KZT", rounding="100")
        assert fine.strict(POLICY) == fine.generous(POLICY) == span("[17950, 18050]")

    def test_an_exact_figure_is_a_point(self) -> None:
        fine = figure("18000", "KZT", qualifier="exact")
        assert fine.strict(POLICY) == fine.generous(POLICY) == Interval.point(18000)

    def test_34_digits_stay_exact(self) -> None:
        digits = "1234567890.123456789012345678901234"
        assert figure(digits, qualifier="exact").strict(POLICY) == Interval.point(Fraction(digits))
        assert figure(digits).strict(POLICY).upper == Fraction(digits) + Fraction(1, 2 * 10**24)


class TestRoundingConventions:
    @pytest.mark.parametrize(
        ("convention", "value", "strict"),
        [
            (Rounding.HALF_AWAY_FROM_ZERO, "134", "[133.5, 134.5)"),
            (Rounding.HALF_AWAY_FROM_ZERO, "-134", "(-134.5, -133.5]"),
            (Rounding.HALF_AWAY_FROM_ZERO, "0", "(-0.5, 0.5)"),
            (Rounding.HALF_TO_EVEN, "134", "[133.5, 134.5]"),
            (Rounding.HALF_TO_EVEN, "135", "(134.5, 135.5)"),
            (Rounding.HALF_TO_EVEN, "-135", "(-135.5, -134.5)"),
            (Rounding.HALF_TO_EVEN, "0.7", "(0.65, 0.75)"),
            (Rounding.HALF_TO_EVEN, "0", "[-0.5, 0.5]"),
            (Rounding.TRUNCATION, "134", "[134, 135)"),
            (Rounding.TRUNCATION, "-134", "(-135, -134]"),
            (Rounding.TRUNCATION, "0", "(-1, 1)"),
            (Rounding.TRUNCATION, "0.50", "[0.50, 0.51)"),
        ],
    )
    def test_the_convention_decides_the_ends(self, convention: Rounding, value: str, strict: str) -> None:
        assert figure(value, "kg").strict(Policy(rounding=convention)) == span(strict)

    def test_it_decides_the_ends_of_the_generous_reading_too(self) -> None:
        assert figure("18000", "kg").generous(Policy(rounding=Rounding.TRUNCATION)) == span("[18000, 19000)")
        assert figure("18000", "kg").generous(Policy(rounding=Rounding.HALF_TO_EVEN)) == span("[17500, 18500]")
        assert figure("17000", "kg").generous(Policy(rounding=Rounding.HALF_TO_EVEN)) == span("(16500, 17500)")


class TestCounts:
    def test_a_count_is_strictly_what_it_says(self) -> None:
        assert figure("19000", "person").strict(POLICY) == Interval.point(19000)

    def test_a_count_may_generously_have_been_rounded_to_its_last_digit(self) -> None:
        assert figure("19000", "person").generous(POLICY) == span("[18500, 19500]")
        assert figure("19017", "person").generous(POLICY) == Interval.point(19017)

    def test_an_open_end_is_drawn_in_to_the_next_whole_number(self) -> None:
        policy = Policy(rounding=Rounding.HALF_AWAY_FROM_ZERO)
        assert figure("19000", "person").generous(policy) == span("[18500, 19499]")

    def test_a_count_with_a_rounding_step_spans_the_whole_numbers_within(self) -> None:
        assert figure("10", "person", rounding="5").strict(POLICY) == span("[8, 12]")

    def test_a_count_in_exponent_notation_says_itself_that_it_is_rounded(self) -> None:
        assert figure("19E+3", "person").strict(POLICY) == span("[18500, 19500]")

    def test_a_count_with_decimals_is_an_average(self) -> None:
        assert figure("2.1", "child").strict(POLICY) == span("[2.05, 2.15]")
        assert figure("2.0", "child").strict(POLICY) == span("[1.95, 2.05]")

    def test_per_head_values_are_no_counts(self) -> None:
        assert figure("3", "person/household").strict(POLICY) == span("[2.5, 3.5]")


class TestHedges:
    @pytest.mark.parametrize(
        ("qualifier", "value", "unit", "strict", "generous"),
        [
            ("about", "34", "kg", "[33.5, 34.5]", "[30.6, 37.4]"),
            ("about", "-34", "kg", "[-34.5, -33.5]", "[-37.4, -30.6]"),
            ("about", "100", "kg", "[99.5, 100.5]", "[50, 150]"),
            ("about", "0", "kg", "[-0.5, 0.5]", "[-0.5, 0.5]"),
            ("about", "19000", "person", "[19000, 19000]", "[17100, 20900]"),
            ("about", "15", "person", "[15, 15]", "[14, 16]"),
            ("nearly", "34", "kg", "[33.5, 34)", "[30.6, 34)"),
            ("nearly", "-34", "kg", "(-34, -33.5]", "(-34, -30.6]"),
            ("nearly", "2", "kg", "[1.5, 2)", "[1.5, 2)"),
            ("nearly", "100", "person", "[99, 99]", "[90, 99]"),
            ("nearly", "1", "person", "[0, 0]", "[0, 0]"),
            ("more_than", "100000", "person", "[100001, ∞)", "[100001, ∞)"),
            ("more_than", "5", "kg", "(5, ∞)", "(5, ∞)"),
            ("at_least", "100000", "person", "[100000, ∞)", "[100000, ∞)"),
            ("at_least", "5", "kg", "[5, ∞)", "[5, ∞)"),
            ("less_than", "1000", "person", "(-∞, 999]", "(-∞, 999]"),
            ("less_than", "5", "kg", "(-∞, 5)", "(-∞, 5)"),
            ("at_most", "1000", "person", "(-∞, 1000]", "(-∞, 1000]"),
            ("at_most", "-5", "person", "(-∞, -5]", "(-∞, -5]"),
            ("less_than", "0", "person", "(-∞, -1]", "(-∞, -1]"),
            ("at_most", "5", "kg", "(-∞, 5]", "(-∞, 5]"),
        ],
    )
    def test_readings(self, qualifier: str, value: str, unit: str, strict: str, generous: str) -> None:
        hedged = figure(value, unit, qualifier=qualifier)
        assert hedged.strict(POLICY) == span(strict)
        assert hedged.generous(POLICY) == span(generous)

    def test_the_policy_says_how_wide_about_and_nearly_are(self) -> None:
        policy = Policy(about=Fraction(1, 2), nearly=Fraction(1, 4))
        assert figure("34", "kg", qualifier="about").generous(policy) == span("[17, 51]")
        assert figure("100", "kg", qualifier="nearly").generous(policy) == span("[75, 100)")

    def test_nearly_nothing_is_zero_as_it_was_rounded(self) -> None:
        assert figure("0", "kg", qualifier="nearly").strict(POLICY) == span("[-0.5, 0.5]")


class TestIntervals:
    def test_both_readings_are_the_interval_given(self) -> None:
        picked = Figure.parse({"lower": "50", "upper": "100", "unit": "kg/day"})
        assert picked.strict(POLICY) == picked.generous(POLICY) == span("[50, 100]")

    def test_an_absent_end_is_infinite(self) -> None:
        assert Figure.parse({"lower": "50"}).strict(POLICY) == span("[50, ∞)")
        assert Figure.parse({"upper": "50"}).generous(POLICY) == span("(-∞, 50]")

    def test_a_figure_with_a_unit_alone_is_unknown(self) -> None:
        unknown = Figure.parse({"unit": "kg/day"})
        assert unknown.unknown
        assert unknown.strict(POLICY) == unknown.generous(POLICY) == span("(-∞, ∞)")
        assert not figure("5").unknown


class TestWireForm:
    def test_numbers_may_arrive_as_json_numbers(self) -> None:
        assert Figure.parse({"value": 18000}) == figure("18000")
        assert Figure.parse({"value": Decimal("4.50")}) == figure("4.50")

    def test_an_integer_beyond_a_double_is_kept(self) -> None:
        assert Figure.parse({"value": 2**53 + 1}).value == Decimal(9007199254740993)

    def test_trailing_zeros_are_kept(self) -> None:
        assert figure("4.50").canonical() == {"value": "4.50", "unit": ""}
        assert figure("4.50").canonical() != figure("4.5").canonical()

    def test_the_canonical_form_has_the_unit_always_and_the_rest_where_it_says_something(self) -> None:
        assert figure("18000", "tenge", qualifier="stated").canonical() == {"value": "18000", "unit": "KZT"}
        assert figure("5", "km", qualifier="about", rounding="0.5").canonical() == {
            "value": "5", "unit": "km", "qualifier": "about", "rounding": "0.5",
        }  # fmt: skip
        assert Figure.parse({"unit": "kg"}).canonical() == {"unit": "kg"}

    def test_minus_zero_is_zero(self) -> None:
        assert figure("-0.0").canonical() == figure("0.0").canonical()

    def test_members_that_are_null_count_as_absent(self) -> None:
        given = {"value": "5", "lower": None, "upper": None, "unit": None, "qualifier": None, "rounding": None}
        assert Figure.parse(given) == figure("5")

    def test_a_plus_sign_is_allowed(self) -> None:
        assert figure("+5") == figure("5")


class TestRefusals:
    @pytest.mark.parametrize(
        ("value", "part"),
        [
            ("18,000", 'write "18000"'),
            ("1_000", 'write "1000"'),
            ("18 000", 'write "18000"'),
            ("1,234,567.89", 'write "1234567.89"'),
            ("\N{ARABIC-INDIC DIGIT THREE}", 'write "3"'),
            (" 5", 'write "5"'),
            ("5\n", 'write "5"'),
            (".5", 'write "0.5"'),
            ("5.", 'write "5"'),
            ("\N{MINUS SIGN}5", 'write "-5"'),
            ("1.5 million", "into the unit"),
            ("18000 KZT", "into the unit"),
            ("NaN", "leave the value out"),
            ("sNaN123", "leave the value out"),
            ("-Infinity", "leave the value out"),
            ("inf", "leave the value out"),
            ("1e999999999", "between"),
            ("1e-101", "between"),
            ("0e-99999", "between"),
            ("1e9999999999999999999", "not a decimal number"),
            ("1" * 101, "100 significant digits"),
            ("1" * 10_000, "at most 220 characters"),
            (10**101, "100 significant digits"),
            pytest.param(1 << 2_000_000, "more than 100 digits", id="two million bits"),
            (Decimal("1e200"), "between"),
            (Decimal("NaN"), "leave the value out"),
            (1.5, "floating-point"),
            (True, "true or false"),
            ([], "an array"),
            ({}, "an object"),
            ("", "not a decimal number"),
            ("twelve", "not a decimal number"),
            ("1\0", "not a decimal number"),
            ("\ud8005", "not a decimal number"),
            ("0x10", "into the unit"),
        ],
    )
    def test_what_is_no_printed_number_is_told_what_would_be_right(self, value: object, part: str) -> None:
        found = faults({"value": value})
        assert part in found[("value",)]
        assert found[("value",)].encode()

    def test_a_value_and_an_interval_exclude_each_other(self) -> None:
        assert "not both" in faults({"value": "1", "lower": "0"})[("value",)]

    def test_lower_above_upper_names_both(self) -> None:
        assert "lower 5 is above upper 2" in faults({"lower": "5", "upper": "2"})[("lower",)]

    @pytest.mark.parametrize("step", ["0", "-10"])
    def test_a_rounding_step_is_positive(self, step: str) -> None:
        assert "above 0" in faults({"value": "5", "rounding": step})[("rounding",)]

    @pytest.mark.parametrize("qualifier", ["more_than", "at_least", "less_than", "at_most"])
    def test_a_bound_is_not_rounded(self, qualifier: str) -> None:
        assert f'"{qualifier}"' in faults({"value": "5", "qualifier": qualifier, "rounding": "1"})[("rounding",)]

    @pytest.mark.parametrize(("value", "step"), [("134", "1000"), ("4.50", "0.2"), ("-7", "5"), ("1E+2", "3E+2")])
    def test_a_rounded_value_is_a_multiple_of_its_step(self, value: str, step: str) -> None:
        message = faults({"value": value, "rounding": step})[("rounding",)]
        assert message == f"{value} is not a multiple of {step}, so it was not rounded to that"

    @pytest.mark.parametrize(("value", "step"), [("134", "1"), ("134", "0.5"), ("0", "1000"), ("-5", "2.5")])
    def test_a_multiple_may_have_been_rounded_to_its_step(self, value: str, step: str) -> None:
        half = Fraction(step) / 2
        read = figure(value, "kg", rounding=step).strict(POLICY)
        assert read == Interval(Fraction(value) - half, Fraction(value) + half)

    def test_rounding_belongs_to_a_rounded_value(self) -> None:
        assert ("rounding",) in faults({"lower": "5", "rounding": "1"})
        assert ("rounding",) in faults({"value": "5", "qualifier": "exact", "rounding": "1"})

    @pytest.mark.parametrize("qualifier", sorted(set(Qualifier) - {Qualifier.STATED, Qualifier.EXACT}))
    def test_an_interval_takes_no_hedge(self, qualifier: str) -> None:
        assert ("qualifier",) in faults({"lower": "5", "qualifier": qualifier})

    def test_an_unknown_figure_takes_no_hedge(self) -> None:
        assert ("qualifier",) in faults({"unit": "kg", "qualifier": "about"})

    def test_an_unknown_member_is_told_the_allowed_ones(self) -> None:
        message = faults({"val": "5"})[("val",)]
        assert "value, lower, upper, unit, qualifier, rounding" in message

    def test_a_strange_member_name_is_shown_escaped(self) -> None:
        assert faults({"\ud800": 1})[("\ud800",)].isascii()

    def test_an_unknown_qualifier_is_told_the_known_ones(self) -> None:
        assert "more_than" in faults({"value": "5", "qualifier": "roughly"})[("qualifier",)]

    def test_a_bad_unit_is_at_the_unit(self) -> None:
        assert "did you mean" in faults({"value": "5", "unit": "kilometr"})[("unit",)]
        assert "a unit is text" in faults({"value": "5", "unit": 5})[("unit",)]

    def test_all_faults_are_told_at_once(self) -> None:
        assert set(faults({"value": "x", "unit": "kgg", "qualifier": "y", "z": 1})) == {
            ("value",), ("unit",), ("qualifier",), ("z",),
        }  # fmt: skip

    @pytest.mark.parametrize("given", ["5", 5, None, ["5"]])
    def test_a_figure_is_an_object(self, given: object) -> None:
        assert "object" in faults(given)[()]


class TestEquality:
    @pytest.mark.parametrize(("one", "other"), [("4.5", "4.50"), ("18000", "18E+3"), ("0", "0.0"), ("100", "1E+2")])
    def test_figures_printed_with_other_digits_are_other_figures(self, one: str, other: str) -> None:
        for name in ("value", "lower", "upper"):
            figures = {Figure.parse({name: text, "unit": "kg"}) for text in (one, other)}
            assert len(figures) == 2

    def test_figures_printed_alike_are_one(self) -> None:
        given = {"value": "18000", "unit": "KZT", "qualifier": "about", "rounding": "100"}
        assert len({Figure.parse(given), Figure.parse(given)}) == 1

    @pytest.mark.parametrize(
        "other",
        [
            {"value": "5", "unit": "km"},
            {"value": "5", "unit": "kg", "qualifier": "about"},
            {"value": "5", "unit": "kg", "rounding": "1"},
            {"lower": "5", "unit": "kg"},
            {"unit": "kg"},
        ],
    )
    def test_every_member_tells_figures_apart(self, other: dict[str, str]) -> None:
        assert figure("5", "kg") != Figure.parse(other)

    def test_a_figure_is_no_number(self) -> None:
        assert figure("5") != Decimal(5)
