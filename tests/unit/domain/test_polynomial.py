from __future__ import annotations

from fractions import Fraction

from service.domain.polynomial import Polynomial

X, Y, ONE = Polynomial.variable("x"), Polynomial.variable("y"), Polynomial.constant(1)


def test_terms_that_cancel_are_gone() -> None:
    assert (X - X).terms == {}
    assert (X + Y - X) == Y
    assert (X + ONE) * (X - ONE) == X * X - ONE
    assert X * X + Polynomial.constant(2) * X * Y + Y * Y == (X + Y) * (X + Y)


def test_degrees_coefficients_and_derivatives() -> None:
    polynomial = X * X * X * Y + Polynomial.constant(5) * X + ONE
    assert polynomial.degree("x") == 3
    assert polynomial.degree("z") == 0
    assert polynomial.coefficient("x", 3) == Y
    assert polynomial.coefficient("x", 0) == ONE
    assert polynomial.derivative("x") == Polynomial.constant(3) * X * X * Y + Polynomial.constant(5)
    assert polynomial.at("x", Fraction(2)) == Polynomial.constant(8) * Y + Polynomial.constant(11)
