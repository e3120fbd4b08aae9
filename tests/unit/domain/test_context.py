from __future__ import annotations

from typing import Any

import pytest

from service.domain.context import NO_CONTEXT, Context, Origin
from service.domain.errors import Malformed
from tests.unit.domain.asking import Json, ask, ends, exact, faults, fig

WHOLE: Json = {
    "period": "2004-01/2004-06",
    "asserted": "2004-09-24",
    "measure": "migrants",
    "dimensions": {"country": "Kyrgyzstan"},
    "source": {"id": "one", "name": "The One", "origins": ["three", "two"], "reference": True},
}


def of(period: str, figure: Json) -> Json:
    return {"figure": figure, "period": period}


def test_a_context_reads_back() -> None:
    assert Context.parse(WHOLE).canonical() == WHOLE
    assert Context.parse(dict.fromkeys(WHOLE)) == NO_CONTEXT


def test_a_source_that_quotes_nobody_is_its_own_origin() -> None:
    assert Origin.parse({"id": "one"}).origins == ("one",)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"period": "last week"}, ("period",)),
        ({"asserted": 2004}, ("asserted",)),
        ({"measure": ""}, ("measure",)),
        ({"dimensions": {"country": 1}}, ("dimensions", "country")),
        ({"dimensions": ["country"]}, ("dimensions",)),
        ({"source": {"name": "no id"}}, ("source",)),
        ({"source": {"id": "one", "origins": "two"}}, ("source", "origins")),
        ({"source": {"id": "one", "reference": "yes"}}, ("source", "reference")),
    ],
)
def test_what_makes_no_sense_is_told_at_its_member(given: Any, where: tuple[str, ...]) -> None:
    with pytest.raises(Malformed) as refused:
        Context.parse(given)
    assert [fault.where for fault in refused.value.faults] == [where]


def test_figures_of_different_times_are_not_compared_whatever_the_arithmetic_says() -> None:
    for right in ("5", "7"):
        result = ask("equal", {"left": of("2003", fig("5")), "right": of("2004-02", fig(right))})
        assert (result["verdict"], result["reason"], result["holds"]) == ("undetermined", "different_period", None)
        assert "left is of 2003 and right is of 2004-02" in result["text"]
        assert ends(result["measured"]) == ("4.5", "5.5")
        assert (result["admissible"], result["power"], result["diagnoses"]) == ({}, {}, [])


def test_periods_with_a_day_in_common_are_compared() -> None:
    figures = {"left": of("2004", fig("5")), "right": of("2004-12-31/2005", fig("7"))}
    assert ask("equal", figures)["verdict"] == "inconsistent"


def test_a_figure_without_a_period_is_compared_with_any() -> None:
    assert ask("equal", {"left": of("2003", fig("5")), "right": fig("5")})["verdict"] == "consistent"


def test_of_many_figures_two_that_are_apart_are_named() -> None:
    parts = [of("2004", fig("1")), of("2003-06/2004-02", fig("1")), of("2004-03", fig("1"))]
    result = ask("sum", {"parts": parts, "total": fig("3")})
    assert result["reason"] == "different_period"
    assert "parts[1] is of 2003-06/2004-02 and parts[2] is of 2004-03" in result["text"]


def test_a_change_is_between_times() -> None:
    figures = {"from": of("2003", fig("52")), "to": of("2004", fig("63")), "change": of("2003/2004", fig("21", "%"))}
    assert ask("change", figures)["verdict"] == "consistent"


def test_the_day_of_an_exchange_rate_may_be_another() -> None:
    amounts = [of("2004-09-26", exact("18000", "KZT")), of("2004-09-26", fig("134", "USD"))]
    figures = {"amounts": amounts, "rate": of("2004-09-24", fig("134.6", "KZT/USD"))}
    assert ask("conversion", figures)["verdict"] == "consistent"


def test_the_author_of_a_check_may_compare_times_on_purpose() -> None:
    figures = {"numerator": of("2003", fig("5")), "denominator": of("2004", fig("5"))}
    result = ask("ratio", figures, expect={"max": "2"}, policy={"periods": "any"})
    assert result["verdict"] == "consistent"


def test_a_ratio_across_times_is_measured_and_told_to_be_one() -> None:
    figures = {"numerator": of("2003", fig("5")), "denominator": of("2004", fig("5"))}
    result = ask("ratio", figures)
    assert result["reason"] == "different_period"
    assert "figures of different times are not compared" in result["text"]


def test_the_context_of_a_figure_is_part_of_the_receipt() -> None:
    given = {"figure": fig("5"), **WHOLE}
    assert ask("equal", {"left": given, "right": fig("5")})["inputs"]["left"] == given | {
        "figure": {"value": "5", "unit": ""}
    }


def test_an_unknown_member_beside_a_figure_is_refused() -> None:
    body = {"kind": "equal", "figures": {"left": {"figure": fig("5"), "place": "here"}, "right": fig("5")}}
    assert "period, asserted, measure" in faults(body)["/figures/left"]
