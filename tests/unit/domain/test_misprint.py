from __future__ import annotations

from decimal import Decimal

from service.domain.figure import Figure
from service.domain.misprint import confused_with, scaled, with_a_digit_more, with_two_digits_swapped
from service.domain.units import parse_unit


def test_neighbouring_digits_are_swapped_and_none_starts_with_nought() -> None:
    assert [str(value) for value in with_two_digits_swapped(Decimal("12.30"))] == ["21.30", "13.20", "12.03"]
    assert list(with_two_digits_swapped(Decimal(10))) == []


def test_a_doubled_digit_is_the_first_that_may_have_been_lost() -> None:
    longer = [str(value) for value in with_a_digit_more(Decimal(12))]
    assert longer[:2] == ["112", "122"]
    assert "012" not in longer
    assert list(with_a_digit_more(Decimal(7))) == []


def test_a_figure_with_a_scale_word_takes_the_next_one() -> None:
    scaled_up = scaled(Figure.parse({"value": "1.2", "unit": "million USD"}), 3)
    assert scaled_up is not None
    assert scaled_up.canonical() == {"value": "1.2", "unit": "billion USD"}


def test_no_count_is_scaled_to_a_fraction() -> None:
    assert scaled(Figure.parse({"value": "19001", "unit": "person"}), -3) is None


def test_units_are_confused_within_products_too() -> None:
    assert [str(unit) for unit in confused_with(parse_unit("USD/kg"))] == ["USD/lb"]
    assert list(confused_with(parse_unit("KZT"))) == []
