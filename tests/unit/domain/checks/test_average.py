from __future__ import annotations

import pytest

from service.domain.check import Check
from service.domain.errors import Incomparable
from service.domain.tree import Name
from tests.unit.domain.asking import Json, ask, between, claimed, ends, exact, faults, fig, verdict

EQUAL = {"weighting": "equal"}


def of(mean: Json, *parts: Json, weights: list[Json] | None = None) -> Json:
    figures: Json = {"mean": mean, "parts": list(parts)}
    return figures if weights is None else {**figures, "weights": weights}


@pytest.mark.parametrize(
    ("mean", "expected"),
    [("3.4", "inconsistent"), ("3.5", "consistent"), ("4.4", "consistent"), ("4.6", "inconsistent")],
)
def test_a_mean_lies_between_its_parts_whatever_they_weigh(mean: str, expected: str) -> None:
    assert verdict("average", of(fig(mean), exact("3.5"), exact("4"), exact("4.5"))) == expected


def test_a_mean_between_its_parts_in_all_readings_always_is() -> None:
    assert ask("average", of(fig("4.0"), fig("3.5"), fig("4.5")))["holds"] == "always"
    assert ask("average", of(fig("4.5"), fig("3.5"), fig("4.5")))["holds"] == "sometimes"


def test_a_mean_lies_between_the_least_and_the_greatest_value() -> None:
    ages: Json = {"mean": fig("34.2", "year"), "min": exact("18", "year"), "max": exact("33", "year")}
    result = ask("average", ages)
    assert result["verdict"] == "inconsistent"
    assert ends(result["expected"]) == ("18", "33")
    assert result["gap"] == {"absolute": "1.15", "unit": "year", "relative": "0.0348484848485"}
    assert result["admissible"]["max"]["text"] == "at least 34.15 year"
    assert verdict("average", {**ages, "max": exact("35", "year")}) == "consistent"
    assert verdict("average", {"mean": ages["mean"], "min": ages["min"]}) == "consistent"
    assert verdict("average", {"mean": ages["mean"], "max": ages["max"]}) == "inconsistent"


def test_a_weighted_mean_is_exact_although_every_weight_counts_twice() -> None:
    # By interval arithmetic on the sums it could be 3.2 to 4.6; each weight is one number, so it is not.
    figures = of(fig("4.4"), exact("4"), exact("3.5"), weights=[between("100", "140"), between("20", "40")])
    result = ask("average", figures)
    assert result["verdict"] == "inconsistent"
    assert ends(result["expected"]) == ("3.85714285714", "3.9375")


def test_a_weighted_mean_tells_what_every_part_and_weight_could_be() -> None:
    figures = of(exact("4.2"), exact("4"), exact("5"), weights=[exact("100", "person"), exact("50", "person")])
    result = ask("average", figures)
    assert result["verdict"] == "inconsistent"
    admissible = {name: found and found["text"] for name, found in result["admissible"].items()}
    assert admissible == {
        "mean": "4.33333 to 4.33334",
        "parts[0]": "3.8",
        "parts[1]": "4.6",
        "weights[0]": "200 person",
        "weights[1]": "25 person",
    }


def test_equal_parts_have_their_simple_mean() -> None:
    figures = of(fig("4.0"), exact("3.5"), exact("4.5"), exact("5"))
    assert verdict("average", figures) == "consistent"
    assert verdict("average", figures, parameters=EQUAL) == "inconsistent"
    assert ends(ask("average", figures, parameters=EQUAL)["admissible"]["parts[2]"]) == ("3.85", "4.15")


def test_temperatures_have_means() -> None:
    figures = of(fig("53.6", "°F"), fig("10.0", "°C"), fig("14.0", "°C"))
    assert verdict("average", figures, parameters=EQUAL) == "consistent"
    result = ask("average", {**figures, "mean": fig("12.6", "°C")}, parameters=EQUAL)
    assert result["verdict"] == "inconsistent"
    assert result["steps"][-1]["expression"] == "(parts[0] + parts[1]) / 2"


def test_a_mean_of_things_counted_is_no_count() -> None:
    households = of(
        fig("3", "person"), exact("2.6", "person"), exact("3.1", "person"), weights=[exact("1"), exact("1")]
    )
    assert verdict("average", households) == "consistent"
    assert verdict("average", {**households, "mean": fig("3.0", "person")}) == "inconsistent"


def test_groups_come_whole_where_they_are_counted() -> None:
    # With 1.5 people it would do.
    figures = of(exact("2.4"), exact("2"), exact("3"), weights=[between("1", "2", "person"), exact("1", "person")])
    assert verdict("average", figures) == "inconsistent"
    figures = of(exact("2.4"), exact("2"), exact("3"), weights=[between("1.0", "2.0", "kg"), exact("1", "kg")])
    assert verdict("average", figures) == "consistent"


def test_a_group_may_be_empty_but_not_all_of_them() -> None:
    nobody = exact("0", "person")
    figures = of(exact("3"), exact("2"), exact("3"), weights=[nobody, exact("7", "person")])
    assert ask("average", figures)["holds"] == "always"
    assert (
        "can only be zero"
        in faults({"kind": "average", "figures": {**figures, "weights": [nobody, nobody]}})["/figures"]
    )


def test_a_weight_is_not_negative() -> None:
    result = ask("average", of(exact("1"), exact("2"), exact("3"), weights=[exact("2"), exact("-1")]))
    assert result["verdict"] == "inconsistent"
    assert "weights[1] is -1, outside at least 0." in result["text"]


def test_one_claim_in_several_roles_is_one_quantity() -> None:
    size = claimed(fig("100", "person", "about"))
    figures = of(exact("4.5"), exact("4"), exact("5"), weights=[size, size])
    result = ask("average", figures)
    assert (result["verdict"], result["holds"]) == ("consistent", "always")
    part = claimed(fig("4.5"))
    assert ask("average", of(part, part, exact("7")))["holds"] == "always"


def test_a_missing_part_is_what_would_fit() -> None:
    figures = of(exact("4.2"), exact("4"), fig(), weights=[exact("100"), exact("50")])
    result = ask("average", figures)
    assert result["reason"] == "missing_figure"
    assert ends(result["admissible"]["parts[1]"]) == ("4.6", "4.6")


def test_means_of_many_parts_are_answered_in_time() -> None:
    parts = [exact(str(place % 7)) for place in range(200)]
    weights = [between(str(1 + place % 5), str(7 + place % 9)) for place in range(200)]
    result = ask("average", of(fig("3.0"), *parts, weights=weights))
    assert (result["verdict"], result["complete"]) == ("consistent", True)


@pytest.mark.parametrize(
    ("figures", "parameters", "where", "said"),
    [
        ({"mean": fig("1")}, {}, "/figures/parts", 'give either "parts"'),
        ({**of(fig("1"), fig("2")), "max": fig("2")}, {}, "/figures/parts", 'give either "parts"'),
        (of(fig("1"), fig("2"), weights=[fig("1"), fig("1")]), {}, "/figures/weights", "as many as there are parts, 1"),
        ({"mean": fig("1"), "min": fig("1"), "weights": [fig("1")]}, {}, "/figures/weights", 'belong to "parts"'),
        ({"mean": fig("1"), "min": fig("1")}, EQUAL, "/parameters/weighting", "there are none"),
        (of(fig("1"), fig("2"), weights=[fig("1")]), EQUAL, "/parameters/weighting", "not both"),
        (of(fig("1"), fig("2"), weights=[fig("1", "°C")]), {}, "/figures/weights", "weighs nothing"),
        ({**of(fig("1")), "parts": ["mean * 2"]}, {}, "/figures/parts/0", "not an expression"),
    ],
)
def test_what_is_no_mean_is_refused(figures: Json, parameters: Json, where: str, said: str) -> None:
    assert said in faults({"kind": "average", "figures": figures, "parameters": parameters})[where]


def test_units_must_compare() -> None:
    for figures in (
        of(fig("1", "km"), fig("2", "kg")),
        {"mean": fig("1", "km"), "min": fig("2", "kg")},
        of(fig("1", "km"), fig("2", "km"), fig("3", "km"), weights=[fig("1", "person"), fig("1", "kg")]),
    ):
        with pytest.raises(Incomparable):
            ask("average", figures)


def test_as_many_weights_as_a_role_takes_can_be_asked_about() -> None:
    most = 8_000
    figures = {"mean": fig("15.0"), "parts": [fig("15")] * most, "weights": [fig("2")] * most}
    assert Check.parse({"kind": "average", "figures": figures}).question.relation is not None
    figures |= {"parts": [fig("15")] * (most + 1), "weights": [fig("2")] * (most + 1)}
    found = faults({"kind": "average", "figures": figures})
    assert found == {"/figures/weights": "takes 1 to 8000 figures, not 8001"}


def test_what_each_of_many_parts_could_be_takes_no_look_at_all_others_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    compared, parts = [0], 1_000
    equal = Name.__eq__

    def counting(one: Name, other: object) -> bool:
        compared[0] += 1
        return equal(one, other)

    monkeypatch.setattr(Name, "__eq__", counting)
    result = ask("average", {"mean": fig("15.0"), "parts": [fig("15")] * parts}, policy={"time_limit": "30"})
    assert len(result["admissible"]) == parts + 1
    assert compared[0] < 100 * parts
