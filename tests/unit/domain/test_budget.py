from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest

from service.domain.budget import MAX_CELLS, Budget, LimitExceeded, Overrun, metered, pause
from tests.unit.domain.asking import Json, between, relate

LIMIT = {"time_limit": "0.1"}
# Far more than it takes, so that a busy machine does not fail it, and far less than it took without a limit.
LEEWAY = 2.0


def test_it_runs_out_of_time() -> None:
    budget = Budget(Fraction(0))
    with pytest.raises(LimitExceeded):
        budget.watch()
    assert budget.exhausted


def test_it_runs_out_of_cells_and_has_none_left_then() -> None:
    budget = Budget(Fraction(60))
    for _ in range(MAX_CELLS):
        budget.spend()
    assert not budget.exhausted
    with pytest.raises(LimitExceeded):
        budget.spend()
    with pytest.raises(LimitExceeded):
        budget.watch()
    assert budget.exhausted


def powers_of_sums() -> tuple[str, Json]:
    names = {f"n{number}": f"(a0 + a1 + a2 + a3)^14 + a0*a1*{number}" for number in range(1, 21)}
    figures = {name: between("1", "2") for name in ("a0", "a1", "a2", "a3", "a4")}
    return " + ".join(names) + " + a4 == 20000000000000", figures | names


def divided_by_powers_of_sums() -> tuple[str, Json]:
    _, figures = powers_of_sums()
    return " + ".join(f"1/{name}" for name in figures if name.startswith("n")) + " + a4 == 1.4", figures


def products_of_pairs() -> tuple[str, Json]:
    figures = {f"a{number}": between("1", "2") for number in range(12)}
    products = (f"{one}*{other}" for one, other in combinations_with_replacement(figures, 2))
    return " + ".join(products) + " - 6*(" + " + ".join(f"{name}^2" for name in figures) + ") == 100", figures


@pytest.mark.parametrize(
    "body",
    [powers_of_sums(), divided_by_powers_of_sums(), products_of_pairs()],
    ids=["powers of sums", "divided by powers of sums", "products of pairs"],
)
def test_what_takes_longer_than_its_limit_is_given_up_in_time(body: tuple[str, Json]) -> None:
    relation, figures = body
    start = time.monotonic()
    assert relate(relation, figures, policy=LIMIT)["reason"] == "limit_exceeded"
    assert time.monotonic() - start < float(LIMIT["time_limit"]) + LEEWAY


def for_ever() -> None:
    while True:
        pause()


class TestAMeteredThread:
    def test_is_called_off_once_it_took_too_long(self) -> None:
        with pytest.raises(Overrun), metered(0.001):
            for_ever()

    def test_is_called_off_by_whatever_keeps_to_a_budget_of_its_own(self) -> None:
        with pytest.raises(Overrun), metered(-1):
            Budget(Fraction(60)).watch()
        with pytest.raises(Overrun), metered(-1):
            relate("(x + y)^2 * x == 1", {"x": between("1", "2"), "y": between("1", "2")})

    def test_is_left_alone_before_and_after(self) -> None:
        with metered(60):
            pause()
        with pytest.raises(Overrun), metered(-1):
            pause()
        pause()

    def test_is_a_matter_of_that_thread_alone(self) -> None:
        with metered(-1), ThreadPoolExecutor(1) as threads:
            threads.submit(pause).result()

    def test_says_nothing_of_the_work_so_nobody_takes_it_for_a_fault(self) -> None:
        assert not issubclass(Overrun, Exception)
