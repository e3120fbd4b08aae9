from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

import orjson
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from service.application import checks, claims, results
from service.application.pins import pinned
from service.cache.memory import MemoryCache
from service.domain.check import Check
from service.domain.errors import Incomparable
from service.domain.result import evaluate
from service.storage import SqlUnits, open_engine, upgrade
from tests import samples

FIGURES = st.fixed_dictionaries(
    {"value": st.sampled_from(["1", "2", "3.0"]), "unit": st.sampled_from(["m", "km", "kg"])}
)


class WritesAndReads(RuleBasedStateMachine):
    """Any order of writes and reads of one check over two claims, with a cache small enough to forget."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        url = f"sqlite:///{Path(self.directory.name) / 'claims.sqlite'}"
        upgrade(url)
        self.units = SqlUnits(open_engine(url))
        self.cache = MemoryCache(ttl=60, max_entries=4, max_bytes=1_000_000)

    @initialize()
    def record(self) -> None:
        with self.units() as uow:
            self.claims = [claims.record(uow, samples.claim(figure={"value": "1", "unit": "m"})).id for _ in range(2)]
            self.check = checks.create(uow, {"name": "equal", "kind": "equal", "figures": self.figures(0, 1)}).id
            uow.commit()

    def figures(self, left: int, right: int) -> dict[str, dict[str, str]]:
        return {"left": {"claim": str(self.claims[left])}, "right": {"claim": str(self.claims[right])}}

    @rule(which=st.integers(0, 1), figure=FIGURES, kept=st.booleans())
    def revise(self, which: int, figure: dict[str, str], kept: bool) -> None:
        with self.units() as uow:
            claims.revise(uow, self.claims[which], {"figure": figure, "status": "stated"})
            if kept:
                uow.commit()

    @rule(which=st.integers(0, 1))
    def retract(self, which: int) -> None:
        with self.units() as uow:
            claims.retract(uow, self.claims[which])
            uow.commit()

    @rule(left=st.integers(0, 1))
    def change_the_check(self, left: int) -> None:
        with self.units() as uow:
            try:
                checks.change(uow, self.check, {"figures": self.figures(left, 1 - left)})
                uow.commit()
            except Incomparable:
                pass

    @rule()
    def read(self) -> None:
        with self.units(read_only=True) as uow:
            results.result_of_check(uow, self.cache, self.check)

    @invariant()
    def what_is_served_is_what_a_fresh_computation_gives(self) -> None:
        if not hasattr(self, "check"):
            return
        with self.units(read_only=True) as uow:
            served = orjson.loads(results.result_of_check(uow, self.cache, self.check).body)
            stored: UUID = self.check
            body = pinned(checks.get(uow, stored).body, uow.claims.current(self.claims))
        try:
            assert served == orjson.loads(orjson.dumps(evaluate(Check.parse(body)).as_json()))
        except Incomparable:
            assert (served["verdict"], served["reason"]) == ("undetermined", "incomparable_units")

    def teardown(self) -> None:
        self.units.close()
        self.directory.cleanup()


TestWritesAndReads = WritesAndReads.TestCase
TestWritesAndReads.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
