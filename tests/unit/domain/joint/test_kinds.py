"""What the kinds that are more than arithmetic say together with others."""

from __future__ import annotations

from service.domain.joint import Joint
from tests.unit.domain.joint.asking import Json, blamed, check, claim, together


def dated(name: str, date: str) -> Json:
    return {"claim": name, "revision": 1, "date": date}


def verdict(joint: Joint) -> str:
    return joint.verdict.value


def test_figures_that_agree_are_one_value_in_other_checks_too() -> None:
    agree = check("agreement", {"figures": [claim("a", "100.0"), claim("b", "100"), claim("c", "99.8")]})
    double = check("sum", {"parts": [claim("b", "100"), claim("b", "100")], "total": claim("t", "199.7")})
    assert verdict(together(agree=agree)) == "inconsistent"
    agree = check("agreement", {"figures": [claim("a", "100.0"), claim("b", "100")]})
    # By itself a hundred may be 99.8, but not if it is to agree with 100.0.
    assert verdict(together(double=double)) == "consistent"
    assert verdict(together(agree=agree, double=double)) == "inconsistent"


def test_a_weighted_mean_holds_together_with_what_its_weights_are_elsewhere() -> None:
    figures = {
        "mean": claim("m", "3.90"),
        "parts": [claim("p", "4.0", qualifier="exact"), claim("q", "3.5", qualifier="exact")],
        "weights": [claim("v", "120", qualifier="about"), claim("w", "30", qualifier="about")],
    }
    mean = check("average", figures)
    assert verdict(together(mean=mean)) == "consistent"
    # A fifth of them in the second group makes 3.9; a quarter makes 3.875.
    share = check("share_of", {"part": claim("w", "30"), "whole": claim("n", "150"), "share": claim("s", "25.0", "%")})
    total = check("sum", {"parts": [claim("v", "120"), claim("w", "30")], "total": claim("n", "150")})
    joint = together(
        mean=check("average", {**figures, "weights": [claim("v", "120"), claim("w", "30")]}), share=share, total=total
    )
    assert verdict(joint) == "inconsistent"


def test_a_mean_lies_between_the_ends_that_other_checks_leave() -> None:
    between = check("average", {"mean": claim("m", "3.9"), "min": claim("low", "3.0"), "max": claim("high", "5.0")})
    apart = check("sum", {"parts": [claim("low", "3.0"), claim("d", "1.2")], "total": claim("m", "3.9")})
    assert verdict(together(between=between)) == "consistent"
    assert verdict(together(between=between, apart=apart)) == "inconsistent"


def test_a_mean_of_things_counted_is_no_count() -> None:
    mean = check(
        "average",
        {"mean": claim("m", "3", "person"), "parts": [claim("p", "2.6", "person"), claim("q", "3.1", "person")]},
        parameters={"weighting": "equal"},
    )
    assert verdict(together(mean=mean)) == "consistent"


def test_dates_are_told_as_dates() -> None:
    order = check("order", {"earlier": dated("x", "2004"), "later": dated("y", "2003")})
    joint = together(order=order)
    assert verdict(joint) == "inconsistent"
    assert joint.conflicts[0].text == (
        "These cannot all be true with this check: 2004-01-01 to 2004-12-31, 2003-01-01 to 2003-12-31."
    )
    assert joint.blames[0].figures[0].text == (
        "2004-01-01 to 2004-12-31 would have to be 2003-12-31 or earlier, such as 2003-12-31."
    )


def test_dates_in_a_circle_cannot_all_be_in_order() -> None:
    days = {"a": "2004-09", "b": "2004-09", "c": "2004-09"}
    orders = {
        f"{one}{other}": check(
            "order",
            {"earlier": dated(one, days[one]), "later": dated(other, days[other])},
            parameters={"strictly": True},
        )
        for one, other in ("ab", "bc", "ca")
    }
    joint = together(**orders)
    assert verdict(joint) == "inconsistent"
    assert [conflict.within_checks for conflict in joint.conflicts] == [True]
    assert blamed(joint) == []


def test_what_is_no_relation_between_values_is_left_out() -> None:
    grim = check("granularity", {"mean": claim("m", "3.49"), "n": claim("n", "25")})
    test = check("test_statistic", {"statistic": claim("z", "2.0"), "p": claim("p", "0.5")}, parameters={"test": "z"})
    assert [each["check"] for each in together(grim=grim, test=test).as_json()["left_out"]] == ["grim", "test"]
