from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from service.domain import expression
from service.domain.digits import too_many_digits
from service.domain.interval import EVERYTHING, Interval, IntervalSet
from service.domain.parser import parse_expression
from service.domain.units import DIMENSIONLESS
from tests.unit.domain.asking import between, faults

MANY = [f"a{number}" for number in range(60)]
NAMES = {name: expression.name(name, DIMENSIONLESS) for name in ("x", "y", *MANY)}
LONG = IntervalSet.of(Interval(Fraction("1." + "3" * 97), Fraction("2." + "7" * 97)))
SHORT = IntervalSet.of(Interval(Fraction("17999.5"), Fraction("18000.5")))


@pytest.mark.parametrize(
    "text",
    [
        "x / (4 * y) - 30",
        "(x + y)^64",
        "x^-64 + y^64",
        " + ".join(MANY),
        "1 / (x + " * 45 + "y" + ")" * 45,
        " + ".join(f"{one} * {other}" for one in MANY for other in MANY[:2]),
        " + ".join(f"{one} / {other}" for one, other in pairwise(MANY)),
    ],
)
def test_what_people_print_has_few_digits(text: str) -> None:
    assert not too_many_digits(parse_expression(text, NAMES), dict.fromkeys(NAMES, SHORT))


@pytest.mark.parametrize(
    "text",
    [
        " + ".join(f"1 / {name}^64" for name in MANY),
        " + ".join(f"({'9' * 80})^64 * x^{power}" for power in range(1, 16)),
    ],
)
def test_powers_of_long_numbers_have_many(text: str) -> None:
    assert too_many_digits(parse_expression(text, NAMES), dict.fromkeys(NAMES, LONG))


def test_what_may_be_anything_has_none() -> None:
    assert not too_many_digits(parse_expression("x^64 / y^64", NAMES), {"x": EVERYTHING, "y": EVERYTHING})


def test_a_check_of_too_many_digits_is_refused_at_its_relation() -> None:
    figures = {name: between("1." + "3" * 97, "2." + "7" * 97) for name in MANY}
    relation = " + ".join(f"1/{name}^64" for name in MANY) + " == 3"
    refused = faults({"kind": "expression", "figures": figures, "relation": relation})
    assert "shorter figures" in refused["/relation"]
