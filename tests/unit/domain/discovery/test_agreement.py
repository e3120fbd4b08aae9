from __future__ import annotations

import pytest

from service.domain.checks import kind_named
from service.domain.discovery import agreement
from tests.unit.domain.discovery.stating import asked, found, stated


def test_claims_of_one_measure_dimensions_and_period_agree() -> None:
    (check,) = found(stated("a", country="Kyrgyzstan"), stated("b", "120", country="Kyrgyzstan", source="agency"))
    assert check.body == {"kind": "agreement", "figures": {"figures": [{"claim": "a"}, {"claim": "b"}]}}
    assert (check.body["kind"], check.severity, check.rule) == ("agreement", "error", "same-period")
    assert check.name == "migrants, country=Kyrgyzstan, 2004"
    assert check.why == "both are stated for: migrants, country=Kyrgyzstan, in 2004"


def test_all_claims_about_one_thing_are_one_check() -> None:
    assert asked(stated("c"), stated("a"), stated("b")) == [("agreement", "a b c", "error")]


@pytest.mark.parametrize(
    "other",
    [
        stated("b", measure="arrivals"),
        stated("b", period="2005"),
        stated("b", "100", "{household}"),
        stated("b", "100", "KZT"),
        stated("b", None),
        stated("b", status="retracted"),
        stated("b", measure=None),
    ],
)
def test_claims_about_different_things_need_not_agree(other: object) -> None:
    assert asked(stated("a"), other) == []  # type: ignore[arg-type]


def test_claims_without_a_measure_say_nothing_that_another_could_contradict() -> None:
    assert asked(stated("a", measure=None), stated("b", measure=None)) == []
    assert asked(stated("a", measure="  "), stated("b", measure=" ")) == []


def test_case_and_blanks_make_no_difference_nor_does_a_dimension_of_everything() -> None:
    one = stated("a", measure="Migrant  workers", Country="KAZAKHSTAN")
    other = stated("b", measure="migrant workers ", country="Kazakhstan", sex="total", age="all", origin="_T")
    assert asked(one, other) == [("agreement", "a b", "error")]


def test_units_of_one_dimension_are_compared_and_points_are_not_compared_with_percent() -> None:
    assert asked(stated("a", "1", "kg"), stated("b", "2.2", "lb")) == [("agreement", "a b", "error")]
    assert asked(stated("a", "100"), stated("b", "1", "million person")) == [("agreement", "a b", "error")]
    assert asked(stated("a", "5", "%"), stated("b", "5", "percentage point")) == []
    assert asked(stated("a", "5", "°C"), stated("b", "5", "delta_degC")) == []
    assert asked(stated("a", "5", "°C"), stated("b", "278", "K")) == [("agreement", "a b", "error")]


def test_assumptions_take_part_and_candidates_only_once_they_are_stated() -> None:
    assert asked(stated("a"), stated("b", status="assumption")) == [("agreement", "a b", "error")]
    assert asked(stated("a"), stated("b", status="candidate")) == []


def test_periods_are_the_same_however_they_are_written() -> None:
    assert asked(stated("a", period="2004"), stated("b", period="2004-01/2004-12")) == [("agreement", "a b", "error")]


def test_periods_that_overlap_are_a_warning() -> None:
    (check,) = found(stated("a", period="2004"), stated("b", period="2004-01/2004-06"))
    assert (check.severity, check.rule) == ("warning", "overlapping-periods")
    assert check.why == "both are stated for: migrants, in periods that overlap: 2004 and 2004-01/2004-06"


def test_one_claim_of_each_overlapping_period_takes_part_so_that_nothing_is_found_twice() -> None:
    statements = [
        stated("a", period="2004"),
        stated("b", period="2004"),
        stated("c", period="2004-03"),
        stated("d", period="2004-03"),
        stated("e", period="2005"),
    ]
    assert asked(*statements) == [
        ("agreement", "a b", "error"),
        ("agreement", "c d", "error"),
        ("agreement", "a c", "warning"),
    ]


def test_a_year_and_several_of_its_months_are_a_series_in_which_nothing_has_to_agree() -> None:
    months = [stated(f"m{month}", period=f"2004-{month:02}") for month in (1, 2)]
    assert asked(stated("y"), *months) == []
    assert asked(stated("y"), months[0]) == [("agreement", "m1 y", "warning")]
    assert asked(stated("y"), *months, stated("z")) == [("agreement", "y z", "error")]


def test_claims_without_a_period_that_were_said_together_agree() -> None:
    statements = [stated("a", period=None, asserted="2004-09"), stated("b", period=None, asserted="2004-09")]
    assert asked(*statements) == [("agreement", "a b", "error")]
    assert asked(stated("a", period=None), stated("b", period=None)) == [("agreement", "a b", "error")]


def test_claims_without_a_period_that_were_said_at_different_times_are_a_warning() -> None:
    statements = [stated("a", period=None, asserted="1994"), stated("b", period=None, asserted="2004")]
    assert asked(*statements) == [("agreement", "a b", "warning")]


def test_a_claim_without_a_period_is_compared_with_the_dated_ones_if_these_are_of_one_period() -> None:
    undated = stated("x", period=None)
    (check,) = found(stated("a"), undated)
    assert (check.severity, check.rule) == ("warning", "no-period")
    assert check.why == "both are stated for: migrants, and not all of them say for which period"
    assert asked(stated("a"), stated("b", period="2005"), undated) == []


def test_more_claims_than_a_check_takes_are_several_checks_with_one_in_common(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement, "MOST", 3)
    assert asked(*(stated(claim) for claim in "abcdef")) == [
        ("agreement", "a b c", "error"),
        ("agreement", "a d e", "error"),
        ("agreement", "a f", "error"),
    ]


def test_a_check_holds_no_more_claims_than_its_role_takes() -> None:
    for kind, role, most in (
        ("agreement", "figures", agreement.MOST),
        ("shares", "parts", agreement.MOST),
        ("sum", "parts", agreement.MOST),
        ("conversion", "amounts", 2),
    ):
        roles = kind_named(kind)
        assert roles is not None
        assert [found.most for found in roles.roles if found.name == role] == [most]


def test_two_amounts_of_one_quote_are_compared_once() -> None:
    one, other = stated("a", "34", "kg", quote="34 kg (75 lb)"), stated("b", "75", "lb", quote="34 kg (75 lb)")
    assert asked(one, other) == [("conversion", "a b", "error")]
    third = stated("c", "35", "kg", source="agency")
    assert asked(one, other, third) == [("conversion", "a b", "error"), ("agreement", "a b c", "error")]


def test_a_long_subject_is_cut_short() -> None:
    (check,) = found(stated("a", place="x" * 500), stated("b", place="x" * 500))
    assert len(check.name) < 200
    assert "…" in check.name


def test_where_no_time_is_known_only_one_source_says_things_at_one_time() -> None:
    undated = [stated("a", period=None), stated("b", period=None)]
    other = stated("c", period=None, source="agency")
    assert asked(*undated) == [("agreement", "a b", "error")]
    assert asked(undated[0], other) == [("agreement", "a c", "warning")]
    assert asked(*undated, other) == [("agreement", "a b", "error"), ("agreement", "a c", "warning")]
    said = {"period": None, "asserted": "2004-09"}
    assert asked(stated("a", **said), stated("c", source="agency", **said)) == [("agreement", "a c", "error")]  # type: ignore[arg-type]
