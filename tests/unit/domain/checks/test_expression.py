from __future__ import annotations

import pytest

from tests.unit.domain.asking import between, claimed, ends, exact, faults, fig, relate


def test_there_are_no_floats() -> None:
    result = relate("0.1 + 0.2 == 0.3")
    assert (result["verdict"], result["holds"]) == ("consistent", "always")


@pytest.mark.parametrize(
    ("relation", "verdict", "holds"),
    [
        ("x - x == 0", "consistent", "always"),
        ("x - x != 0", "inconsistent", "never"),
        ("x / x == 1", "consistent", "always"),
        ("x * y + x * z == x * (y + z)", "consistent", "always"),
        ("x * y - y * x > 0", "inconsistent", "never"),
        ("(x + y)^2 == x^2 + 2*x*y + y^2", "consistent", "always"),
        ("x^2 - 2*x + 1 >= 0", "consistent", "always"),
        ("x^2 - 2*x + 1 <= 0", "consistent", "sometimes"),
        ("x^2 - 2*x + 1 < 0", "inconsistent", "never"),
        ("x^2 - x < -0.25", "inconsistent", "never"),
        ("x / (x + y) <= 1", "consistent", "always"),
        ("x / (x + y) > 1", "inconsistent", "never"),
        ("x / (x + y) == 0.5", "consistent", "sometimes"),
        ("(y - x) / x >= 1", "consistent", "sometimes"),
        ("x + y - x <= 4", "consistent", "always"),
        ("x + y - x > 4", "inconsistent", "never"),
        ("x = y", "consistent", "sometimes"),
        ("x ≠ y", "consistent", "sometimes"),
    ],
)
def test_repeated_names_are_one_quantity(relation: str, verdict: str, holds: str) -> None:
    figures = {"x": between("0", "2"), "y": between("1", "4"), "z": between("-1", "1")}
    used = {name: figure for name, figure in figures.items() if name in relation}
    result = relate(relation, used)
    assert (result["verdict"], result["holds"]) == (verdict, holds)


def test_unbounded_figures_may_repeat_too() -> None:
    figures = {"x": between("1", None), "y": between("0", "1"), "z": between("0", "1")}
    assert relate("x*y + x*z < 0", figures)["verdict"] == "inconsistent"
    assert relate("x*y + x*z <= 10", figures)["holds"] == "sometimes"
    assert relate("x*y + x*z >= 0", figures)["holds"] == "always"


def test_one_claim_under_two_names_is_one_quantity() -> None:
    figures = {"then": claimed(fig("50")), "now": claimed(fig("50"))}
    assert relate("now - then == 0", figures)["holds"] == "always"
    assert relate("now / then > 1", figures)["verdict"] == "inconsistent"


def test_the_fine_against_thirty_days_of_pay() -> None:
    figures = {
        "fine": exact("18000", "KZT"),
        "pay": exact("4", "KZT/kg"),
        "picked": between("50", "100", "kg/day"),
    }
    result = relate("fine / (pay * picked) <= 30 day", figures)
    assert result["verdict"] == "inconsistent"
    assert ends(result["admissible"]["picked"]) == ("150", None)
    assert ends(result["admissible"]["fine"]) == ("0", "12000")


def test_names_may_be_expressions_over_others() -> None:
    figures = {"a": exact("2"), "b": "a * 3", "c": "b + a"}
    assert relate("c == 8", figures)["verdict"] == "consistent"


def test_a_long_chain_of_names_is_followed() -> None:
    chain = {f"n{link}": f"n{link + 1} + 1" for link in range(199)}
    assert relate("n0 == 200", {**chain, "n199": exact("1")})["verdict"] == "consistent"


def test_adding_unlike_things_names_both_units() -> None:
    found = faults(
        {"kind": "expression", "relation": "a + b == 2 km", "figures": {"a": fig("1", "km"), "b": fig("1", "kg")}}
    )
    assert list(found) == ["/figures/b/unit"]
    assert "a in km" in found["/figures/b/unit"]
    assert "b in kg" in found["/figures/b/unit"]


def test_unlike_literals_are_at_the_relation() -> None:
    assert list(faults({"kind": "expression", "relation": "1 km + 1 kg == 2 km"})) == ["/relation"]


def test_a_hopeless_question_is_given_up_not_guessed() -> None:
    figures = {"x": between("0", "2"), "y": between("0", "2")}
    result = relate("x^2 - 2*x*y + y^2 < 0", figures, policy={"time_limit": "0.1"})
    assert (result["verdict"], result["reason"], result["holds"]) == ("undetermined", "limit_exceeded", None)
    assert ends(result["measured"]) != (None, None)
