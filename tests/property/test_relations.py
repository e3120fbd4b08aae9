"""Relations decided exactly, also where names repeat: held against values tried out one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from operator import eq, ge, gt, le, lt, ne

from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain import expression
from service.domain.budget import Budget, LimitExceeded
from service.domain.interval import Interval, IntervalSet
from service.domain.parser import parse_expression
from service.domain.relation import Relation
from service.domain.units import DIMENSIONLESS
from tests.property.strategies import NAMES, Formula, formulas, interval_sets, intervals, multi_affine, some_of

LEAVES = {name: expression.name(name, DIMENSIONLESS) for name in NAMES}
OPERATORS = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
ZERO = expression.constant(Fraction(0), DIMENSIONLESS, "0")

operators = st.sampled_from(sorted(OPERATORS))
boxes = st.fixed_dictionaries(dict.fromkeys(NAMES, intervals()))
levels = st.sampled_from([Fraction(level, 2) for level in range(-6, 7)])


def budget() -> Budget:
    return Budget(Fraction(1, 4))


def as_sets(box: Mapping[str, Interval]) -> dict[str, IntervalSet]:
    return {name: IntervalSet((interval,)) for name, interval in box.items()}


def relation(formula: Formula, operator: str, level: Fraction) -> Relation:
    right = expression.constant(level, DIMENSIONLESS, str(level))
    return Relation.compare(parse_expression(formula.text, LEAVES), operator, right)


def tried(formula: Formula, box: Mapping[str, Interval], **some: Fraction | int) -> Iterator[Fraction]:
    """Values of the formula at many points of the box."""
    for values in product(*(some_of(box[name], **some) for name in NAMES)):  # type: ignore[arg-type]
        try:
            yield formula.at(dict(zip(NAMES, values, strict=True)))
        except ZeroDivisionError:
            continue


@given(formulas(), operators, levels, boxes)
def test_a_value_that_was_tried_never_contradicts_the_answer(
    formula: Formula, operator: str, level: Fraction, box: dict[str, Interval]
) -> None:
    values = set(tried(formula, box))
    asked = relation(formula, operator, level)
    outcomes = {OPERATORS[operator](value, level) for value in values}
    try:
        assert True not in outcomes or asked.can_hold(as_sets(box), budget())
        assert False not in outcomes or asked.can_fail(as_sets(box), budget())
    except LimitExceeded:
        assume(False)


@given(multi_affine(), operators, levels, boxes)
def test_where_names_have_degree_one_corners_decide(
    formula: Formula, operator: str, level: Fraction, box: dict[str, Interval]
) -> None:
    # Its least and greatest values are at corners, or near them, and every value between is taken as well.
    values = [*tried(formula, box), *tried(formula, box, near=Fraction(1, 10**9), far=10**12)]
    least, greatest = min(values), max(values)
    expected = {
        "==": least <= level <= greatest,
        "!=": least != level or greatest != level,
        "<": least < level,
        "<=": least <= level,
        ">": greatest > level,
        ">=": greatest >= level,
    }
    opposite = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
    asked = relation(formula, operator, level)
    assert asked.can_hold(as_sets(box), budget()) == expected[operator]
    assert asked.can_fail(as_sets(box), budget()) == expected[opposite[operator]]


@given(multi_affine(), multi_affine(), operators, levels, st.data())
def test_so_they_do_for_quotients_by_what_is_positive(
    top: Formula, bottom: Formula, operator: str, level: Fraction, data: st.DataObject
) -> None:
    box = data.draw(st.fixed_dictionaries(dict.fromkeys(NAMES, intervals(low=0, bounded=True))))
    formula = Formula(("/", top.tree, ("+", bottom.tree, Fraction(40))))
    assume(min(tried(Formula(("+", bottom.tree, Fraction(40))), box)) > 0)
    values = [*tried(formula, box), *tried(formula, box, near=Fraction(1, 10**9))]
    asked = relation(formula, operator, level)
    holds = {
        "==": min(values) <= level <= max(values),
        "!=": min(values) != level or max(values) != level,
        "<": min(values) < level,
        "<=": min(values) <= level,
        ">": max(values) > level,
        ">=": max(values) >= level,
    }
    assert asked.can_hold(as_sets(box), budget()) == holds[operator]


@given(st.integers(-3, 3), st.integers(-6, 6), st.integers(-6, 6), operators, intervals())
def test_a_parabola_is_decided_at_its_ends_and_its_vertex(a: int, b: int, c: int, operator: str, x: Interval) -> None:
    assume(a != 0)
    formula = Formula(
        ("+", ("+", ("*", Fraction(a), ("^", "x", 2)), ("*", Fraction(b), "x")), Fraction(c)),
    )
    looked = some_of(x, near=Fraction(1, 10**9), far=10**6)
    vertex = Fraction(-b, 2 * a)
    values = [formula.at({"x": value}) for value in [*looked, *([vertex] if vertex in x else [])]]
    holds = {
        "==": min(values) <= 0 <= max(values),
        "!=": min(values) != 0 or max(values) != 0,
        "<": min(values) < 0,
        "<=": min(values) <= 0,
        ">": max(values) > 0,
        ">=": max(values) >= 0,
    }
    asked = relation(formula, operator, Fraction(0))
    assert asked.can_hold({"x": IntervalSet((x,))}, budget()) == holds[operator]


@given(formulas(powers=False), operators, levels, boxes, boxes)
def test_wider_readings_never_turn_what_can_hold_into_what_cannot(
    formula: Formula, operator: str, level: Fraction, box: dict[str, Interval], more: dict[str, Interval]
) -> None:
    wider = {name: box[name].hull(more[name]) for name in NAMES}
    asked = relation(formula, operator, level)
    try:
        if asked.can_hold(as_sets(box), budget()):
            assert asked.can_hold(as_sets(wider), budget())
    except LimitExceeded:
        assume(False)


once = st.permutations(NAMES).flatmap(
    lambda names: st.sampled_from(
        [Formula(("-", (operator, names[0], names[1]), names[2])) for operator in "+-*/"]
        + [Formula(("/", names[0], ("*", names[1], names[2]))), Formula(("/", ("+", names[0], Fraction(1)), names[1]))]
        + [Formula(("-", ("^", names[0], 2), names[1])), Formula(("*", names[0], ("-", Fraction(2), names[1])))]
    )
)
repeating = st.sampled_from(
    [
        Formula(("/", ("-", "x", "y"), "x")),
        Formula(("+", ("*", "x", "y"), ("*", "x", "z"))),
        Formula(("/", "x", ("+", "x", "y"))),
        Formula(("-", ("+", "x", "x"), "y")),
        Formula(("-", ("*", "x", ("-", "y", "z")), "y")),
        Formula(("/", "x", "x")),
        Formula(("/", ("-", "x", "y"), ("-", "x", "z"))),
    ]
)


@given(st.one_of(once, repeating, multi_affine()), operators, levels, boxes, interval_sets)
def test_a_figure_may_be_exactly_what_is_admissible_for_it(
    formula: Formula, operator: str, level: Fraction, box: dict[str, Interval], domain: IntervalSet
) -> None:
    asked = relation(formula, operator, level)
    domains = dict.fromkeys(NAMES, IntervalSet.of(Interval(None, None)))
    domains["x"] = domain
    try:
        admissible = asked.admissible(as_sets(box), domains, budget())
        assert set(admissible) == set(asked.names)
        for name, values in admissible.items():
            assert values.is_subset(domains[name])
            for candidate in near_ends(values):
                pinned = as_sets(box) | {name: IntervalSet.point(candidate)}
                possible = candidate in domains[name] and asked.can_hold(pinned, budget())
                assert (candidate in values) == possible, (name, candidate, values)
    except LimitExceeded:
        assume(False)


def near_ends(values: IntervalSet) -> list[Fraction]:
    """The ends of a set with values to their sides, and some at large."""
    ends = [end for piece in values.pieces for end in (piece.lower, piece.upper) if end is not None]
    hair = Fraction(1, 10**5)
    beside = [end + side * hair for end in ends for side in (-1, 0, 1)]
    # Irrational roots are kept a little too wide, by less than this is.
    simple = [value for value in beside if value.denominator < 10**12]
    return [*simple, Fraction(0), Fraction(1), Fraction(-7, 2), Fraction(1000), Fraction(-1000)]
