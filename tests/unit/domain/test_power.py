from __future__ import annotations

from fractions import Fraction

from service.domain.figure import Figure
from service.domain.interval import EVERYTHING, NOTHING, Interval, IntervalSet
from service.domain.power import power_of
from tests.unit.domain.asking import ask, between, claimed, fig


def power(figure: dict[str, str], low: Fraction | int | None, high: Fraction | int | None) -> str | None:
    lower, upper = (None if end is None else Fraction(end) for end in (low, high))
    return power_of(Figure.parse(figure), IntervalSet.of(Interval(lower, upper)))


def test_a_check_that_admits_anything_has_no_power() -> None:
    assert power_of(Figure.parse(fig("10")), EVERYTHING) == "0"


def test_a_check_that_admits_nothing_finds_everything() -> None:
    assert power_of(Figure.parse(fig("10")), NOTHING) == "1"
    assert power(fig("10"), 100, 200) == "1"


def test_the_scale_is_logarithmic() -> None:
    assert power(fig("10"), 5, 10) == "0.5"
    assert power(fig("10"), 10, None) == "0.5"
    assert power(fig("-10"), -10, -5) == "0.5"


def test_a_range_is_looked_at_from_half_its_lower_to_twice_its_upper_end() -> None:
    assert power(between("10", "40"), 20, 80) == "0.5"


def test_a_figure_without_a_size_has_none() -> None:
    assert power(fig(unit="kg"), 0, 1) is None
    assert power(fig("0"), 0, 1) is None
    assert power(between("-1", "1"), 0, 1) is None
    assert power(fig("20", "°C"), 0, 1) is None


def test_a_sharp_check_has_more_power_than_a_blunt_one() -> None:
    sharp = ask("equal", {"left": fig("10.00"), "right": fig("10.00")})["power"]["left"]
    blunt = ask("equal", {"left": fig("10.00"), "right": fig("10")})["power"]["left"]
    assert float(sharp) > float(blunt) > 0


def test_what_holds_of_itself_has_no_power() -> None:
    assert ask("equal", {"left": claimed(fig("10")), "right": claimed(fig("10"))})["power"] == {
        "left": "0",
        "right": "0",
    }
