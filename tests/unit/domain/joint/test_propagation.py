"""Exact propagation: what it narrows, and what it says a contradiction rests on."""

from __future__ import annotations

from fractions import Fraction

from service.domain.budget import Budget
from service.domain.interval import Interval, IntervalSet
from service.domain.joint import System
from service.domain.joint.parts import Parts
from service.domain.joint.propagation import Narrowed, propagate
from tests.unit.domain.joint.asking import claim, joined, relation, unknown


def narrowed(system: System) -> Narrowed:
    parts = Parts(
        frozenset(n for n, quantity in enumerate(system.quantities) if quantity.known),
        frozenset(range(len(system.rules))),
    )
    return propagate(system, parts, generous=False, budget=Budget(Fraction(20)))


def between(lower: str, upper: str) -> IntervalSet:
    return IntervalSet.of(Interval(Fraction(lower), Fraction(upper)))


def test_what_is_not_printed_follows_from_what_is() -> None:
    system = joined(
        one=relation("a + x == b", a=claim("a", "2.0"), b=claim("b", "5.0"), x=unknown("x")),
        two=relation("x * y == c", x=unknown("x"), y=unknown("y"), c=claim("c", "6.0")),
    )
    found = narrowed(system)
    assert found.contradiction is None
    names = {quantity.ref.claim: number for number, quantity in enumerate(system.quantities)}
    assert found.bounds[names["x"]] == between("2.9", "3.1")
    assert found.bounds[names["y"]] == IntervalSet.of(
        Interval(Fraction("5.95") / Fraction("3.1"), Fraction("6.05") / Fraction("2.9"))
    )


def test_a_contradiction_names_what_led_to_it_and_nothing_elsewhere() -> None:
    system = joined(
        far=relation("p <= q", p=claim("p", "1"), q=claim("q", "2")),
        one=relation("a == x", a=claim("a", "2.0"), x=unknown("x")),
        two=relation("x == y", x=unknown("x"), y=unknown("y")),
        three=relation("y == b", y=unknown("y"), b=claim("b", "3.0")),
    )
    contradiction = narrowed(system).contradiction
    assert contradiction is not None
    assert {system.quantities[figure].ref.claim for figure in contradiction.figures} == {"a", "b"}
    assert {system.rules[rule].key for rule in contradiction.rules} == {"one", "two", "three"}


def test_slow_convergence_is_cut_off() -> None:
    # Each round halves both, for ever, and never reaches zero.
    system = joined(
        one=relation("2 * a <= b", a=claim("a", "1", qualifier="more_than"), b=unknown("b")),
        two=relation("b <= a", a=claim("a", "1", qualifier="more_than"), b=unknown("b")),
    )
    assert narrowed(system).bounds
