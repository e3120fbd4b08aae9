"""Components too large for exact arithmetic alone: what floating point proposes is confirmed, or not told."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction

import pytest

from service.domain.budget import Budget
from service.domain.check import Check
from service.domain.interval import Interval
from service.domain.joint import System, join, solve
from service.domain.joint.feasibility import MANY, Feasibility, Question, Witness
from service.domain.joint.parts import Parts, components
from service.domain.policy import Policy
from tests.unit.domain.joint.asking import blamed, claim, members, relation


def ladder(steps: int, *, last: str | None = None) -> System:
    """Pairs of figures, each pair's sum and product the next pair's; ``last`` is printed instead of the last sum."""
    rng = random.Random(steps)  # noqa: S311 - no secret
    checks: dict[str, Check] = {}
    one, other = Fraction(rng.randint(100, 999), 100), Fraction(rng.randint(100, 999), 100)
    names = claim("a0", f"{float(one):.3f}"), claim("b0", f"{float(other):.3f}")
    for step in range(1, steps + 1):
        total, made = one + other, one * other / 5
        sums = claim(f"a{step}", last if last and step == steps else f"{float(total):.4g}")
        product = claim(f"b{step}", f"{float(made):.4g}")
        checks[f"s{step:03}"] = relation("one + other == total", one=names[0], other=names[1], total=sums)
        checks[f"p{step:03}"] = relation("one * other == 5 * made", one=names[0], other=names[1], made=product)
        # Kept at one size, by fresh figures for every other step.
        one, other = total / 2, Fraction(rng.randint(100, 999), 100)
        half, fresh = claim(f"h{step}", f"{float(one):.5g}"), claim(f"f{step}", f"{float(other):.3f}")
        checks[f"h{step:03}"] = relation("total == 2 * half", total=sums, half=half)
        names = half, fresh
    return join(checks, replace(Policy(), time_limit=Fraction(20)))


def decided(system: System) -> tuple[Parts, Witness | Parts]:
    (component,) = (part for part in components(system) if len(part) > MANY)
    feasibility = Feasibility(Question(system, generous=False, budget=Budget(Fraction(20))), component)
    return component, feasibility.decide(component)


def test_a_large_system_that_fits_has_a_point_at_which_all_of_it_holds_exactly() -> None:
    system = ladder(40)
    component, found = decided(system)
    assert isinstance(found, Witness)
    assert component.elements <= found.holding
    assert all(rule.holds(found.values) for rule in system.rules)
    for variable, value in found.values.items():
        assert value in system.quantities[system.owners[variable]].strict


def test_an_error_in_a_large_system_is_found_among_few() -> None:
    joint = solve(replace(ladder(40, last="99.0"), time_limit=Fraction(2)))
    assert joint.verdict == "inconsistent"
    assert ({"a40", "h40"}, {"h040"}) in [members(conflict) for conflict in joint.conflicts]
    assert [set(blame) for blame in blamed(joint)] == [{"a40"}]


def test_what_floating_point_gets_wrong_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    system = ladder(40)
    wrong = dict.fromkeys(range(len(system.owners)), Fraction(1))
    monkeypatch.setattr("service.domain.joint.feasibility.propose", lambda *_: wrong)
    component, found = decided(system)
    assert isinstance(found, Witness)
    assert component.elements <= found.holding


def test_numbers_beyond_floating_point_are_still_decided() -> None:
    huge = "1E+100 * 1E+100 * 1E+100 * 1E+100"
    figures = {"a": claim("a", "2E+100"), "b": claim("b", "2E+100"), "c": claim("c", "3E+100")}
    same, more = f"a * {huge} == b * {huge} + 1", f"a * {huge} > c * {huge} * 2 + 1"
    assert solve(join({"r": relation(same, a=figures["a"], b=figures["b"])}, Policy())).verdict == "consistent"
    joint = solve(join({"r": relation(more, a=figures["a"], c=figures["c"])}, Policy()))
    assert joint.verdict == "inconsistent"
    assert members(joint.conflicts[0]) == ({"a", "c"}, {"r"})


def test_readings_that_differ_by_less_than_floating_point_sees_are_told_apart() -> None:
    close = "1.0000000000000000000001"
    checks = {"r": relation("a > b", a=claim("a", "1", qualifier="exact"), b=claim("b", close, qualifier="exact"))}
    assert solve(join(checks, Policy())).verdict == "inconsistent"
    checks = {"r": relation("a < b", a=claim("a", "1", qualifier="exact"), b=claim("b", close, qualifier="exact"))}
    system = join(checks, Policy())
    assert system.quantities[0].strict == Interval.point(1)
    assert solve(system).verdict == "consistent"


def test_threads_do_not_meet() -> None:
    systems = [ladder(1, last="99.0"), ladder(2), ladder(1, last="98.0"), ladder(20)]
    systems = [replace(system, time_limit=Fraction(20)) for system in systems]
    alone = [solve(system).as_json() for system in systems]
    with ThreadPoolExecutor(4) as threads:
        assert [joint.as_json() for joint in threads.map(solve, systems)] == alone
