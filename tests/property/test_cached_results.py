"""A result from the cache is the one that computing now would give, whatever was written and read in between."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.application import checks, claims, sources
from service.application.ports import ResultCache, UnitOfWork
from service.application.results import result_of_check
from service.cache.memory import MemoryCache
from service.domain.errors import Malformed
from service.storage import SqlUnits

VALUES = st.sampled_from(["1", "2", "40", "100", "7.5"])
UNITS = st.sampled_from(["kg", "g", "km"])  # in km it compiles no more
STEPS = st.tuples(st.sampled_from(["revise", "retract", "swap", "read"]), st.integers(0, 1), VALUES, UNITS)


def two_claims_and_a_check(uow: UnitOfWork) -> tuple[list[UUID], UUID]:
    source = sources.create(uow, {"title": "A paper", "kind": "article"})
    recorded = [
        claims.record(uow, {"source_id": source.id, "figure": {"value": value, "unit": "kg"}}).id
        for value in ("40", "100")
    ]
    return recorded, checks.create(uow, body(recorded)).id


def body(of: list[UUID]) -> dict[str, object]:
    figures = {"part": {"claim": str(of[0])}, "whole": {"claim": str(of[1])}}
    return {"name": "part of it", "kind": "part_of", "figures": figures}


def fresh(uow: UnitOfWork, check_id: UUID) -> bytes:
    empty = MemoryCache(ttl=60, max_entries=10, max_bytes=1_000_000)
    return result_of_check(uow, empty, check_id).body


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_a_cached_result_equals_a_fresh_one(
    units: SqlUnits, cache: ResultCache, steps: list[tuple[str, int, str, str]]
) -> None:
    with units() as uow:
        recorded, check_id = two_claims_and_a_check(uow)
        uow.commit()
    for what, which, value, unit in steps:
        with units() as uow:
            if what == "revise":
                claims.revise(uow, recorded[which], {"figure": {"value": value, "unit": unit}})
            elif what == "retract":
                claims.retract(uow, recorded[which])
            elif what == "swap":
                other = checks.get(uow, check_id)
                turned = {"part": other.body["figures"]["whole"], "whole": other.body["figures"]["part"]}
                # Refused while the units clash; the check then stays as it is.
                with suppress(Malformed):
                    checks.change(uow, check_id, {"figures": turned})
            uow.commit()
        for _ in range(2):
            with units(read_only=True) as uow:
                assert result_of_check(uow, cache, check_id).body == fresh(uow, check_id)


def test_no_reader_gets_a_result_older_than_what_was_committed_before_it_asked(
    units: SqlUnits, cache: ResultCache
) -> None:
    with units() as uow:
        recorded, check_id = two_claims_and_a_check(uow)
        uow.commit()
    committed = [1]
    done = threading.Event()

    def write() -> None:
        for value in range(2, 40):
            with units() as uow:
                claims.revise(uow, recorded[0], {"figure": {"value": str(value), "unit": "kg"}})
                uow.commit()
            committed.append(value)
        done.set()

    def read() -> int:
        reads = 0
        while not done.is_set():
            known = committed[-1]
            with units(read_only=True) as uow:
                part = orjson.loads(result_of_check(uow, cache, check_id).body)["inputs"]["part"]
            assert part["revision"] >= known
            # Revision n says n, except the first, which says 40: never the figure of one with the number of another.
            assert part["figure"]["value"] == ("40" if part["revision"] == 1 else str(part["revision"]))
            reads += 1
        return reads

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        writer = pool.submit(write)
        try:
            writer.result(60)
        finally:
            done.set()
        assert sum(reader.result(60) for reader in readers) > 0
