"""GRIM against counting: a mean can be printed if, and only if, some whole number makes it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.check import Check
from service.domain.evaluation import evaluate
from service.domain.figure import Figure
from service.domain.policy import Policy, Rounding

Json = dict[str, Any]

means = st.integers(0, 2).flatmap(lambda places: st.integers(0, 700).map(lambda n: Decimal(n).scaleb(-places)))


def made_by(mean: Decimal, totals: set[int], policy: Policy, *, percent: bool = False) -> bool:
    """Whether some whole number divided by one of ``totals`` is read as ``mean``: tried one by one."""
    reading = Figure(value=mean).strict(policy)
    scale = 100 if percent else 1
    for total in totals:
        # No reading is wider than one, so that a whole number further off makes no mean that is read so.
        middle = int(mean * total / scale)
        for k in range(middle - total - 1, middle + total + 2):
            if (not percent or 0 <= k <= total) and Fraction(scale * k, total) in reading:
                return True
    return False


@settings(max_examples=60)
@given(means, st.integers(1, 40), st.integers(0, 6), st.integers(1, 4), st.booleans(), st.sampled_from(list(Rounding)))
def test_a_mean_is_consistent_exactly_if_some_whole_number_makes_it(
    mean: Decimal, low: int, more: int, items: int, percent: bool, rounding: Rounding
) -> None:
    if percent and mean > 100:
        mean = mean / 10
    policy = Policy(rounding=rounding)
    body: Json = {
        "kind": "granularity",
        "figures": {
            "mean": {"value": str(mean), "unit": "%" if percent else ""},
            "n": {"lower": str(low), "upper": str(low + more)},
            "items": {"value": str(items)},
        },
        "policy": {"rounding": rounding.value},
    }
    totals = {n * items for n in range(low, low + more + 1)}
    result = evaluate(Check.parse(body)).as_json()
    made = made_by(mean, totals, policy, percent=percent)
    assert (result["verdict"] == "consistent") == made
    if made:
        # Exactly the quotients that are read so are expected.
        assert result["holds"] == "sometimes"
    assert_what_is_told_fits(result, body, mean, totals, policy, percent=percent)


def assert_what_is_told_fits(
    result: Json, body: Json, mean: Decimal, totals: set[int], policy: Policy, *, percent: bool
) -> None:
    told = result["admissible"].get("mean")
    for piece in (told and told["pieces"]) or []:
        if piece["lower"] == piece["upper"]:
            # As it is printed to the same digits.
            printed = Decimal(piece["lower"]).quantize(mean)
            assert made_by(printed, totals, policy, percent=percent)
    counts = result["admissible"].get("n")
    if counts is None:
        return
    items = int(body["figures"]["items"]["value"])
    pieces = counts["pieces"] or [counts]
    for n in range(1, 24):
        fits = any(
            Decimal(piece["lower"]) <= n and (piece["upper"] is None or n <= Decimal(piece["upper"]))
            for piece in pieces
        )
        assert fits == made_by(mean, {n * items}, policy, percent=percent), n
