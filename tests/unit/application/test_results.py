from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.application import checks, claims, results
from service.application.errors import NotFound
from service.application.ports import Outcome, ResultCache
from service.cache.memory import MemoryCache
from service.domain.errors import Malformed
from service.storage import SqlUnits
from tests import samples

STOCK = {"value": "100000", "unit": "person", "qualifier": "more_than"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def recorded(units: SqlUnits, **figure: str) -> UUID:
    with units() as uow:
        claim = claims.record(uow, samples.claim(figure=figure))
        uow.commit()
    return claim.id


def revised(units: SqlUnits, claim_id: UUID, **figure: str) -> None:
    with units() as uow:
        claims.revise(uow, claim_id, {"figure": figure})
        uow.commit()


def stored(units: SqlUnits, claim_id: UUID) -> UUID:
    with units() as uow:
        figures = {"part": {"claim": str(claim_id)}, "whole": STOCK}
        check = checks.create(uow, {"name": "half-year", "kind": "part_of", "figures": figures})
        uow.commit()
    return check.id


def asked(units: SqlUnits, cache: ResultCache, check_id: UUID) -> tuple[Outcome, dict[str, Any]]:
    with units(read_only=True) as uow:
        answer = results.result_of_check(uow, cache, check_id)
    result: dict[str, Any] = json.loads(answer.body)
    assert result["digest"] == answer.digest
    return answer.outcome, result


def test_a_result_is_computed_once_and_then_found(units: SqlUnits, cache: ResultCache) -> None:
    claim = recorded(units, value="19000", unit="person")
    check = stored(units, claim)
    first, result = asked(units, cache, check)
    assert (first, result["verdict"]) == (Outcome.MISS, "consistent")
    assert (result["inputs"]["part"]["claim"], result["inputs"]["part"]["revision"]) == (str(claim), 1)
    assert asked(units, cache, check) == (Outcome.HIT, result)


def test_a_revision_of_a_claim_or_check_gives_another_result_at_once(units: SqlUnits, cache: ResultCache) -> None:
    claim = recorded(units, value="19000", unit="person")
    check = stored(units, claim)
    asked(units, cache, check)
    revised(units, claim, value="190000", unit="person")
    outcome, result = asked(units, cache, check)
    assert (outcome, result["inputs"]["part"]["revision"]) == (Outcome.MISS, 2)
    with units() as uow:
        swapped = {"part": STOCK, "whole": {"claim": str(claim)}}
        checks.change(uow, check, {"figures": swapped})
        uow.commit()
    outcome, result = asked(units, cache, check)
    assert (outcome, result["inputs"]["whole"]["revision"]) == (Outcome.MISS, 2)


def test_a_retracted_claim_leaves_its_check_undetermined(units: SqlUnits, cache: ResultCache) -> None:
    claim = recorded(units, value="19000", unit="person")
    check = stored(units, claim)
    with units() as uow:
        claims.retract(uow, claim)
        uow.commit()
    outcome, result = asked(units, cache, check)
    assert (outcome, result["verdict"], result["reason"]) == (Outcome.MISS, "undetermined", "missing_figure")
    assert asked(units, cache, check) == (Outcome.HIT, result)


def test_a_claim_revised_to_another_unit_leaves_its_check_undetermined(units: SqlUnits, cache: ResultCache) -> None:
    claim = recorded(units, value="19000", unit="person")
    check = stored(units, claim)
    revised(units, claim, value="19000", unit="kg")
    outcome, result = asked(units, cache, check)
    assert (outcome, result["verdict"], result["reason"]) == (Outcome.MISS, "undetermined", "incomparable_units")
    assert asked(units, cache, check) == (Outcome.HIT, result)
    with pytest.raises(NotFound):
        asked(units, cache, uuid4())


class Interrupted(MemoryCache):
    """A cache in which something happens at the first look, when a read is half done."""

    def __init__(self, happens: Callable[[], None]) -> None:
        super().__init__(ttl=60, max_entries=100, max_bytes=1_000_000)
        self.happens: Callable[[], None] | None = happens

    def get(self, key: str) -> bytes | None:
        happens, self.happens = self.happens, None
        if happens is not None:
            happens()
        return super().get(key)


def test_a_claim_revised_during_a_read_does_not_mix_revisions(units: SqlUnits) -> None:
    claim = recorded(units, value="19000", unit="person")
    check = stored(units, claim)
    cache = Interrupted(lambda: revised(units, claim, value="190000", unit="person"))
    before, after = asked(units, cache, check)[1], asked(units, cache, check)[1]
    assert [result["inputs"]["part"]["revision"] for result in (before, after)] == [1, 2]
    assert [result["inputs"]["part"]["figure"]["value"] for result in (before, after)] == ["19000", "190000"]


def test_a_check_changed_during_a_read_is_read_again(units: SqlUnits) -> None:
    check = stored(units, recorded(units, value="19000", unit="person"))
    other = recorded(units, value="5", unit="person")

    def change() -> None:
        with units() as uow:
            checks.change(uow, check, {"figures": {"part": {"claim": str(other)}, "whole": STOCK}})
            uow.commit()

    cache = Interrupted(change)
    assert asked(units, cache, check)[1]["inputs"]["part"]["claim"] == str(other)
    assert asked(units, cache, check)[0] is Outcome.HIT


def test_a_check_deleted_during_a_read_is_not_found(units: SqlUnits) -> None:
    check = stored(units, recorded(units, value="19000", unit="person"))

    def delete() -> None:
        with units() as uow:
            checks.delete(uow, check)
            uow.commit()

    with pytest.raises(NotFound):
        asked(units, Interrupted(delete), check)


def read(raw: bytes) -> Mapping[str, Any]:
    body: dict[str, Any] = json.loads(raw)
    return body


def test_a_request_seen_before_is_answered_without_reading_it(cache: ResultCache) -> None:
    def unread(raw: bytes) -> Mapping[str, Any]:
        raise AssertionError(raw)

    raw = json.dumps({"kind": "equal", "figures": {"left": {"value": "1"}, "right": {"value": "1"}}}).encode()
    first = results.evaluate(cache, raw, read)
    second = results.evaluate(cache, raw, unread)
    third = results.evaluate(cache, raw + b"\n", read)
    assert (first.outcome, second.outcome, third.outcome) == (Outcome.MISS, Outcome.HIT, Outcome.HIT)
    assert (first.body, first.digest) == (second.body, second.digest) == (third.body, third.digest)
    assert results.result_by_digest(cache, first.digest).body == first.body


def test_a_malformed_request_is_refused_every_time(cache: ResultCache) -> None:
    for _ in range(2):
        with pytest.raises(Malformed):
            results.evaluate(cache, b'{"kind": "hunch", "figures": {}}', read)


def test_a_result_that_nobody_computed_is_not_found(cache: ResultCache) -> None:
    with pytest.raises(NotFound):
        results.result_by_digest(cache, "0" * 64)


SLOW: dict[str, Any] = {
    "kind": "expression",
    "relation": "x^2 - 2*x*y + y^2 < 0",
    "figures": {"x": {"lower": "0", "upper": "9"}, "y": {"lower": "0", "upper": "9"}},
    "policy": {"time_limit": "0.01"},
}


def test_a_result_that_ran_out_of_time_is_not_kept(cache: ResultCache) -> None:
    for _ in range(2):
        answer = results.evaluate(cache, json.dumps(SLOW).encode(), read)
        assert json.loads(answer.body)["reason"] == "limit_exceeded"
        assert answer.outcome is not Outcome.HIT
        with pytest.raises(NotFound):
            results.result_by_digest(cache, answer.digest)


class Crowded(MemoryCache):
    """A cache in which another caller's computation is always the one that is waited for."""

    def get_or_compute(self, key: str, compute: Callable[[], tuple[bytes, bool]]) -> tuple[bytes, Outcome]:
        value, keep = compute()
        if keep:
            self.put(key, value)
        return value, Outcome.HIT


def test_a_value_that_another_caller_ran_out_of_time_for_is_not_kept_either() -> None:
    cache = Crowded(ttl=60, max_entries=100, max_bytes=1_000_000)
    answer = results.evaluate(cache, json.dumps(SLOW).encode(), read)
    assert (answer.complete, cache.state()["entries"]) == (False, 0)
    whole = {**SLOW, "relation": "x + y > 1"}
    answer = results.evaluate(cache, json.dumps(whole).encode(), read)
    assert (answer.complete, cache.state()["entries"]) == (True, 2)


def test_a_receipt_cut_short_stands_for_what_time_does_not_cut(cache: ResultCache) -> None:
    receipt = json.loads(results.evaluate(cache, json.dumps(SLOW).encode(), read).body)
    assert (receipt["complete"], receipt["reason"]) == (False, "limit_exceeded")
    assert results.verify({**receipt, "text": "?", "measured": None}).stands
    decided = {**receipt, "verdict": "inconsistent", "holds": "never", "reason": None}
    assert results.verify(decided).stands
    assert "/digest" in results.verify({**receipt, "relation": "x + y > 1"}).differences
    assert results.verify({**receipt, "colour": "red"}).differences == ("/colour",)


def test_a_receipt_that_calls_itself_cut_short_falls_where_more_comes_out(cache: ResultCache) -> None:
    check = {**SLOW, "relation": "x + y > 1", "policy": {"time_limit": "2"}}
    receipt = json.loads(results.evaluate(cache, json.dumps(check).encode(), read).body)
    cut = {**receipt, "complete": False, "holds": None, "text": "?"}
    assert results.verify(receipt).stands
    assert results.verify(cut).differences == ("/complete", "/holds", "/text")


@pytest.mark.parametrize(
    ("figure", "reason"),
    [({"value": "19000", "unit": "kg"}, "incomparable_units"), ({"value": "0", "unit": "person"}, "missing_figure")],
)
def test_a_receipt_of_a_check_that_no_longer_compiles_stands(
    units: SqlUnits, cache: ResultCache, figure: dict[str, str], reason: str
) -> None:
    claim = recorded(units, value="19000", unit="person")
    with units() as uow:
        figures = {"numerator": STOCK, "denominator": {"claim": str(claim)}}
        expect = {"min": "1", "unit": ""}
        check = checks.create(uow, {"name": "x", "kind": "ratio", "figures": figures, "expect": expect})
        uow.commit()
    revised(units, claim, **figure, qualifier="exact")
    _, receipt = asked(units, cache, check.id)
    assert (receipt["verdict"], receipt["reason"]) == ("undetermined", reason)
    verified = results.verify(receipt)
    assert (verified.stands, verified.result) == (True, receipt)
    forged = {**receipt, "verdict": "consistent", "reason": None}
    assert results.verify(forged).differences == ("/reason", "/verdict")


def test_a_receipt_stands_until_somebody_changes_it(units: SqlUnits, cache: ResultCache) -> None:
    _, receipt = asked(units, cache, stored(units, recorded(units, value="19000", unit="person")))
    verified = results.verify(receipt)
    assert (verified.stands, verified.digest, verified.differences) == (True, receipt["digest"], ())
    forged = {**receipt, "verdict": "inconsistent", "holds": None, "a/b~": 1}
    verified = results.verify(forged)
    assert not verified.stands
    assert verified.differences == ("/a~1b~0", "/holds", "/verdict")
    assert verified.result == receipt


def test_a_receipt_with_other_inputs_has_another_digest(units: SqlUnits, cache: ResultCache) -> None:
    _, receipt = asked(units, cache, stored(units, recorded(units, value="19000", unit="person")))
    inputs = {**receipt["inputs"], "part": {"figure": {"value": "190000", "unit": "person"}}}
    verified = results.verify({**receipt, "inputs": inputs})
    assert "/digest" in verified.differences


@pytest.mark.parametrize(
    "receipt", [{}, {"inputs": []}, {"inputs": {}, "kind": "part_of"}, {"kind": 3, "inputs": None}]
)
def test_what_is_no_receipt_is_malformed(receipt: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        results.verify(receipt)
