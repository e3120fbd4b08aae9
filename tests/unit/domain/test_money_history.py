"""What is known of former money: its life, its successor, and the rate between them that the law sets."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from service.domain.money_history import anachronism, legal_rate, life, redenominations, successions, successor
from service.domain.period import parse_period
from service.domain.unit_money import currencies


def test_every_currency_of_the_table_is_one_that_units_know() -> None:
    assert {code for each in successions() for code in (each.old, each.new)} <= currencies().keys()


def test_a_currency_has_one_successor_and_none_succeeds_itself() -> None:
    olds = [each.old for each in successions()]
    assert len(olds) == len(set(olds))
    for each in successions():
        chain = [each.old]
        while (following := successor(chain[-1])) is not None:
            assert following.new not in chain
            chain.append(following.new)


def test_every_line_of_the_table_names_its_authority_and_a_factor() -> None:
    for each in successions():
        assert each.authority
        assert each.factor > 0


def test_each_succession_lies_within_the_lives_of_both_currencies() -> None:
    for each in successions():
        old, new = life(each.old), life(each.new)
        assert old is None or old.last is None or old.last >= each.since
        assert new is None or new.first is None or new.first <= each.since


def test_the_rates_of_the_euro_have_six_significant_digits_as_regulation_1103_97_asks() -> None:
    euro = [each for each in successions() if each.new == "EUR"]
    assert len(euro) == 21
    assert all(len(each.factor.as_tuple().digits) == 6 for each in euro)


@pytest.mark.parametrize(
    ("one", "other", "top", "bottom", "value"),
    [
        ("DEM", "EUR", "DEM", "EUR", "1.95583"),
        ("EUR", "DEM", "DEM", "EUR", "1.95583"),
        ("TRL", "TRY", "TRL", "TRY", "1000000"),
        ("BYB", "BYN", "BYB", "BYN", "10000000"),
        ("BRR", "BRL", "BRR", "BRL", "2750"),
        ("VED", "VEB", "VEB", "VED", "100000000000000"),
    ],
)
def test_a_legal_rate_is_told_as_former_over_successor(one: str, other: str, top: str, bottom: str, value: str) -> None:
    rate = legal_rate(one, other)
    assert rate is not None
    assert (rate.top, rate.bottom, rate.value) == (top, bottom, Fraction(value))
    assert rate.since is None, "an amount restated in new units is so at any time"


def test_two_former_currencies_convert_through_the_one_that_replaced_both_and_only_since() -> None:
    rate = legal_rate("FRF", "DEM")
    assert rate is not None
    assert (rate.top, rate.bottom, rate.value) == ("FRF", "DEM", Fraction("6.55957") / Fraction("1.95583"))
    assert rate.since == date(1999, 1, 1)
    assert not rate.covers(parse_period("1998"))
    assert rate.covers(parse_period("1999"))
    assert not rate.covers(None)


def test_a_currency_that_adopted_another_one_had_a_market_rate_before() -> None:
    rate = legal_rate("HRK", "EUR")
    assert rate is not None
    assert not rate.covers(parse_period("2015"))
    assert rate.covers(parse_period("2023-01-01"))


def test_currencies_without_a_law_between_them_have_no_legal_rate() -> None:
    assert legal_rate("KZT", "USD") is None
    assert legal_rate("EUR", "EUR") is None
    assert legal_rate("XAU", "EUR") is None


@pytest.mark.parametrize(
    ("code", "period", "said"),
    [
        ("BYR", "2020", "BYR was replaced by BYN on 2016-07-01 (10,000 BYR/BYN), before 2020"),
        ("DEM", "2010-05", "DEM was replaced by EUR on 1999-01-01 (1.95583 DEM/EUR), before 2010-05"),
        ("DDM", "1995", "DDM was withdrawn on 1990-10-02, before 1995"),
        ("EUR", "1990", "EUR was introduced on 1999-01-01, after 1990"),
        ("KZT", "1992", "KZT was introduced on 1993-11-05, after 1992"),
        ("BGN", "2027", "BGN was replaced by EUR on 2026-01-01 (1.95583 BGN/EUR), before 2027"),
    ],
)
def test_an_amount_of_a_time_without_its_currency_is_told(code: str, period: str, said: str) -> None:
    assert anachronism(code, parse_period(period)) == said


@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("DEM", "2001"),
        ("BYR", "2016"),
        ("BYR", "2010/2030"),
        ("RUB", "1998-03"),
        ("UAK", "1995"),
        ("USD", "2004"),
        ("XAU", "0900"),
        ("EUR", "1990/.."),
        ("DEM", "../2020"),
    ],
)
def test_an_amount_of_a_time_with_its_currency_needs_no_word(code: str, period: str) -> None:
    assert anachronism(code, parse_period(period)) is None


def test_the_last_day_of_money_that_cldr_still_lists_is_in_the_table() -> None:
    lev = life("BGN")
    assert lev is not None
    assert lev.last == date(2026, 1, 31)


def test_a_redenomination_is_found_from_both_sides_and_the_euro_is_none() -> None:
    assert [each.old for each in redenominations("TRY")] == ["TRL"]
    assert [(each.old, each.new) for each in redenominations("BYR")] == [("BYB", "BYR"), ("BYR", "BYN")]
    assert redenominations("DEM") == ()
    assert redenominations("EUR") == ()
