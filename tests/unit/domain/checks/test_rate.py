from __future__ import annotations

from tests.unit.domain.asking import Json, ask, ends, exact, faults, fig, verdict


def figures(amount: str, rate: Json, base: Json) -> Json:
    return {"amount": exact(amount, "KZT/day"), "rate": rate, "base": base}


PAY, PICKED = exact("4", "KZT/kg"), exact("75", "kg/day")


def test_an_amount_is_rate_times_base() -> None:
    assert verdict("rate", figures("300", PAY, PICKED)) == "consistent"
    assert verdict("rate", figures("310", PAY, PICKED)) == "inconsistent"


def test_each_of_the_three_is_implied_by_the_others() -> None:
    assert ends(ask("rate", figures("300", PAY, fig(unit="kg/day")))["admissible"]["base"]) == ("75", "75")
    assert ends(ask("rate", figures("300", fig(unit="KZT/kg"), PICKED))["admissible"]["rate"]) == ("4", "4")
    unknown = {**figures("300", PAY, PICKED), "amount": fig(unit="KZT/day")}
    assert ends(ask("rate", unknown)["admissible"]["amount"]) == ("300", "300")


def test_with_two_unknown_anything_may_be() -> None:
    result = ask("rate", figures("300", fig(unit="KZT/kg"), fig(unit="kg/day")))
    assert result["reason"] == "missing_figure"
    assert result["admissible"]["base"]["text"] == "more than 0 kg/day"


def test_units_that_do_not_multiply_to_the_amount_are_refused() -> None:
    found = faults({"kind": "rate", "figures": figures("300", exact("4", "KZT/kg"), exact("3", "km"))})
    assert list(found) == ["/figures/amount/unit"]
