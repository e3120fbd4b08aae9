"""Checks joined into one system."""

from __future__ import annotations

from fractions import Fraction

from service.domain.interval import Interval
from service.domain.joint.parts import components
from tests.unit.domain.joint.asking import check, claim, joined, relation


def test_one_claim_is_one_quantity_in_all_checks() -> None:
    system = joined(
        one=relation("x + y == 3", x=claim("a", "1"), y=claim("b", "2")),
        two=relation("x <= y", x=claim("b", "2"), y=claim("c", "5")),
    )
    assert [quantity.ref.claim for quantity in system.quantities] == ["a", "b", "c"]
    assert [dict(rule.variables) for rule in system.rules] == [{"x": 0, "y": 1}, {"x": 1, "y": 2}]
    assert len(components(system)) == 1


def test_another_revision_of_a_claim_is_another_quantity() -> None:
    newer = {**claim("a", "2"), "revision": 2}
    system = joined(one=relation("x <= y", x=claim("a", "1"), y=newer))
    assert [(q.ref.claim, q.ref.revision) for q in system.quantities] == [("a", 1), ("a", 2)]


def test_inline_figures_of_two_checks_are_two_quantities() -> None:
    inline = {"value": "1"}
    system = joined(one=relation("x > 0", x=inline), two=relation("x > 0", x=inline))
    assert [(q.ref.check, q.ref.figure) for q in system.quantities] == [("one", "x"), ("two", "x")]
    assert len(components(system)) == 2


def test_readings_are_in_base_units() -> None:
    system = joined(one=relation("x > 0 m", x=claim("a", "2", "km")))
    assert system.quantities[0].strict == Interval(Fraction(1500), Fraction(2500))


def test_a_range_is_copied_for_each_check_that_uses_it() -> None:
    reference = {"claim": "r", "revision": 1, "figure": {"lower": "1", "upper": "2", "unit": "person"}}
    system = joined(
        one=check("within", {"figure": claim("a", "1", "person"), "reference": reference}),
        two=check("within", {"figure": claim("b", "2", "person"), "reference": reference}),
    )
    range_ = next(number for number, q in enumerate(system.quantities) if q.ref.claim == "r")
    assert system.copied == (range_, range_)
    assert [system.whole(variable) for variable in range(len(system.owners))] == [True, True, True, False, False]
