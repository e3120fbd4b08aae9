"""Expressions: what any values in the box make lies in the range, and what is printed reads back as it was."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from service.domain import expression
from service.domain.budget import Budget
from service.domain.errors import Malformed
from service.domain.interval import Interval, IntervalSet
from service.domain.parser import parse_expression, parse_relation
from service.domain.relation import values_of
from service.domain.tree import Node
from service.domain.units import DIMENSIONLESS
from tests.property.strategies import NAMES, Formula, formulas, fractions, non_empty_sets, value_in

LEAVES = {name: expression.name(name, DIMENSIONLESS) for name in NAMES}
boxes = st.fixed_dictionaries(dict.fromkeys(NAMES, non_empty_sets))


def tree_of(formula: Formula) -> Node:
    return parse_expression(formula.text, LEAVES)


@st.composite
def points(draw: st.DrawFn, box: Mapping[str, IntervalSet]) -> dict[str, Fraction]:
    return {name: draw(value_in(box[name])) for name in NAMES}


@given(st.data(), formulas(), boxes)
def test_any_values_make_one_that_is_measured(
    data: st.DataObject, formula: Formula, box: dict[str, IntervalSet]
) -> None:
    values = data.draw(points(box))
    try:
        value = formula.at(values)
    except ZeroDivisionError:
        assume(False)
    tree = tree_of(formula)
    assert value in tree.forward(box)
    assert value in values_of(tree, box, Budget(Fraction(1, 5)))


@given(st.data(), formulas(), boxes, non_empty_sets)
def test_values_that_make_one_in_the_target_are_contracted_to(
    data: st.DataObject, formula: Formula, box: dict[str, IntervalSet], target: IntervalSet
) -> None:
    values = data.draw(points(box))
    try:
        value = formula.at(values)
    except ZeroDivisionError:
        assume(False)
    target = target | IntervalSet.point(value)
    tree = tree_of(formula)
    if len(tree.names()) == len(set(tree.names())):
        for name, admissible in tree.backward(target, box).items():
            assert values[name] in admissible


@given(formulas())
def test_a_printed_tree_reads_back_as_the_same_tree(formula: Formula) -> None:
    tree = tree_of(formula)
    again = parse_expression(str(tree), LEAVES)
    assert str(again) == str(tree)
    box = {name: IntervalSet.point(Fraction(position, 7)) for position, name in enumerate(NAMES, 2)}
    assert again.forward(box) == tree.forward(box)


@given(formulas(), st.data())
def test_a_tree_has_the_value_that_its_text_has(formula: Formula, data: st.DataObject) -> None:
    values = data.draw(st.fixed_dictionaries(dict.fromkeys(NAMES, fractions(-5, 5, max_denominator=9))))
    box = {name: IntervalSet.point(value) for name, value in values.items()}
    found = tree_of(formula).forward(box)
    try:
        value = formula.at(values)
    except ZeroDivisionError:
        assert found.is_empty
    else:
        assert found == IntervalSet.point(value)


@given(st.text(alphabet="xyz0123456789 +-*/^()[]<>=!.,%e'\"day kgKZT{}\x00²×÷−≤é", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (parse_expression, parse_relation):
        with suppress(Malformed):
            read(text, LEAVES)


@given(st.text(max_size=40))
def test_so_is_any_text_at_all(text: str) -> None:
    with suppress(Malformed):
        parse_relation(text, LEAVES)


@given(
    st.lists(st.sampled_from(["x", "y", "2", "day", "(", ")", "+", "-", "*", "/", "^", "=", "<=", "%"]), max_size=30)
)
def test_so_is_any_row_of_tokens(tokens: list[str]) -> None:
    with suppress(Malformed):
        parse_relation(" ".join(tokens), LEAVES)


@given(non_empty_sets, non_empty_sets)
def test_terms_that_cancel_out_leave_nothing(one: IntervalSet, other: IntervalSet) -> None:
    box = {"x": one, "y": other, "z": IntervalSet.of(Interval(Fraction(1), Fraction(2)))}
    budget = Budget(Fraction(1))
    assert values_of(parse_expression("x - x", LEAVES), box, budget) == IntervalSet.point(0)
    assert values_of(parse_expression("(x + y) - (y + x)", LEAVES), box, budget) == IntervalSet.point(0)
    assert values_of(parse_expression("x + y - x", LEAVES), box, budget) == other
    assert values_of(parse_expression("z / z", LEAVES), box, budget) == IntervalSet.point(1)
