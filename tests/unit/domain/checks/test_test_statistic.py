from __future__ import annotations

from decimal import Context, Decimal
from typing import Any

import pytest

from tests.unit.domain.asking import Json, ask, between, claimed, ends, exact, faults, fig


def under(value: str) -> Json:
    return fig(value, "", "less_than")


def stated(
    test: str, statistic: Json | str, freedom: Json | str | None, p: Json | str | None, **parameters: Any
) -> Json:
    """The result for a test; the degrees of freedom of F are written "2, 28"."""
    figures: Json = {"statistic": fig(statistic) if isinstance(statistic, str) else statistic}
    if isinstance(freedom, str):
        parts = freedom.split(", ")
        roles = ("df",) if len(parts) == 1 else ("df1", "df2")
        figures |= {role: fig(part) for role, part in zip(roles, parts, strict=True)}
    elif freedom is not None:
        figures["df"] = freedom
    if p is not None:
        figures["p"] = fig(p) if isinstance(p, str) else p
    return ask("test_statistic", figures, parameters={"test": test, **parameters})


# From the tests of statcheck, an R package (M. B. Nuijten and S. Epskamp, https://github.com/MicheleNuijten/statcheck),
# files test-decisionerror.R and test-error.R: all of these are errors that change the conclusion at the 5 % level.
DECISION_ERRORS = [
    ("t", "2.20", "28", "0.06"),
    ("t", "1.20", "28", "0.03"),
    ("F", "22.20", "2, 28", "0.06"),
    ("F", "2.20", "2, 28", "0.03"),
    ("r", "0.22", "28", "0.03"),
    ("r", "0.52", "28", "0.06"),
    ("chi2", "2.20", "28", "0.03"),
    ("chi2", "52.20", "28", "0.06"),
    ("z", "1.20", None, "0.03"),
    ("z", "2.20", None, "0.06"),
    ("t", "1.02", "48", under("0.05")),
    ("t", "1", "100", under("0.001")),
]


@pytest.mark.parametrize(("test", "statistic", "freedom", "p"), DECISION_ERRORS)
def test_published_errors_that_change_the_conclusion(test: str, statistic: str, freedom: str, p: Json | str) -> None:
    result = stated(test, statistic, freedom, p)
    assert result["verdict"] == "inconsistent"
    assert "The conclusion changes" in result["text"]


# The statistics of test-compute-pvalues.R of the same package. Its p of .03 for the first and .04 for the z are errors
# without consequences; the other p values are those that the statistics have.
@pytest.mark.parametrize(
    ("test", "statistic", "freedom", "p", "expected"),
    [
        ("t", "2.20", "28", "0.03", "inconsistent"),
        ("t", "2.20", "28", "0.04", "consistent"),
        ("F", "2.20", "2, 28", "0.13", "consistent"),
        ("r", "0.22", "28", "0.24", "consistent"),
        ("z", "2.20", None, "0.04", "inconsistent"),
        ("chi2", "22.20", "28", "0.77", "consistent"),
    ],
)
def test_published_p_values(test: str, statistic: str, freedom: str, p: str, expected: str) -> None:
    result = stated(test, statistic, freedom, p)
    assert result["verdict"] == expected
    assert "The conclusion changes" not in result["text"]


def test_a_p_of_just_the_level_counts_as_significant() -> None:
    # As statcheck has it by default: t(28) = 2.20, p = .05 is an error, but the conclusion stays.
    result = stated("t", "2.20", "28", "0.05")
    assert result["verdict"] == "inconsistent"
    assert "The conclusion changes" not in result["text"]


def test_p_has_the_interval_that_the_print_of_the_statistic_leaves() -> None:
    # A t of 2.35 is anything from 2.345 to 2.355, as the manual of statcheck explains of its own tolerance.
    result = stated("t", "2.35", "40", "0.024")
    assert (result["verdict"], result["holds"]) == ("consistent", "always")
    low, high = (float(end or "nan") for end in ends(result["measured"]))
    assert (round(low, 5), round(high, 5)) == (0.02352, 0.02408)
    assert result["holds"] == "always"
    assert stated("t", "2.35", "40", "0.0237")["holds"] == "sometimes"
    assert stated("t", "2.35", "40", "0.0235")["verdict"] == "consistent"
    assert stated("t", "2.35", "40", "0.0234")["verdict"] == "inconsistent"


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (under("0.05"), ("consistent", "always")),
        (under("0.03"), ("inconsistent", "never")),
        (fig("0.05", "", "more_than"), ("inconsistent", "never")),
        (fig("0.036", "", "at_least"), ("consistent", "sometimes")),
        (fig("3.6", "%"), ("consistent", "sometimes")),
        (fig("0.036"), ("consistent", "sometimes")),
        (fig("0.000"), ("inconsistent", "never")),
    ],
)
def test_p_may_be_stated_as_a_bound(p: Json, expected: tuple[str, str]) -> None:
    result = stated("t", "2.20", "28", p)
    assert (result["verdict"], result["holds"]) == expected


def test_not_significant_is_a_p_above_the_level() -> None:
    assert stated("t", "1.02", "48", None, ns=True)["holds"] == "always"
    result = stated("t", "2.02", "48", None, ns=True)
    assert result["verdict"] == "inconsistent"
    assert "stated as not significant" in result["text"]
    assert ends(result["expected"]) == ("0.05", "1")
    # At 48 degrees of freedom 2.0106 is the critical value.
    assert stated("t", "2.01", "48", None, ns=True)["holds"] == "sometimes"


def test_one_tail_has_half_of_both() -> None:
    assert stated("t", "2.20", "28", "0.018", tail="one")["verdict"] == "consistent"
    assert stated("t", "-2.20", "28", "0.018", tail="one")["verdict"] == "consistent"
    assert stated("F", "4.84", "1, 28", "0.018", tail="one")["verdict"] == "consistent"
    result = stated("t", "2.20", "28", "0.018")
    assert result["text"].endswith("As a one-tailed p it would fit.")
    result = stated("t", "2.20", "28", "0.036", tail="one")
    assert result["text"].endswith("As a two-tailed p it would fit.")


def test_a_tail_may_be_that_on_one_side() -> None:
    assert stated("t", "2.20", "28", "0.018", tail="right")["verdict"] == "consistent"
    assert stated("t", "-2.20", "28", "0.982", tail="right")["verdict"] == "consistent"
    assert stated("t", "-2.20", "28", "0.018", tail="left")["verdict"] == "consistent"
    assert stated("z", "0.0", None, "0.500", tail="left")["verdict"] == "consistent"
    assert stated("z", fig("-1", "", "less_than"), None, fig("0.8", "", "at_least"), tail="right")["holds"] == "always"
    result = stated("z", "1.0", None, "0.16", tail="right")
    assert result["admissible"]["statistic"]["text"] == "0.974113 to 1.01523"


def test_degrees_of_freedom_printed_with_decimals_are_a_range() -> None:
    # Welch's test: between 23.65 and 23.75.
    welch = stated("t", exact("2.2"), "23.7", "0.0378")
    assert welch["verdict"] == "consistent"
    low, high = (float(end or "nan") for end in ends(welch["measured"]))
    assert (round(low, 6), round(high, 6)) == (0.037784, 0.037828)
    # As a whole number it is that number; rounded ones are given as a range.
    assert stated("t", exact("2.2"), "24", "0.03780")["verdict"] == "inconsistent"
    rounded = stated("t", exact("2.2"), between("23.5", "24.5"), "0.0378")
    assert rounded["verdict"] == "consistent"


def test_degrees_of_freedom_are_not_rounded_to_tens() -> None:
    assert stated("t", "2.20", "20", "0.0397")["verdict"] == "consistent"
    assert stated("t", "2.20", "20", "0.0362")["verdict"] == "inconsistent"


def test_corrected_degrees_of_freedom_of_f_are_ranges_too() -> None:
    # Greenhouse and Geisser's correction of F(2, 50).
    result = stated("F", exact("3.1"), "1.8, 45.2", "0.059")
    assert result["verdict"] == "consistent"
    assert stated("F", exact("3.1"), "1.8, 45.2", "0.062")["verdict"] == "inconsistent"
    assert {"statistic", "df1", "df2"}.isdisjoint(result["admissible"])


def test_any_whole_number_of_degrees_in_a_range_will_do() -> None:
    assert stated("t", exact("2.2"), between("25", "30"), "0.0362")["verdict"] == "consistent"
    # Between 27 and 28 p would fit, but degrees of freedom come whole.
    assert stated("t", exact("2.2"), between("25", "30"), "0.03635")["verdict"] == "inconsistent"
    assert stated("t", exact("2.2"), between("25.0", "30.0"), "0.03635")["verdict"] == "consistent"


def test_it_tells_which_statistic_and_which_degrees_of_freedom_would_do() -> None:
    result = stated("t", "2.20", "28", "0.06")
    assert result["admissible"]["df"]["text"] == "7 to 9"
    assert stated("t", "2.20", "9", "0.06")["verdict"] == "consistent"
    assert stated("t", "2.20", "10", "0.06")["verdict"] == "inconsistent"
    assert result["admissible"]["statistic"]["text"] == "-2.00251 to -1.92074 or 1.92074 to 2.00251"
    assert stated("t", exact("2.0025"), "28", "0.06")["verdict"] == "consistent"
    assert stated("t", exact("2.0026"), "28", "0.06")["verdict"] == "inconsistent"


def test_an_unknown_figure_is_what_would_fit() -> None:
    result = stated("t", "2.20", "28", fig())
    assert result["reason"] == "missing_figure"
    assert result["admissible"]["p"]["text"] == "0.0358356 to 0.0366192"
    assert stated("t", fig(), "28", "0.04")["admissible"]["statistic"]["pieces"] is not None
    assert stated("t", "2.20", fig(), "0.04")["admissible"]["df"]["text"] == "14 to 34"
    assert stated("F", "2.20", "2, 28", fig())["admissible"]["p"]["text"] == "0.129034 to 0.130155"


def test_no_degrees_of_freedom_may_do() -> None:
    # With 1 it is 0.023, with 2 it is 0.074.
    result = stated("chi2", "5.20", fig(), "0.04")
    assert (result["verdict"], result["admissible"]["df"]) == ("inconsistent", None)


def test_a_statistic_at_the_edge_of_what_it_can_be() -> None:
    assert stated("t", exact("0"), "28", exact("1"))["holds"] == "always"
    assert stated("r", exact("1"), "28", exact("0"))["holds"] == "always"
    assert stated("r", "1.00", "28", under("0.001"))["holds"] == "always"
    assert stated("F", exact("0"), "2, 28", exact("1"))["holds"] == "always"
    assert "statistic is 1.195 to 1.205, outside -1 to 1." in stated("r", "1.20", "28", "0.03")["text"]
    assert "outside at least 0." in stated("F", "-2.20", "2, 28", "0.03")["text"]
    assert stated("t", "480.5", "500", under("0.001"))["holds"] == "always"
    assert stated("t", "480.5", "500", "0.001")["verdict"] == "inconsistent"


# With 2 degrees of freedom the p of t is 1 - t / sqrt(2 + t^2), which can be told to any digit.
def p_of_two(t: str, digits: int = 34) -> Decimal:
    context = Context(prec=60)
    size = Decimal(t)
    root = context.sqrt(context.add(2, context.multiply(size, size)))
    return Context(prec=digits).plus(context.subtract(Decimal(1), context.divide(size, root)))


@pytest.mark.parametrize("t", ["0.0003", "0.7", "2.2", "31", "900"])
def test_floating_point_decides_nothing(t: str) -> None:
    value = p_of_two(t)
    hair = value.scaleb(-30)
    context = Context(prec=60)
    above, below = str(context.add(value, hair)), str(context.subtract(value, hair))
    for bound, qualifier, holds in (
        (above, "less_than", True),
        (below, "more_than", True),
        (below, "at_most", False),
        (above, "at_least", False),
    ):
        result = stated("t", exact(t), "2", fig(bound, "", qualifier))
        assert result["verdict"] == ("consistent" if holds else "inconsistent"), (bound, qualifier)
        assert result["holds"] == ("always" if holds else "never")


def test_what_no_number_of_digits_can_tell_is_not_decided() -> None:
    # With 1 degree of freedom the p of a t of 1 is just a half, to which a series only comes close.
    result = stated("t", exact("1"), "1", exact("0.5"))
    assert (result["verdict"], result["reason"], result["complete"]) == ("undetermined", "limit_exceeded", True)
    assert result["text"].endswith("too close to the edge, for the method.")
    assert stated("t", exact("1"), "1", "0.5")["holds"] == "always"


LARGE = [
    ("t", "20.00", "100000"),
    ("t", "100.0", "1000000"),
    ("F", "400", "1, 100000"),
    ("F", "500", "100, 100000"),
    ("chi2", "100000.0", "10"),
    ("chi2", "20500.0", "1"),
    ("z", "1000.0", None),
    ("z", "200000.0", None),
    ("r", "0.05", "1000000"),
    ("r", "0.90", "1000000"),
    ("t", "1" + 60 * "0", "28"),
]


@pytest.mark.parametrize(("test", "statistic", "freedom"), LARGE)
def test_large_statistics_of_large_samples_are_decided(test: str, statistic: str, freedom: str | None) -> None:
    result = stated(test, statistic, freedom, under("0.001"))
    assert (result["verdict"], result["holds"], result["complete"]) == ("consistent", "always", True)
    assert stated(test, statistic, freedom, "0.04")["verdict"] == "inconsistent"


HUGE = "1" + 99 * "0"
EXTREME = [
    ("t", "0.0000001", "28", "0.04"),
    ("r", "0.00000001", "98", "0.04"),
    ("F", "0.00000000000001", "2, 30", "0.04"),
    ("F", HUGE, "2, 30", "0.04"),
    ("chi2", "5.0", HUGE, "0.04"),
    ("F", "9.0", f"{HUGE}, {HUGE}", "0.04"),
    ("t", "2.00", HUGE, "0.001"),
    ("t", HUGE, HUGE, "0.04"),
]


@pytest.mark.parametrize(("test", "statistic", "freedom", "p"), EXTREME)
def test_numbers_of_any_size_are_decided(test: str, statistic: str, freedom: str, p: str) -> None:
    assert stated(test, statistic, freedom, p)["verdict"] == "inconsistent"


@pytest.mark.parametrize(
    ("freedom", "p", "where", "said"),
    [
        ("28", fig("-0.03"), "/figures/p/value", "p is a probability, from 0 to 1"),
        ("28", fig("1.2"), "/figures/p/value", "p is a probability, from 0 to 1"),
        ("28", fig("120", "%"), "/figures/p/value", "p is a probability, from 0 to 1"),
        ("28", between("1.1", "1.5"), "/figures/p", "p is a probability, from 0 to 1"),
        ("0", fig("0.03"), "/figures/df/value", "df is more than 0"),
        ("-3", fig("0.03"), "/figures/df/value", "df is more than 0"),
    ],
)
def test_what_no_p_and_no_degrees_of_freedom_can_be_is_refused(freedom: str, p: Json, where: str, said: str) -> None:
    figures = {"statistic": fig("2.20"), "df": fig(freedom), "p": p}
    assert said in faults({"kind": "test_statistic", "figures": figures, "parameters": {"test": "t"}})[where]


@pytest.mark.parametrize(
    ("figures", "parameters", "where", "said"),
    [
        (
            {"statistic": fig("2"), "df": fig("3"), "p": fig("0.1")},
            {},
            "/parameters/test",
            "required: one of t, F, chi2",
        ),
        ({"statistic": fig("2"), "p": fig("0.1")}, {"test": "t"}, "/figures/df", "required: t has df"),
        ({"statistic": fig("2"), "df": fig("3"), "p": fig("0.1")}, {"test": "F"}, "/figures/df", "F has df1 and df2"),
        ({"statistic": fig("2"), "df1": fig("3"), "p": fig("0.1")}, {"test": "F"}, "/figures/df2", "required: F has"),
        ({"statistic": fig("2"), "df": fig("3"), "p": fig("0.1")}, {"test": "z"}, "/figures/df", "z has no degrees"),
        ({"statistic": fig("2"), "df": fig("3")}, {"test": "t"}, "/figures/p", 'then set "ns"'),
        (
            {"statistic": fig("2"), "df": fig("3"), "p": fig("0.1")},
            {"test": "t", "ns": True},
            "/parameters/ns",
            "not both",
        ),
        ({"statistic": fig("2", "km"), "p": fig("0.1")}, {"test": "z"}, "/figures/statistic/unit", "without a unit"),
        ({"statistic": fig("2"), "p": "statistic / 20"}, {"test": "z"}, "/figures/p", "not an expression"),
        ({"statistic": claimed(fig("0.5")), "p": claimed(fig("0.5"))}, {"test": "z"}, "/figures", "different claims"),
        (
            {"statistic": fig("2"), "df1": fig("1"), "df2": fig("3"), "p": fig("0.1")},
            {"test": "F", "tail": "right"},
            "/parameters/tail",
            "of the upper tail as it is",
        ),
    ],
)
def test_what_is_no_test_is_refused(figures: Json, parameters: Json, where: str, said: str) -> None:
    assert said in faults({"kind": "test_statistic", "figures": figures, "parameters": parameters})[where]
