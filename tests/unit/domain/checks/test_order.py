from __future__ import annotations

import pytest

from service.domain.check import Check
from service.domain.evaluation import evaluate
from service.domain.result import replay
from tests.unit.domain.asking import Json, ask, ends, faults, fig, verdict


def dated(earlier: str | None, later: str | None) -> Json:
    return {"earlier": {"date": earlier}, "later": {"date": later}}


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ("2003", "2004-09", ("consistent", "always")),
        ("2004-09", "2004-09-24", ("consistent", "sometimes")),
        ("2004-09-24", "2004-09", ("consistent", "sometimes")),
        ("2004-09-24", "2004-09-24", ("consistent", "always")),
        ("2004-10", "2004-09-24", ("inconsistent", "never")),
        ("2004-09-25", "2004-09-24", ("inconsistent", "never")),
        ("2004/..", "2003", ("inconsistent", "never")),
        ("../2004", "2003", ("consistent", "sometimes")),
        ("200X", "2010-01-01", ("consistent", "always")),
        ("2004-21", "2003-12", ("inconsistent", "never")),
        ("1950S2", "1905", ("consistent", "sometimes")),
        ("2005-02", "2004-24", ("consistent", "sometimes")),
        ("2005-03", "2004-24", ("inconsistent", "never")),
        ("9999-12-31", "0001-01-01", ("inconsistent", "never")),
    ],
)
def test_an_uncertain_date_is_some_day_of_those_it_may_be(earlier: str, later: str, expected: tuple[str, str]) -> None:
    result = ask("order", dated(earlier, later))
    assert (result["verdict"], result["holds"]) == expected


def test_times_of_day_are_not_put_in_order() -> None:
    moments = dated("2004-10-01T10:00:00Z", "2004-10-01T09:00:00Z")
    assert "give the day of" in faults({"kind": "order", "figures": moments})["/figures/earlier"]
    claim = {"figure": fig("1"), "period": "2004-10-01T09:00:00Z"}
    later = {"kind": "order", "figures": {"earlier": {"date": "2004"}, "later": claim}}
    assert "give the day of" in faults(later)["/figures/later"]


def test_dates_must_differ_if_the_order_is_strict() -> None:
    same, strictly = dated("2004-09-24", "2004-09-24"), {"strictly": True}
    assert verdict("order", same, parameters=strictly) == "inconsistent"
    assert verdict("order", dated("2004-09", "2004-09-01"), parameters=strictly) == "inconsistent"
    assert verdict("order", dated("2004-09", "2004-09-02"), parameters=strictly) == "consistent"


def test_what_is_measured_is_days_and_what_is_shown_are_dates() -> None:
    result = ask("order", dated("2004-10", "2004-02-29"))
    assert ends(result["measured"]) == ("-245", "-215")
    assert result["measured"]["unit"] == "day"
    assert result["gap"] == {"absolute": "215", "unit": "day", "relative": None}
    assert result["text"] == (
        "From the earlier date to the later it is -245 to -215 day; in order it is at least 0 day. That is from 2004-10"
        " to 2004-02-29. This cannot be true: at least one figure is wrong."
    )
    shown = {step["expression"]: step["value"]["text"] for step in result["steps"]}
    assert shown["earlier"] == "2004-10-01 to 2004-10-31"
    assert shown["later"] == "2004-02-29"


def test_what_would_be_in_order_is_told_in_dates() -> None:
    admissible = ask("order", dated("2004-10", "2004-02-29"), parameters={"strictly": True})["admissible"]
    assert admissible["earlier"]["text"] == "2004-02-28 or earlier"
    assert admissible["later"]["text"] == "2004-10-02 or later"
    assert admissible["later"]["unit"] == "date"
    admissible = ask("order", dated("9999-12-31", "0001-01-01"), parameters={"strictly": True})["admissible"]
    assert admissible["later"]["text"] == "after 9999-12-31"
    assert admissible["earlier"]["text"] == "before 0001-01-01"


def test_two_dates_in_each_others_place_are_found() -> None:
    assert [said["slip"] for said in ask("order", dated("2004", "2003"))["diagnoses"]] == ["swapped"]


def test_a_date_that_is_not_known_is_what_would_fit() -> None:
    result = ask("order", dated(None, "2004-09"))
    assert (result["verdict"], result["reason"]) == ("undetermined", "missing_figure")
    assert result["admissible"]["earlier"]["text"] == "2004-09-30 or earlier"
    assert result["admissible"]["later"]["text"] == "any day"


def test_a_claim_stands_for_its_period() -> None:
    claim = {"claim": "c", "revision": 3, "figure": fig("19000", "person"), "period": "2004-01/2004-06"}
    result = ask("order", {"earlier": claim, "later": {"date": "2003"}})
    assert result["verdict"] == "inconsistent"
    assert result["inputs"]["earlier"] == {"claim": "c", "revision": 3, "date": "2004-01/2004-06"}
    assert evaluate(replay(result)).as_json() == result


def test_a_claim_without_a_period_is_no_known_date() -> None:
    claim = {"claim": "c", "revision": 3, "figure": fig("19000", "person")}
    result = ask("order", {"earlier": claim, "later": {"date": "2003"}})
    assert result["reason"] == "missing_figure"
    assert result["inputs"]["earlier"] == {"claim": "c", "revision": 3, "date": None}
    assert evaluate(replay(result)).as_json() == result


@pytest.mark.parametrize(
    ("given", "where", "said"),
    [
        ({"date": "24.9.2004"}, "/figures/earlier/date", "not an EDTF date"),
        ({"date": 2004}, "/figures/earlier/date", "in EDTF"),
        ({"date": "2004", "unit": "year"}, "/figures/earlier", 'such as {"date": "2004-09"}'),
        ({"value": "2004", "unit": "year"}, "/figures/earlier", 'such as {"date": "2004-09"}'),
        ({"date": "2004", "claim": 7}, "/figures/earlier/claim", "id as text"),
        ("later", "/figures/earlier", 'such as {"date": "2004-09"}'),
        ([{"date": "2004"}], "/figures/earlier", "not an array"),
    ],
)
def test_what_is_no_date_is_refused(given: object, where: str, said: str) -> None:
    found = faults({"kind": "order", "figures": {"earlier": given, "later": {"date": "2004"}}})
    assert said in found[where]


def test_a_date_is_no_figure_elsewhere() -> None:
    found = faults({"kind": "equal", "figures": {"left": {"date": "2004"}, "right": fig("4")}})
    assert "a figure has no 'date'" in found["/figures/left/date"]


def test_a_digest_tells_dates_apart_by_their_text() -> None:
    def digest(date: str) -> str:
        return Check.parse({"kind": "order", "figures": dated(date, "2005")}).digest

    assert digest("2004-09") != digest("2004-09-01/2004-09-30")
    assert digest("2004-09") == digest("2004-09")
