"""Which of the stored rates a conversion takes, and how what is looked for is told."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from service.application.queries import StoredRate
from service.application.rates import Sought, nearest
from service.domain.period import Period, parse_period


def rate(period: str, number: int = 1, *, reference: bool = False) -> StoredRate:
    of = parse_period(period)
    assert of.start is not None
    assert of.end is not None
    return StoredRate(UUID(int=number), 1, "KZT/USD", of.start, of.end, reference)


def wish(when: str | None, tolerance: int = 7) -> Sought:
    period: Period | None = None if when is None else parse_period(when)
    return Sought(("KZT", "USD"), period, timedelta(days=tolerance), ("mine", "rates"))


def chosen(when: str, *periods: str, tolerance: int = 7) -> str | None:
    """Which of the periods the rate chosen is of."""
    rates = sorted((rate(period, number) for number, period in enumerate(periods)), key=lambda each: each.first)
    found = nearest(rates, wish(when, tolerance))
    return None if found is None else periods[found.claim.int]


@pytest.mark.parametrize(
    ("when", "periods", "expected"),
    [
        ("2004-09-24", ("2004-09-22", "2004-09-24", "2004-09-25"), "2004-09-24"),
        ("2004-09-24", ("2004-09-20", "2004-09-25"), "2004-09-25"),
        ("2004-09-24", ("2004-09-17", "2004-10-02"), "2004-09-17"),
        ("2004-09-24", ("2004-09-16", "2004-10-02"), None),
        ("2004-09-24", ("2004-09", "2004-09-24"), "2004-09-24"),
        ("2004-09-24", ("2004-09", "2004-09-25"), "2004-09"),
        ("2004-09", ("2004-09-01", "2004-09-14", "2004-09-30"), "2004-09-14"),
        ("2004-09", ("2004-09-15", "2004-09"), "2004-09"),
        ("2004-09", ("2004-08-31", "2004-09-30"), "2004-09-30"),
        ("2004-09", ("2004-08-25", "2004-10-08"), "2004-08-25"),
        ("2004", ("2004-07-01", "2003", "2004-06-01"), "2004-07-01"),
        ("2004-09-24/..", ("2004-09-24", "2004-10-30"), "2004-09-24"),
        ("../2004-09-24", ("2004-09-23", "2001-01-01"), "2004-09-23"),
    ],
)
def test_the_rate_nearest_in_time_is_taken(when: str, periods: tuple[str, ...], expected: str | None) -> None:
    assert chosen(when, *periods) == expected
    assert chosen(when, *reversed(periods)) == expected, "whatever the order in which they are found"


def test_of_two_rates_equally_near_the_earlier_one_is_taken() -> None:
    assert chosen("2004-09-24", "2004-09-25", "2004-09-23") == "2004-09-23"


def test_reference_data_goes_before_an_earlier_rate_that_is_as_near() -> None:
    found = nearest([rate("2004-09-23", 1), rate("2004-09-25", 2, reference=True)], wish("2004-09-24"))
    assert found is not None
    assert found.claim == UUID(int=2)
    nearer = nearest([rate("2004-09-24", 1), rate("2004-09-25", 2, reference=True)], wish("2004-09-24"))
    assert nearer is not None
    assert nearer.claim == UUID(int=1), "but not before a nearer one"


def test_of_two_rates_of_one_day_the_one_recorded_first_is_taken() -> None:
    found = nearest([rate("2004-09-24", 9), rate("2004-09-24", 3)], wish("2004-09-24"))
    assert found is not None
    assert found.claim == UUID(int=3)


def test_a_tolerance_of_no_days_takes_a_rate_of_the_very_day_only() -> None:
    assert chosen("2004-09-24", "2004-09-23", tolerance=0) is None
    assert chosen("2004-09-24", "2004-09-24", tolerance=0) == "2004-09-24"


def test_amounts_without_a_date_find_no_rate() -> None:
    assert nearest([rate("2004-09-24")], wish(None)) is None


def test_what_is_sought_is_told_with_its_pair_its_days_and_the_collections() -> None:
    told = "a rate KZT/USD or USD/KZT within 7 days of 2004-09 among the claims of mine and rates"
    assert str(wish("2004-09")) == told
    assert "within 1 day of" in str(wish("2004-09", 1))
    assert "near the date of the amounts, which is not known" in str(wish(None))


def test_the_ends_of_the_calendar_are_no_trouble() -> None:
    assert wish("0001-01-01", 366).reach == (date.min, date(1, 1, 1) + timedelta(days=366))
    assert wish("9999-12-31", 366).reach[1] == date.max
    assert chosen("0001-01-01", "0001-01-03") == "0001-01-03"
