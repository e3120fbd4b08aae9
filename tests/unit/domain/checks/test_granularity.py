from __future__ import annotations

import pytest

from service.domain.errors import Incomparable
from tests.unit.domain.asking import Json, ask, between, claimed, ends, exact, faults, fig, verdict


def of(mean: str, n: str, unit: str = "", items: str | None = None) -> Json:
    figures: Json = {"mean": fig(mean, unit), "n": fig(n)}
    return figures if items is None else {**figures, "items": fig(items)}


# Means that cannot be printed, and means that can. 5.93 for 49 participants: The Economist, 18 June 2016, "Come again".
# 3.48 for 20 rolls of a die: Wikipedia, "GRIM test". The others: L. Jung, "scrutiny", an R package for error detection,
# vignette "GRIM" (https://lhdjung.github.io/scrutiny/articles/grim.html).
PUBLISHED = [
    ("5.93", "49", False),
    ("3.48", "20", False),
    ("5.27", "43", False),
    *[(mean, "28", fits) for mean, fits in [("8.97", False), ("2.61", True), ("7.26", False), ("3.64", True)]],
    *[(mean, "28", fits) for mean, fits in [("9.26", False), ("10.46", True), ("7.39", True)]],
    *[(mean, "40", fits) for mean, fits in [("5.90", True), ("5.71", False), ("3.50", True), ("3.82", True)]],
    *[(mean, "40", fits) for mean, fits in [("4.61", False), ("5.24", False)]],
    *[(mean, "30", False) for mean in ("6.92", "3.48")],
    *[(mean, "25", fits) for mean, fits in [("4.72", True), ("4.73", False), ("4.74", False), ("4.76", True)]],
    ("3.49", "25", False),
]


@pytest.mark.parametrize(("mean", "n", "fits"), PUBLISHED)
def test_published_examples_of_means(mean: str, n: str, fits: bool) -> None:
    assert verdict("granularity", of(mean, n)) == ("consistent" if fits else "inconsistent")


# The data sets `pigs1` and `pigs2` of that package, of which its tests count 8 of 12 and 5 of 6 as inconsistent.
def test_a_published_data_set_has_as_many_inconsistent_means_as_its_authors_count() -> None:
    means = ("7.22", "4.74", "5.23", "2.57", "6.77", "2.68", "7.01", "7.38", "3.14", "6.89", "5.00", "0.24")
    sizes = ("32", "25", "29", "24", "27", "28", "29", "26", "27", "31", "25", "28")
    verdicts = [verdict("granularity", of(mean, n)) for mean, n in zip(means, sizes, strict=True)]
    assert verdicts.count("inconsistent") == 8
    shares = ("67.4", "54.2", "54.0", "69.8", "68.1", "55.4")
    verdicts = [verdict("granularity", of(share, "150", "%")) for share in shares]
    assert (verdicts.count("inconsistent"), verdicts[2]) == (5, "consistent")


# From the same vignette, sections "Scale items" and "Percentage conversion".
@pytest.mark.parametrize("mean", ["5.90", "5.71", "3.50", "3.82", "4.61", "5.24"])
def test_means_of_a_scale_of_three_items(mean: str) -> None:
    assert verdict("granularity", of(mean, "40", items="3")) == "consistent"


@pytest.mark.parametrize(
    ("mean", "items", "fits"), [("1.59", "2", False), ("2.61", "2", False), ("4.04", "3", True), ("4.50", "3", True)]
)
def test_means_of_scales_of_two_and_three_items(mean: str, items: str, fits: bool) -> None:
    assert verdict("granularity", of(mean, "30", items=items)) == ("consistent" if fits else "inconsistent")


@pytest.mark.parametrize(
    ("share", "n", "fits"),
    [("32.5", "438", False), ("35.6", "455", True), ("21.7", "501", False), ("39.3", "516", True), ("41", "12", False)],
)
def test_percentages_are_means_of_noughts_and_ones(share: str, n: str, fits: bool) -> None:
    assert verdict("granularity", of(share, n, "%")) == ("consistent" if fits else "inconsistent")


def test_it_tells_which_whole_numbers_come_near_and_how_they_are_printed() -> None:
    result = ask("granularity", of("3.49", "25"))
    assert result["text"] == (
        "The mean is 3.485 to 3.495; whole numbers make 3.48 or 3.52. This cannot be true: at least one figure is"
        " wrong. 87 / 25 is printed as 3.48, 88 / 25 is printed as 3.52."
    )
    assert result["gap"]["absolute"] == "0.005"
    assert ends(result["admissible"]["mean"]) == ("3.48", "3.52")
    # Of the two-digit decimals a quarter can be the mean of 25.
    assert result["power"]["mean"] == "0.7495"


def test_it_tells_which_numbers_of_cases_would_do() -> None:
    found = ask("granularity", of("3.7", "5"))["admissible"]["n"]
    assert found["text"] == "3 to 4 or at least 6"
    fitting = [n for n in range(1, 12) if verdict("granularity", of("3.7", str(n))) == "consistent"]
    assert fitting == [3, 4, 6, 7, 8, 9, 10, 11]


def test_an_unknown_number_of_cases_is_what_would_do() -> None:
    result = ask("granularity", {"mean": fig("0.5"), "n": fig(unit="person")})
    assert result["reason"] == "missing_figure"
    assert result["admissible"]["n"]["text"] == "2 or 4 or 6 or 8 or at least 10 person"


def test_any_number_of_cases_in_a_range_will_do() -> None:
    mean = fig("3.49")
    assert verdict("granularity", {"mean": mean, "n": between("26", "34")}) == "inconsistent"
    assert verdict("granularity", {"mean": mean, "n": between("26", "35")}) == "consistent"
    assert verdict("granularity", {"mean": mean, "n": fig("35", "person", "about")}) == "consistent"
    assert verdict("granularity", {"mean": mean, "n": fig("31", "person", "about")}) == "inconsistent"
    assert verdict("granularity", {"mean": mean, "n": fig("40", "person", "about")}) == "strained"
    assert verdict("granularity", {"mean": mean, "n": fig("35", "person", "more_than")}) == "consistent"


def test_wide_ranges_are_decided_at_once() -> None:
    mean = fig("3.4999999")
    result = ask("granularity", {"mean": mean, "n": between("1000", "1900000")})
    assert (result["verdict"], result["complete"]) == ("inconsistent", True)
    assert verdict("granularity", {"mean": mean, "n": between("1000", "3400000")}) == "consistent"


def test_zeros_of_a_number_of_cases_are_digits() -> None:
    # Read as 25 to 35 cases, or 20 as 15 to 25, both would do.
    assert verdict("granularity", of("6.92", "30")) == "inconsistent"
    assert verdict("granularity", {"mean": fig("6.92"), "n": fig("30", rounding="10")}) == "consistent"


def test_rounding_may_have_gone_either_way_unless_it_is_known() -> None:
    for mean, convention, expected in (
        ("3.12", "nearest", "consistent"),
        ("3.13", "nearest", "consistent"),
        ("3.12", "half_away_from_zero", "inconsistent"),
        ("3.13", "half_away_from_zero", "consistent"),
        ("3.12", "half_to_even", "consistent"),
        ("3.13", "half_to_even", "inconsistent"),
        ("3.13", "truncation", "inconsistent"),
    ):
        assert verdict("granularity", of(mean, "8"), policy={"rounding": convention}) == expected
    assert "25 / 8 is printed as 3.12 or 3.13" in ask("granularity", of("3.12", "8"))["text"]


def test_a_mean_of_many_cases_may_be_anything() -> None:
    result = ask("granularity", of("3.49", "250"))
    assert (result["verdict"], result["holds"]) == ("consistent", "sometimes")
    assert (result["admissible"]["mean"]["text"], result["power"]["mean"]) == ("any value", "0")


def test_an_exact_mean_is_one_number() -> None:
    assert ask("granularity", {"mean": exact("3.5"), "n": exact("40")})["holds"] == "always"
    assert verdict("granularity", {"mean": exact("3.51"), "n": exact("40")}) == "inconsistent"
    assert ask("granularity", {"mean": exact("3.51"), "n": between("90", "110")})["holds"] == "sometimes"
    assert verdict("granularity", {"mean": exact("3.51"), "n": exact("40"), "items": between("1", "5")}) == "consistent"
    assert (
        verdict("granularity", {"mean": exact("3.51"), "n": exact("40"), "items": between("1", "4")}) == "inconsistent"
    )


def test_a_mean_below_zero_is_a_mean_too() -> None:
    assert verdict("granularity", of("-3.48", "25")) == "consistent"
    assert verdict("granularity", of("-3.49", "25")) == "inconsistent"


def test_a_mean_of_things_counted_is_no_count() -> None:
    assert verdict("granularity", {"mean": fig("3", "child"), "n": fig("7", "person")}) == "consistent"
    assert verdict("granularity", {"mean": fig("3.0", "child"), "n": fig("7", "person")}) == "consistent"
    assert verdict("granularity", {"mean": fig("3.1", "child"), "n": fig("5", "person")}) == "inconsistent"


def test_digits_in_each_others_place_are_found() -> None:
    said = ask("granularity", of("3.84", "52"))["diagnoses"]
    assert [(found["slip"], found["figure"], found["value"]) for found in said] == [
        ("transposed_digits", "mean", "3.48"),
        ("transposed_digits", "n", "25"),
    ]
    # With the point elsewhere there are other digits to print, so that it tells nothing.
    assert ask("granularity", of("3.49", "25"))["diagnoses"] == []


@pytest.mark.parametrize(
    ("figures", "where", "said"),
    [
        ({"mean": fig("3.5"), "n": fig("25.5")}, "/figures/n/value", "a whole number"),
        ({"mean": fig("3.5"), "n": fig("25", "kg")}, "/figures/n", "of something counted"),
        ({"mean": fig("3.5"), "n": fig("2", "thousand person")}, "/figures/n", "of something counted"),
        ({"mean": fig("3.5"), "n": fig("2"), "items": fig("2", "%")}, "/figures/items", "without a unit"),
        ({"mean": "n * 2", "n": fig("2")}, "/figures/mean", "not an expression"),
        ({"mean": claimed(fig("3")), "n": claimed(fig("3"))}, "/figures", "different claims"),
    ],
)
def test_what_is_no_number_of_cases_is_refused(figures: Json, where: str, said: str) -> None:
    assert said in faults({"kind": "granularity", "figures": figures})[where]


def test_percentage_points_are_no_percentage() -> None:
    with pytest.raises(Incomparable, match="not in percentage points"):
        ask("granularity", of("5", "20", "percentage point"))


def test_a_mean_of_many_digits_is_told_as_it_was_printed() -> None:
    result = ask("granularity", of("3.484848484848487", "33"))
    assert result["verdict"] == "inconsistent"
    assert "Printed was 3.484848484848487." in result["text"]
    assert "Printed was" not in ask("granularity", of("3.4848", "33"))["text"]


def test_no_cases_have_no_mean() -> None:
    for number in ("0", "-5"):
        body = {"kind": "granularity", "figures": of("3.5", number)}
        assert "n is a whole number of 1 or more" in faults(body)["/figures/n/value"]


def test_a_percentage_of_more_than_all_is_none() -> None:
    assert verdict("granularity", of("120", "10", "%")) == "inconsistent"
    assert verdict("granularity", of("100", "10", "%")) == "consistent"
