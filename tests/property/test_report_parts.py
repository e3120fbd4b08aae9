"""A report made in parts is, to the byte, the one made in one go, however it is split and in any order."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from service.application import checks, claims, collections, waivable, waivers
from service.application.reports import parts, snapshot, store
from service.application.reports.assembly import Assembled, assembled
from service.application.reports.parts import Plan, split
from service.application.reports.run import run
from service.application.reports.unstored import nobody_waits
from service.cache.memory import MemoryCache
from service.domain.policy import Policy
from service.storage import SqlUnits, open_scratch
from tests import samples

CACHE = MemoryCache(ttl=600, max_entries=10_000, max_bytes=100_000_000)
POLICY = Policy(about=Policy().about).canonical()


def options(**members: bool) -> dict[str, Any]:
    return {"discover": True, "joint": True, "policy": POLICY, **members}


def in_one_go(units: SqlUnits, asked: dict[str, Any]) -> tuple[bytes, bytes, dict[str, int]]:
    taken = take(units, asked)
    content = run(taken, CACHE, nobody_waits)
    made = store.finished(store._new(("default",), asked), content, [taken.basis(content["results"])])
    assert made.document is not None
    assert made.basis is not None
    assert made.report.counts is not None
    return made.document, made.basis, dict(made.report.counts)


def take(units: SqlUnits, asked: dict[str, Any]) -> snapshot.Snapshot:
    with units(snapshot=True) as uow:
        return snapshot.take(uow, "default", asked, nobody_waits)


def in_parts(units: SqlUnits, plan: Plan, order: random.Random) -> Assembled:
    contents = [parts.work(units, CACHE, asked, nobody_waits, nobody_waits) for asked, _ in plan.parts]
    order.shuffle(contents)
    return assembled(plan.assembly, contents)


MEASURES = ("migrants", "fine", "harvest", "wage", "pickers")
UNITS = ("person", "KZT", "USD", "%", "kg")
claim_bodies = st.fixed_dictionaries(
    {
        "figure": st.builds(
            lambda value, unit, qualifier: {"value": str(value), "unit": unit, **qualifier},
            st.integers(1, 40),
            st.sampled_from(UNITS),
            st.sampled_from(({}, {"qualifier": "about"}, {"qualifier": "exact"})),
        ),
        "measure": st.sampled_from(MEASURES),
    },
    optional={
        "period": st.sampled_from(("2004", "2004-09", "2003")),
        "dimensions": st.sampled_from(({"sex": "female"}, {"sex": "male"}, {"of": "migrants", "sex": "male"})),
        "quote": st.sampled_from(({"exact": "18,000 tenge ($134)"}, {"exact": "a quarter"}, {"exact": "a half"})),
        "status": st.sampled_from(("stated", "candidate", "assumption")),
    },
)
# Which claims a check is about, by number, and of which kind.
pairs = st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(("part_of", "equal", "ratio")))


def check_body(one: UUID, other: UUID, kind: str) -> dict[str, Any]:
    roles = {"part_of": ("part", "whole"), "equal": ("left", "right"), "ratio": ("numerator", "denominator")}[kind]
    figures = dict(zip(roles, ({"claim": str(one)}, {"claim": str(other)}), strict=True))
    expect = {"expect": {"max": "2"}} if kind == "ratio" else {}
    return {"name": "x", "kind": kind, "figures": figures, **expect}


def stored(units: SqlUnits, bodies: list[dict[str, Any]], asked: list[tuple[int, int, str]]) -> None:
    with units() as uow:
        collections.create(uow, {"slug": "default", "title": "Default"})
        partition = {"dimension": "sex", "values": ["female", "male"]}
        collections.change(uow, "default", {"partitions": [partition]})
        ids = [claims.record(uow, samples.claim(**body)).id for body in bodies]
        found = []
        for one, other, kind in asked:
            try:
                found.append(checks.create(uow, check_body(ids[one % len(ids)], ids[other % len(ids)], kind)).id)
            except ValueError:  # claims whose units do not go together
                continue
        if found and len(ids) % 3 == 0:
            claims.retract(uow, ids[0])
        uow.commit()
    for check in found[::2]:
        body = {"check": str(check), "reason": "known"}
        with units(read_only=True) as uow:
            sighting = waivable.look(uow, CACHE, body)
        try:
            with units() as uow:
                waivers.create(uow, body, sighting)
                uow.commit()
        except ValueError:  # nothing to be waived
            continue


@settings(max_examples=15)
@given(
    st.lists(claim_bodies, min_size=10, max_size=20),
    st.lists(pairs, min_size=4, max_size=8),
    st.integers(1, 8),
    st.sampled_from([{}, {"joint": False}, {"discover": False}]),
    st.randoms(use_true_random=False),
)
def test_it_is_the_report_made_in_one_go(
    bodies: list[dict[str, Any]],
    asked: list[tuple[int, int, str]],
    largest: int,
    wanted: dict[str, bool],
    order: random.Random,
) -> None:
    engine = open_scratch()
    try:
        units = SqlUnits(engine)
        stored(units, bodies, asked)
        plan = split(take(units, options(**wanted)), nobody_waits, largest)
        whole = in_one_go(units, options(**wanted))
        if plan is None:
            return
        found = in_parts(units, plan, order)
        assert orjson.loads(found.document) == orjson.loads(whole[0])
        assert (found.document, found.basis, found.counts) == whole
        assert sum(number for _, number in plan.parts) == found.counts["total"]
    finally:
        engine.dispose()
