from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from service.application.pins import claims_of, context_of, pinned, require_bare
from service.application.records import Claim, ClaimStatus
from service.domain.errors import Malformed
from service.domain.figure import Figure

ONE = UUID("01900000-0000-7000-8000-000000000001")
TWO = UUID("01900000-0000-7000-8000-000000000002")
INSTANT = datetime(2004, 9, 24, tzinfo=UTC)


def claim(identifier: UUID, status: ClaimStatus = ClaimStatus.STATED) -> Claim:
    return Claim(
        id=identifier,
        revision=3,
        collection="default",
        source_id=TWO,
        figure=Figure.parse({"value": "4.50", "unit": "KZT/kg", "qualifier": "about"}),
        status=status,
        created_at=INSTANT,
        updated_at=INSTANT,
    )


BODY = {
    "kind": "ratio",
    "figures": {
        "pay": {"claim": str(ONE)},
        "parts": [{"claim": str(TWO)}, {"value": "1"}, "pay * 2"],
        "numerator": "pay",
        "fine": {"value": "18000", "unit": "KZT"},
    },
}


def test_claims_are_found_by_their_place_in_the_check() -> None:
    assert claims_of(BODY) == {("figures", "pay"): ONE, ("figures", "parts", 0): TWO}


@pytest.mark.parametrize("body", [{}, {"figures": None}, {"figures": []}, {"figures": {"left": 3}}])
def test_a_body_of_another_shape_has_no_claims(body: dict[str, object]) -> None:
    assert claims_of(body) == {}


def test_claims_are_put_in_as_they_stand_and_the_rest_stays() -> None:
    figures = pinned(BODY, {ONE: claim(ONE), TWO: claim(TWO, ClaimStatus.RETRACTED)})["figures"]
    figure = {"value": "4.50", "unit": "KZT/kg", "qualifier": "about"}
    assert figures == {
        "pay": {"claim": str(ONE), "revision": 3, "figure": figure},
        "parts": [
            {"claim": str(TWO), "revision": 3, "figure": {"unit": "KZT/kg"}, "retracted": True},
            {"value": "1"},
            "pay * 2",
        ],
        "numerator": "pay",
        "fine": {"value": "18000", "unit": "KZT"},
    }
    assert list(figures) == list(BODY["figures"])
    assert BODY["figures"]["pay"] == {"claim": str(ONE)}  # type: ignore[index]


def test_what_a_claim_says_is_not_taken_from_the_request() -> None:
    require_bare(BODY)
    with pytest.raises(Malformed) as refused:
        require_bare({"figures": {"pay": {"claim": str(ONE), "revision": 2}}})
    assert refused.value.faults[0].where == ("figures", "pay", "revision")


def test_a_claim_brings_its_period_and_what_else_its_kind_looks_at() -> None:
    dated = replace(claim(ONE), period="2004-09", measure="pay", dimensions={"region": "South"})
    ratio = {"kind": "ratio", "figures": {"numerator": {"claim": str(ONE)}}}
    assert pinned(ratio, {ONE: dated})["figures"]["numerator"]["period"] == "2004-09"
    assert "measure" not in pinned(ratio, {ONE: dated})["figures"]["numerator"]


def test_a_claim_without_a_measure_has_said_nothing_of_its_dimensions() -> None:
    assert context_of(claim(ONE), {}).dimensions is None
    assert context_of(replace(claim(ONE), measure="pay"), {}).dimensions == {}
