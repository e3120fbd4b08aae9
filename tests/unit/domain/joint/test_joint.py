"""Whether figures and checks can be true together, and what is told where they cannot."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from service.domain.evaluation import evaluate
from service.domain.joint import Joint, join, solve
from service.domain.policy import Policy, Rounding
from tests.unit.domain.joint.asking import blamed, check, claim, joined, members, relation, together, unknown


def test_what_fits_is_consistent() -> None:
    joint = together(sums=check("sum", {"parts": [claim("a", "1.2"), claim("b", "1.4")], "total": claim("t", "2.7")}))
    assert joint.as_json() == {
        "verdict": "consistent",
        "reason": None,
        "text": "All figures and checks can be true together.",
        "readings": None,
        "conflicts": [],
        "blames": [],
        "complete": True,
        "components": 1,
        "left_out": [],
    }


def test_nothing_at_all_is_consistent() -> None:
    joint = solve(join({}, Policy()))
    assert (joint.verdict, joint.components) == ("consistent", 0)


def test_each_check_can_hold_while_all_together_cannot() -> None:
    checks = {
        "men": relation("men == 2 * women", men=claim("men", "24.0"), women=unknown("women")),
        "all": relation(
            "men + women == all", men=claim("men", "24.0"), women=unknown("women"), all=claim("all", "40.0")
        ),
    }
    assert all(evaluate(one).verdict != "inconsistent" for one in checks.values())
    joint = together(**checks)
    assert joint.verdict == "inconsistent"
    assert joint.readings == "generous"
    assert [members(conflict) for conflict in joint.conflicts] == [({"men", "all"}, {"men", "all"})]
    assert not joint.conflicts[0].within_checks


def test_equally_small_blame_sets_are_all_told_with_what_each_figure_would_need() -> None:
    joint = together(
        equal=relation("a == 2 * b", a=claim("a", "10", qualifier="exact"), b=claim("b", "6", qualifier="exact"))
    )
    assert joint.as_json()["blames"] == [
        {
            "weight": "1",
            "figures": [
                {
                    "claim": name,
                    "revision": 1,
                    "check": None,
                    "figure": None,
                    "printed": was,
                    "needed": {
                        "lower": needed,
                        "upper": needed,
                        "lower_open": False,
                        "upper_open": False,
                        "unit": "",
                        "pieces": None,
                        "text": needed,
                    },
                    "example": needed,
                    "text": f"{was} would have to be {needed}.",
                }
            ],
        }
        for name, was, needed in (("a", "10", "12"), ("b", "6", "5"))
    ]


def test_a_reference_is_blamed_last() -> None:
    def chained(*, reference: bool) -> Joint:
        a, b, c = claim("a", "10.0", reference=reference), claim("b", "12.0"), claim("c", "14.0")
        return together(one=relation("a == b", a=a, b=b), two=relation("b == c", b=b, c=c))

    assert [set(one) for one in blamed(chained(reference=False))] == [{"a", "b"}, {"a", "c"}, {"b", "c"}]
    assert [set(one) for one in blamed(chained(reference=True))] == [{"b", "c"}]
    assert chained(reference=True).blames[0].weight == 2


def test_marking_one_source_reference_moves_the_blame() -> None:
    one, other = (
        together(
            same=relation("a == b", a=claim("a", "10.0", reference=first), b=claim("b", "12.0", reference=not first))
        )
        for first in (True, False)
    )
    assert [set(blame) for blame in blamed(one)] == [{"b"}]
    assert [set(blame) for blame in blamed(other)] == [{"a"}]


def test_what_the_author_of_a_check_typed_as_exact_is_blamed_after_all_else() -> None:
    joint = together(
        most=relation("a <= limit", a=claim("a", "12.0", reference=True), limit={"value": "10", "qualifier": "exact"})
    )
    assert [set(blame) for blame in blamed(joint)] == [{"a"}]
    assert joint.blames[0].weight == 10
    assert [ref.as_json() for ref in joint.conflicts[0].figures if ref.claim is None] == [
        {"claim": None, "revision": None, "check": "most", "figure": "limit", "printed": "10"}
    ]


def test_checks_that_contradict_each_other_are_told_apart_from_wrong_figures() -> None:
    joint = together(
        more=relation("a > b", a=claim("a", "10"), b=claim("b", "10")),
        less=relation("a < b", a=claim("a", "10"), b=claim("b", "10")),
        other=relation("c == 3", c=claim("c", "5.0")),
    )
    within = [conflict for conflict in joint.conflicts if conflict.within_checks]
    assert [members(conflict) for conflict in within] == [(set(), {"more", "less"})]
    assert "contradict each other whatever the figures" in joint.text
    # No figures could mend that, but the other component has its blame.
    assert [set(blame) for blame in blamed(joint)] == [{"c"}]


def test_where_only_checks_contradict_nobody_is_blamed() -> None:
    joint = together(never=relation("a < a", a=claim("a", "10")))
    assert joint.verdict == "inconsistent"
    assert [members(conflict) for conflict in joint.conflicts] == [(set(), {"never"})]
    assert joint.blames == ()


def test_generous_readings_tell_strained_from_inconsistent() -> None:
    joint = together(
        change=check("change", {"from": claim("a", "50"), "to": claim("b", "60"), "change": claim("c", "10", "%")})
    )
    assert (joint.verdict, joint.readings) == ("strained", "strict")
    assert [members(conflict)[0] for conflict in joint.conflicts] == [{"a", "b", "c"}]


def test_open_ends_decide_on_the_edge() -> None:
    edge = {"a": claim("a", "5", qualifier="at_most"), "b": claim("b", "5", qualifier="at_least")}
    assert together(r=relation("a >= b", **edge)).verdict == "consistent"
    assert together(r=relation("a > b", **edge)).verdict == "inconsistent"
    only = {"a": claim("a", "5", qualifier="exact"), "b": claim("b", "5", qualifier="exact")}
    assert together(r=relation("a != b", **only)).verdict == "inconsistent"
    assert together(r=relation("a != b", **{**only, "b": claim("b", "5")})).verdict == "consistent"
    more = together(
        r=relation("a == b", a=claim("a", "5", qualifier="more_than"), b=claim("b", "5", qualifier="exact"))
    )
    assert more.verdict == "inconsistent"
    assert [blame["a"] for blame in blamed(more) if "a" in blame] == ["5"]


def test_things_counted_come_whole_in_all_checks_together() -> None:
    def halved(unit: str) -> Joint:
        half = {"claim": "x", "revision": 1, "figure": {"lower": "0", "upper": "9", "unit": unit}}
        return together(
            odd=relation("2 * x == a + b", a=claim("a", "3", unit), b=claim("b", "4", unit), x=half),
            few=relation("a < b", a=claim("a", "3", unit), b=claim("b", "4", unit)),
        )

    joint = halved("person")
    assert joint.verdict == "inconsistent"
    assert [members(conflict) for conflict in joint.conflicts] == [({"a", "b"}, {"odd"})]
    assert halved("kg").verdict == "consistent"


def test_a_share_has_its_domain_in_the_checks_that_say_so() -> None:
    parts = check("shares", {"parts": [claim("a", "70.0", "%"), unknown("b", "%")]}, parameters={"exhaustive": True})
    growth = relation("b >= 120 %", b=unknown("b", "%"))
    joint = together(parts=parts, growth=growth)
    assert [members(conflict) for conflict in joint.conflicts] == [(set(), {"parts", "growth"})]
    assert together(growth=growth).verdict == "consistent"


def test_one_range_serves_many_checks_without_becoming_one_number() -> None:
    reference = {"claim": "r", "revision": 1, "figure": {"lower": "10", "upper": "15"}}
    joint = together(
        low=check("within", {"figure": claim("a", "11.0"), "reference": reference}),
        high=check("within", {"figure": claim("b", "14.0"), "reference": reference}),
    )
    assert joint.verdict == "consistent"


def test_products_are_reckoned_with_exactly() -> None:
    income = check(
        "rate", {"amount": claim("gdp", "300.0"), "rate": claim("head", "4.00"), "base": claim("people", "75.0")}
    )
    share = check(
        "share_of", {"part": claim("part", "60.0"), "whole": claim("gdp", "300.0"), "share": claim("s", "20.0", "%")}
    )
    assert together(income=income, share=share).verdict == "consistent"
    wrong = check(
        "share_of", {"part": claim("part", "90.0"), "whole": claim("gdp", "300.0"), "share": claim("s", "20.0", "%")}
    )
    joint = together(income=income, share=wrong)
    assert [set(blame) for blame in blamed(joint)] == [{"part"}, {"s"}]
    needed = joint.blames[0].figures[0].needed
    assert needed is not None
    assert Fraction(needed["lower"]) <= 60 <= Fraction(needed["upper"])


def test_what_only_an_irrational_value_would_mend_is_explained_by_no_less() -> None:
    x, y, z = (claim(name, value, qualifier="exact") for name, value in (("x", "5"), ("y", "1"), ("z", "1")))
    joint = together(one=relation("x * x == 2 * y", x=x, y=y), two=relation("x * x == 2 * z", x=x, z=z))
    assert [members(conflict) for conflict in joint.conflicts] == [({"x", "y"}, {"one"}), ({"x", "z"}, {"two"})]
    assert blamed(joint) == [{"x": None}]


def test_a_figure_that_cancels_out_is_in_no_conflict() -> None:
    joint = together(less=relation("2 * a + b <= 2 * a", a=claim("a", "3"), b=claim("b", "3")))
    assert [members(conflict) for conflict in joint.conflicts] == [({"b"}, {"less"})]
    assert [set(blame) for blame in blamed(joint)] == [{"b"}]


def test_several_errors_in_separate_components_are_blamed_together() -> None:
    joint = together(
        one=relation("a == b", a=claim("a", "1.0"), b=claim("b", "2.0")),
        two=relation("c == d", c=claim("c", "1.0"), d=claim("d", "2.0")),
    )
    assert joint.components == 2
    assert [set(blame) for blame in blamed(joint)] == [{"a", "c"}, {"a", "d"}, {"b", "c"}, {"b", "d"}]
    assert {blame.weight for blame in joint.blames} == {2}


def test_the_order_of_checks_and_figures_changes_nothing() -> None:
    checks = {
        "p": relation("a + b == c", a=claim("a", "1.0"), b=claim("b", "2.0"), c=claim("c", "4.0")),
        "q": relation("c <= d", c=claim("c", "4.0"), d=claim("d", "3.5")),
        "r": relation("d * a >= 7", d=claim("d", "3.5"), a=claim("a", "1.0")),
    }
    forth = together(**checks)
    back = together(**dict(reversed(checks.items())))
    assert forth.as_json() == back.as_json()
    assert forth.complete


def test_examples_of_one_blame_set_fit_together_and_lie_in_what_is_needed() -> None:
    joint = together(
        one=relation("a == b", a=claim("a", "10.0"), b=claim("b", "12.0")),
        two=relation("b == c", b=claim("b", "12.0"), c=claim("c", "14.0")),
    )
    for blame in joint.blames:
        values = {
            "a": (Fraction("9.95"), Fraction("10.05")),
            "b": (Fraction("11.95"), Fraction("12.05")),
            "c": (Fraction("13.95"), Fraction("14.05")),
        }
        for figure in blame.figures:
            assert figure.example is not None
            assert figure.needed is not None
            value = Fraction(figure.example)
            assert Fraction(figure.needed["lower"]) <= value <= Fraction(figure.needed["upper"])
            values[figure.ref.claim or ""] = (value, value)
        assert max(low for low, _ in values.values()) <= min(high for _, high in values.values())


def test_nobody_is_told_to_print_a_negative_wage() -> None:
    joint = together(cap=relation("pay * 2 <= 3 USD", pay=claim("pay", "5.00", "USD")))
    needed = joint.blames[0].figures[0].needed
    assert needed is not None
    assert (needed["lower"], needed["upper"]) == ("0", "1.5")


def test_checks_that_ask_nothing_are_left_out_and_said_to_be() -> None:
    measure = check("ratio", {"numerator": claim("a", "1"), "denominator": claim("b", "2")})
    joint = together(measure=measure)
    assert joint.as_json()["left_out"] == [{"check": "measure", "why": "nothing is expected of it"}]
    assert joint.verdict == "consistent"


def test_past_its_time_the_answer_is_undetermined_and_never_a_guess() -> None:
    system = joined(sums=relation("a + b == c", a=claim("a", "1.0"), b=claim("b", "2.0"), c=claim("c", "9.0")))
    joint = solve(replace(system, time_limit=Fraction(1, 10**9)))
    assert (joint.verdict, joint.reason, joint.complete) == ("undetermined", "limit_exceeded", False)
    assert joint.conflicts == ()
    assert joint.blames == ()
    assert joint.text == "Whether all can be true together was not decided within the limits."


def test_a_list_that_was_cut_short_is_said_to_be() -> None:
    whole = together(sums=relation("a + b == c", a=claim("a", "1.0"), b=claim("b", "2.0"), c=claim("c", "9.0")))
    assert (
        whole.text == "The figures and checks cannot all be true. Being wrong, one figure would explain it, in 3 ways."
    )
    assert replace(whole, complete=False).text == (
        "The figures and checks cannot all be true. Being wrong, one figure would explain it, in at least 3 ways. "
        "This was cut short by a limit: there may be more to it."
    )


def test_conflicts_of_fewer_checks_come_before_those_of_more() -> None:
    a, b, c = claim("a", "1.0"), claim("b", "2.0"), claim("c", "9.0")
    two, three, four = (claim(name, "3.0") for name in ("p", "q", "r"))
    joint = together(
        all=relation("p + q + r == 20", p=two, q=three, r=four),
        one=relation("a == b", a=a, b=b),
        other=relation("b == c", b=b, c=c),
    )
    assert [(len(conflict.checks), len(conflict.figures)) for conflict in joint.conflicts] == [
        (1, 2),
        (1, 2),
        (1, 3),
        (2, 2),
    ]


def test_figures_are_read_under_the_policy_of_the_whole() -> None:
    checks = {"same": relation("a == 134.5", a=claim("a", "134"))}
    assert solve(join(checks, Policy())).verdict == "consistent"
    assert solve(join(checks, Policy(rounding=Rounding.HALF_AWAY_FROM_ZERO))).verdict == "inconsistent"
