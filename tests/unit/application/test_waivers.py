from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from service.application.records import Waiver
from service.application.waivers import applies, covering, in_force
from service.domain.result import Verdict

NOW = datetime(2026, 5, 1, tzinfo=UTC)
LATER, SOONER = NOW + timedelta(days=9), NOW + timedelta(days=1)
CLAIM, OTHER = UUID(int=1), UUID(int=2)
CHECK = str(UUID(int=3))

WAIVER = Waiver(
    id=UUID(int=4),
    collection="default",
    check=CHECK,
    check_version=2,
    name="the fine",
    claims=((CLAIM, 1), (OTHER, 5)),
    verdict=Verdict.STRAINED,
    digest="0" * 64,
    reason="The paper rounds.",
    created_at=NOW,
    updated_at=NOW,
)
SEEN = ((CLAIM, 1), (OTHER, 5))


def test_a_waiver_covers_what_it_saw() -> None:
    assert applies(WAIVER, CHECK, SEEN, 2, Verdict.STRAINED)
    assert applies(WAIVER, CHECK, SEEN[::-1], 2, Verdict.STRAINED)


@pytest.mark.parametrize(
    "claims", [((CLAIM, 2), (OTHER, 5)), ((CLAIM, 1), (OTHER, 6)), ((CLAIM, 1),), ((OTHER, 1), (CLAIM, 5)), ()]
)
def test_it_covers_no_other_revisions(claims: tuple[tuple[UUID, int], ...]) -> None:
    assert not applies(WAIVER, CHECK, claims, 2, Verdict.STRAINED)


def test_it_covers_no_other_check_and_no_other_version() -> None:
    assert not applies(WAIVER, "d" * 64, SEEN, 2, Verdict.STRAINED)
    assert not applies(WAIVER, CHECK, SEEN, 3, Verdict.STRAINED)
    assert not applies(WAIVER, CHECK, SEEN, None, Verdict.STRAINED)


def test_a_discovered_check_has_a_key_and_no_version() -> None:
    waiver = replace(WAIVER, check="d" * 64, check_version=None)
    assert applies(waiver, "d" * 64, SEEN, None, Verdict.STRAINED)


@pytest.mark.parametrize(
    ("accepted", "covered"),
    [
        (Verdict.UNDETERMINED, {Verdict.UNDETERMINED}),
        (Verdict.STRAINED, {Verdict.UNDETERMINED, Verdict.STRAINED}),
        (Verdict.INCONSISTENT, {Verdict.UNDETERMINED, Verdict.STRAINED, Verdict.INCONSISTENT}),
    ],
)
def test_it_covers_nothing_graver_than_what_was_accepted(accepted: Verdict, covered: set[Verdict]) -> None:
    waiver = replace(WAIVER, verdict=accepted)
    assert {verdict for verdict in Verdict if applies(waiver, CHECK, SEEN, 2, verdict)} == covered


def test_an_expired_waiver_is_not_in_force() -> None:
    until = [replace(WAIVER, expires=instant) for instant in (None, NOW, NOW - timedelta(seconds=1), SOONER)]
    assert {waiver.expires for waiver in in_force(until, NOW)[CHECK]} == {None, SOONER}


def test_of_several_the_one_that_lasts_longest_covers() -> None:
    several = [
        replace(WAIVER, id=UUID(int=10), expires=LATER),
        replace(WAIVER, id=UUID(int=11), check_version=1),
        replace(WAIVER, id=UUID(int=12), expires=SOONER),
    ]
    found = covering(in_force(several, NOW), CHECK, SEEN, 2, Verdict.STRAINED)
    assert found == several[0]
    endless = replace(WAIVER, id=UUID(int=1))
    assert covering(in_force([*several, endless], NOW), CHECK, SEEN, 2, Verdict.STRAINED) == endless


def test_a_check_without_waivers_is_not_covered() -> None:
    assert covering(in_force([WAIVER], NOW), "d" * 64, SEEN, None, Verdict.STRAINED) is None
