"""What a figure that is blamed would have to be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from service.domain.joint import Joint, optimum
from tests.unit.domain.joint.asking import blamed, check, claim, relation, together

Json = dict[str, Any]


def exact(name: str, value: str, unit: str = "") -> Json:
    return claim(name, value, unit, qualifier="exact")


def needed(joint: Joint, name: str) -> tuple[str | None, str | None] | None:
    """The ends of what a claim would have to be where it alone is blamed."""
    for blame in joint.blames:
        if [figure.ref.claim for figure in blame.figures] == [name]:
            found = blame.figures[0].needed
            assert found is None or found["pieces"] is None
            return None if found is None else (found["lower"], found["upper"])
    raise AssertionError(f"{name} is not blamed")


def test_what_is_needed_of_a_mean_is_exact_though_the_weights_occur_twice() -> None:
    values = {"a": exact("a", "3"), "b": exact("b", "5"), "u": exact("u", "11"), "v": exact("v", "9")}
    joint = together(mean=relation("m == (a * u + b * v) / (u + v)", m=claim("m", "4.4"), **values))
    assert needed(joint, "m") == ("3.9", "3.9")
    assert {"m": "3.9"} in blamed(joint)


def test_each_figure_of_a_change_is_blamed_with_its_exact_value() -> None:
    change = check(
        "change", {"from": exact("before", "52"), "to": exact("after", "63"), "change": exact("change", "12", "%")}
    )
    joint = together(change=change)
    assert joint.complete
    assert blamed(joint) == [{"after": "58.24"}, {"before": "56.25"}, {"change": None}]
    assert needed(joint, "after") == ("58.24", "58.24")
    assert needed(joint, "before") == ("56.25", "56.25")


def test_a_factor_of_two_products_is_needed_in_one_range() -> None:
    joint = together(both=relation("a * b + a * c == 98", a=exact("a", "10"), b=exact("b", "3"), c=exact("c", "4")))
    assert {name: needed(joint, name) for name in "abc"} == {
        "a": ("14", "14"),
        "b": ("5.8", "5.8"),
        "c": ("6.8", "6.8"),
    }


def test_one_claim_under_two_names_is_one_value() -> None:
    joint = together(square=relation("x * b + y == 98", x=exact("a", "10"), y=exact("a", "10"), b=exact("b", "6")))
    assert needed(joint, "a") == ("14", "14")


def test_a_reference_would_have_to_reach_what_is_to_be_within_it() -> None:
    def within(name: str, value: str) -> Any:
        reference = {"claim": "r", "revision": 1, "figure": {"lower": "10", "upper": "15"}}
        return check("within", {"figure": exact(name, value), "reference": reference})

    one = together(one=within("a", "20"))
    assert needed(one, "r") == ("20", "20")
    assert {"r": "20"} in blamed(one)
    # Here no one value would do.
    several = together(one=within("a", "20"), two=within("b", "30"))
    assert blamed(several) == [{"r": None}]
    assert needed(several, "r") is None


@pytest.mark.parametrize(("most", "signs"), [("30", {1}), ("29", {-1})])
def test_figures_blamed_together_keep_their_signs_if_all_of_them_can(most: str, signs: set[int]) -> None:
    a, b = claim("a", "7", "person"), claim("b", "30", "person")
    joint = together(
        total=relation(f"a + b <= {most} person", a=a, b=b), area=relation("a * b == 200 person^2", a=a, b=b)
    )
    (blame,) = joint.blames
    assert [figure.ref.claim for figure in blame.figures] == ["a", "b"]
    examples = [int(figure.example or "") for figure in blame.figures]
    assert examples[0] * examples[1] == 200
    assert sum(examples) <= int(most)
    ends = [int(figure.needed[end]) for figure in blame.figures if figure.needed for end in ("lower", "upper")]
    # As many people as that come to 200 only with 30 at least, or less than none.
    assert {1 if value > 0 else -1 for value in (*examples, *ends)} == signs


def test_a_range_that_was_not_narrowed_for_want_of_time_makes_no_complete_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = relation("a * b + a * c == 98", a=exact("a", "10"), b=exact("b", "3"), c=exact("c", "4"))
    assert together(both=both).complete
    monkeypatch.setattr(optimum, "PATIENCE", 0)
    joint = together(both=both)
    assert not joint.complete
    found = needed(joint, "a")
    assert found is None or Decimal(found[0] or "-Infinity") <= 14 <= Decimal(found[1] or "Infinity")
